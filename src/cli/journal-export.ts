import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { lockDirectory } from "../adapters/disk/directory-lock.ts";
import { nodeDurableFs } from "../adapters/disk/durable-fs.ts";
import { exportJournal } from "../adapters/disk/journal-export.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { toHex } from "../core/record/base64.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import type { LoadStationData } from "./station-data.ts";
import { actorOf, noteAct } from "./stopped-station.ts";

const COMMAND = "journal export";
const OPTIONS = {
  config: { type: "string" },
  out: { type: "string" },
  archive: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, DIRECTORY_UNWRITABLE, JOURNAL_CORRUPT or JOURNAL_ALTERED. */
export async function journalExport(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, out } = requireAll(COMMAND, { config: values.config, out: values.out });
  const by = actorOf(COMMAND, values.by);
  const { journal, station } = load(config);
  const copied = copy(journal, resolve(out), station, values.archive);
  const { entries, left } = copied;
  const root = toHex(copied.root);
  // After the copy: it tells of one that is there.
  const entry = await noteAct({ journal, station }, by, { kind: "journal-exported", entries, root });
  if (values.json === true)
    io.out(JSON.stringify({ journal, out, entries, root, bytesLeftOut: left, entry }));
  else {
    io.out(`${entries} entries of station ${station} are in ${out}; root of their tree ${root}`);
    if (left > 0) io.out(`Left out: ${left} bytes of an unfinished entry at the end.`);
    io.out(`Entry ${entry} of the journal says so.`);
  }
  return 0;
}

interface Copied {
  readonly entries: number;
  readonly root: Uint8Array;
  /** Bytes of an unfinished entry at the end. */
  readonly left: number;
}

function copy(journal: string, out: string, station: string, archive: string | undefined): Copied {
  const reader = new JournalReader(journal, { archive });
  try {
    const lock = lockDirectory(journal);
    try {
      writeWhole(reader, out, station);
    } finally {
      lock.release();
    }
    const { size, bytesAfter, row } = reader.end ?? { size: 0, bytesAfter: 0, row: null };
    return { entries: size, root: reader.root(size), left: row?.decision === "cut" ? bytesAfter : 0 };
  } finally {
    reader.close();
  }
}

/** Under another name until all of it is on disk: half a copy must not look like one. */
function writeWhole(reader: JournalReader, out: string, station: string): void {
  const draft = `${out}.new`;
  for (const path of [out, draft]) {
    if (existsSync(path))
      throw new EdgeError("DIRECTORY_UNWRITABLE", `${path} is there already; name another, or remove it.`, {
        path,
      });
  }
  try {
    exportJournal({ read: () => reader.records() }, draft, station);
    renameSync(draft, out);
    nodeDurableFs.syncDirectory(dirname(out));
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw cause;
  }
}
