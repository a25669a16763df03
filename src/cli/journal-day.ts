import { civilDateIn, isTimeZone } from "../adapters/clock/civil-date.ts";
import type { JournalReader } from "../adapters/disk/journal-reader.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { endMs } from "../core/evidence/check-day.ts";
import { civilDay, type DayFile, writeDay } from "../core/evidence/day-file.ts";
import type { EvidenceRefusal } from "../core/evidence/disclosed-entries.ts";
import { refusedAt } from "../core/evidence/disclosed-entries.ts";
import { EntriesOfDay } from "../core/evidence/entries-of-day.ts";
import { disclose, sealedEntries } from "../core/evidence/gather.ts";
import { sealedInEntry } from "../core/evidence/sealed-in-entry.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { journalPlace, notMade, readFrom, withReader, writeExcerpt } from "./journal-excerpt.ts";
import { mustSpare } from "./out-file.ts";
import type { LoadStationData } from "./station-data.ts";

const COMMAND = "journal day";
const OPTIONS = {
  config: { type: "string" },
  day: { type: "string" },
  zone: { type: "string" },
  out: { type: "string" },
  archive: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * The records and withdrawals of one civil day, with the ones before and after, as one file. Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID,
 * EVIDENCE_NOT_MADE, FILE_UNWRITABLE, or what a damaged journal gives.
 */
export function journalDay(args: readonly string[], io: CliIo, load: LoadStationData): number {
  const { values, words } = parseWords(COMMAND, args, OPTIONS);
  const place = journalPlace(COMMAND, words, values.config, load);
  const zone = values.zone ?? place.data?.timeZone;
  const { day, out } = requireAll(COMMAND, { day: values.day, zone, out: values.out });
  mustSpare({ command: COMMAND, option: "--out", file: out }, readFrom(place, values));
  const dayOf = civilDays(day, zone ?? "");
  const found = withReader(place, values.archive, (reader) =>
    dayFile(reader, { day, zone: zone ?? "" }, dayOf),
  );
  if (found.kind === "refused") return notMade(found, place.directory);
  const { file, ofDay } = found;
  const written = writeDay(file);
  if (written.kind === "refused") return notMade(written, place.directory);
  writeExcerpt(out, written.text);
  const { station, size, entries } = file;
  if (values.json === true)
    io.out(
      JSON.stringify({ out, station, day, zone: file.zone, records: ofDay, entries: entries.length, size }),
    );
  else
    io.out(
      `${ofDay} records and withdrawals of ${day} (${file.zone}) of station ${station} are in ${out}, in ${entries.length} entries of a log of ${size}.`,
    );
  return 0;
}

/** Throws EdgeError USAGE. */
function civilDays(day: string, zone: string): (wallMs: number) => string {
  if (!civilDay.safeParse(day).success)
    throw new EdgeError(
      "USAGE",
      `proofmark ${COMMAND} --day: found ${JSON.stringify(day)}, allowed: a date as 2026-11-30.`,
    );
  if (isTimeZone(zone)) return civilDateIn(zone);
  throw new EdgeError(
    "USAGE",
    `proofmark ${COMMAND} --zone: found ${JSON.stringify(zone)}, allowed: a name of the IANA list, as Asia/Shanghai.`,
  );
}

interface DayFound {
  readonly kind: "day";
  readonly file: DayFile;
  /** How many are of the day itself. */
  readonly ofDay: number;
}

function dayFile(
  reader: JournalReader,
  of: Pick<DayFile, "day" | "zone">,
  dayOf: (wallMs: number) => string,
): DayFound | EvidenceRefusal {
  const choice = new EntriesOfDay(of.day);
  let [ofDay, lastOfDay] = [0, -1];
  let unreadable: EvidenceRefusal | null = null;
  // The station's own journal: whether the signatures hold says whoever verifies the file.
  const check = { digest: sha256, verifier: null };
  const receipt = sealedEntries(reader, (entry, index) => {
    const sealed = sealedInEntry(entry, index, check);
    if (sealed.kind === "refused") {
      unreadable ??= refusedAt(sealed, index);
      return;
    }
    const day = dayOf(endMs(sealed));
    if (day === of.day) [ofDay, lastOfDay] = [ofDay + 1, index];
    choice.note(index, day);
  });
  if (unreadable !== null) return unreadable;
  const { chosen } = choice;
  if (chosen.length === 0)
    throw new EdgeError("EVIDENCE_NOT_MADE", `The journal ${reader.directory} holds no record yet.`, {
      directory: reader.directory,
    });
  const { station } = reader;
  // One that comes after the day and has no receipt yet is left out, and the file says that its end is open.
  const after = chosen.at(-1) ?? 0;
  const isLate = chosen.length > 1 && after > lastOfDay && after >= (receipt?.size ?? 0);
  const disclosed = disclose(reader, isLate ? chosen.slice(0, -1) : chosen, receipt);
  if (disclosed.kind === "refused") return disclosed;
  const { kind: _, ...rest } = disclosed;
  return { kind: "day", file: { ...rest, station, ...of }, ofDay };
}
