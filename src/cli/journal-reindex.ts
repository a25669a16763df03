import { reindexJournal } from "../adapters/disk/journal-reindex.ts";
import { mendingTold } from "../core/journal/mending-told.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { parseOptions, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import type { LoadStationData } from "./station-data.ts";

const COMMAND = "journal reindex";

/** Throws EdgeError as `reindexJournal`, and USAGE. */
export function journalReindex(args: readonly string[], io: CliIo, load: LoadStationData): number {
  const values = parseOptions(COMMAND, args, { config: { type: "string" }, json: { type: "boolean" } });
  const { journal, station } = load(required(COMMAND, "config", values.config));
  const { records, mended } = reindexJournal(journal, station);
  const told = mended.map((mending) => sentenceOf(mendingTold(mending)));
  if (values.json === true) {
    io.out(JSON.stringify({ journal, entries: records, mended }));
    return 0;
  }
  for (const { en, zh } of told) io.out(`${en} ${zh}`);
  if (told.length === 0)
    io.out(`The hash index of ${journal} is whole: ${records} entries, nothing was changed.`);
  else io.out("The next start writes this into the journal.");
  return 0;
}
