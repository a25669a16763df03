import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { parseOptions, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import type { LoadStationData } from "./station-data.ts";
import { withStoppedJournal } from "./stopped-station.ts";

const COMMAND = "journal records";

/** Writes every copy of a record or proof that is missing; why it could not, as one sentence, or null. */
export type CopyRecords = (store: JournalStore, directory: string) => string | null;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, FILE_UNWRITABLE, or what a damaged journal gives. */
export async function journalRecords(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
  copy: CopyRecords,
): Promise<number> {
  const values = parseOptions(COMMAND, args, { config: { type: "string" }, json: { type: "boolean" } });
  const data = load(required(COMMAND, "config", values.config));
  const { records: directory } = data;
  const why = await withStoppedJournal(data, async (store) => copy(store, directory));
  if (why !== null) throw new EdgeError("FILE_UNWRITABLE", why, { directory });
  if (values.json === true) io.out(JSON.stringify({ records: directory }));
  else io.out(`Every record of the journal, and the proof of each that has a receipt, is in ${directory}.`);
  return 0;
}
