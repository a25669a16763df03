import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lockDirectory } from "../adapters/disk/directory-lock.ts";
import { nodeDurableFs } from "../adapters/disk/durable-fs.ts";
import { exportJournal } from "../adapters/disk/journal-export.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { bringPhotos, PhotoNames, photosNotNamed } from "../adapters/disk/photo-copies.ts";
import { PHOTOS_OF_COPY } from "../adapters/disk/photo-files.ts";
import { toHex } from "../core/record/base64.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { exitCodeOf, type PhotosTold, photoLines, photosTold } from "./journal-photos.ts";
import type { LoadStationData } from "./station-data.ts";
import { actorOf, noteAct } from "./stopped-station.ts";

const COMMAND = "journal export";
const OPTIONS = {
  config: { type: "string" },
  out: { type: "string" },
  photos: { type: "string" },
  archive: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, DIRECTORY_UNWRITABLE, DIRECTORY_USED, JOURNAL_CORRUPT or JOURNAL_ALTERED. */
export async function journalExport(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, out } = requireAll(COMMAND, { config: values.config, out: values.out });
  const by = actorOf(COMMAND, values.by);
  const { journal, station, photos: shelf } = load(config);
  const places = { journal, shelf, out: resolve(out), photos: values.photos, archive: values.archive };
  const { entries, left, photos, ...copied } = copy(places, station);
  const root = toHex(copied.root);
  // After the copy: it tells of one that is there.
  const entry = await noteAct({ journal, station }, by, { kind: "journal-exported", entries, root });
  if (values.json === true)
    io.out(JSON.stringify({ journal, out, entries, root, bytesLeftOut: left, entry, photos }));
  else {
    io.out(`${entries} entries of station ${station} are in ${out}; root of their tree ${root}`);
    if (left > 0) io.out(`Left out: ${left} bytes of an unfinished entry at the end.`);
    for (const line of photoLines(photos, shelf)) io.out(line);
    io.out(`Entry ${entry} of the journal says so.`);
  }
  return exitCodeOf(photos);
}

interface Places {
  readonly journal: string;
  /** The station's photos. */
  readonly shelf: string;
  readonly out: string;
  /** Where the copies of photos go, if not into the copy. */
  readonly photos: string | undefined;
  readonly archive: string | undefined;
}

interface Copied {
  readonly entries: number;
  readonly root: Uint8Array;
  /** Bytes of an unfinished entry at the end. */
  readonly left: number;
  readonly photos: PhotosTold;
}

function copy({ journal, archive, ...to }: Places, station: string): Copied {
  const reader = new JournalReader(journal, { archive });
  try {
    const lock = lockDirectory(journal);
    try {
      const photos = writeWhole(reader, to, station);
      const { size, bytesAfter, row } = reader.end ?? { size: 0, bytesAfter: 0, row: null };
      const left = row?.decision === "cut" ? bytesAfter : 0;
      return { entries: size, root: reader.root(size), left, photos };
    } finally {
      lock.release();
    }
  } finally {
    reader.close();
  }
}

/** Under another name until all of it is on disk, photos too: half a copy must not look like one. */
function writeWhole(
  reader: JournalReader,
  { out, shelf, photos }: Pick<Places, "out" | "shelf" | "photos">,
  station: string,
): PhotosTold {
  const draft = `${out}.new`;
  for (const path of [out, draft]) {
    if (existsSync(path))
      throw new EdgeError("DIRECTORY_USED", `${path} is there already; name another, or remove it.`, {
        path,
      });
  }
  try {
    const names = new PhotoNames();
    exportJournal({ read: () => names.noting(reader.records()) }, draft, station);
    const to = photos === undefined ? join(draft, PHOTOS_OF_COPY) : resolve(photos);
    const brought = bringPhotos(names.all().keys(), { from: shelf, to });
    const said = photosTold(names, brought, reader, photosNotNamed(shelf, names));
    renameSync(draft, out);
    nodeDurableFs.syncDirectory(dirname(out));
    return said;
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw cause;
  }
}
