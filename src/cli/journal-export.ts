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

const COMMAND = "journal export";
const OPTIONS = {
  config: { type: "string" },
  out: { type: "string" },
  archive: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, DIRECTORY_UNWRITABLE, JOURNAL_CORRUPT or JOURNAL_ALTERED. */
export function journalExport(args: readonly string[], io: CliIo, load: LoadStationData): number {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, out } = requireAll(COMMAND, { config: values.config, out: values.out });
  const { journal, station } = load(config);
  const reader = new JournalReader(journal, { archive: values.archive });
  try {
    const lock = lockDirectory(journal);
    try {
      writeWhole(reader, resolve(out), station);
    } finally {
      lock.release();
    }
    const { size, bytesAfter, row } = reader.end ?? { size: 0, bytesAfter: 0, row: null };
    const root = toHex(reader.root(size));
    const left = row?.decision === "cut" ? bytesAfter : 0;
    if (values.json === true)
      io.out(JSON.stringify({ journal, out, entries: size, root, bytesLeftOut: left }));
    else {
      io.out(`${size} entries of station ${reader.station} are in ${out}; root of their tree ${root}`);
      if (left > 0) io.out(`Left out: ${left} bytes of an unfinished entry at the end.`);
    }
    return 0;
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
