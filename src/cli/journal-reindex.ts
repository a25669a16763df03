import { reindexJournal } from "../adapters/disk/journal-reindex.ts";
import { mendingTold } from "../core/journal/mending-told.ts";
import { toHex } from "../core/record/base64.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { parseOptions, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import type { LoadStationData } from "./station-data.ts";
import { actorOf, appendAct, type StoppedJournal, withStoppedJournal } from "./stopped-station.ts";

const COMMAND = "journal reindex";
const OPTIONS = { config: { type: "string" }, by: { type: "string" }, json: { type: "boolean" } } as const;

/** Throws EdgeError as `reindexJournal`, and USAGE. */
export async function journalReindex(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const by = actorOf(COMMAND, values.by);
  const { journal, station } = load(required(COMMAND, "config", values.config));
  const { records, mended } = reindexJournal(journal, station);
  // Where nothing was changed nobody did anything.
  const entry = mended.length === 0 ? null : await noteReindexed({ journal, station }, by, records);
  const told = mended.map((mending) => sentenceOf(mendingTold(mending)));
  if (values.json === true) {
    io.out(JSON.stringify({ journal, entries: records, mended, entry }));
    return 0;
  }
  for (const { en, zh } of told) io.out(`${en} ${zh}`);
  if (told.length === 0)
    io.out(`The hash index of ${journal} is whole: ${records} entries, nothing was changed.`);
  else io.out(`Entry ${entry} of the journal says who did it; the next start writes what was mended.`);
  return 0;
}

function noteReindexed(at: StoppedJournal, by: string, entries: number): Promise<number> {
  return withStoppedJournal(at, (store) =>
    appendAct(store, by, { kind: "journal-reindexed", entries, root: toHex(store.root(entries)) }),
  );
}
