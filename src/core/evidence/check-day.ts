import { type Refusal, refusal } from "../record/verification-failure.ts";
import type { VerifiedCheckpoint } from "../record/verify-checkpoint.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { DayFile } from "./day-file.ts";
import {
  checkInLog,
  type EntryAt,
  type EvidenceCheck,
  type EvidenceRefusal,
  refusedAt,
} from "./disclosed-entries.ts";
import { EntriesOfDay } from "./entries-of-day.ts";
import { type SealedInEntry, sealedInEntry } from "./sealed-in-entry.ts";

export interface DayCheck extends EvidenceCheck {
  /** The civil day of a moment in that zone; null for a zone that nobody knows. */
  daysIn(zone: string): ((wallMs: number) => string) | null;
}

export interface CheckedDay {
  readonly kind: "checked";
  readonly receipt: VerifiedCheckpoint | null;
  /** Those of the day, in the order of their numbers. */
  readonly ofDay: readonly SealedInEntry[];
  /** Whether others may have stood before or after, as far as the file can show it. */
  readonly notes: readonly Reason[];
}

/** The first thing that is wrong with it, or what it shows. Total. */
export function checkDay(file: DayFile, check: DayCheck): CheckedDay | EvidenceRefusal {
  const { station, day, zone } = file;
  const dayOf = check.daysIn(zone);
  if (dayOf === null) return refusedAt(refusal("DAY_ZONE_UNKNOWN", { zone }), null);
  const inLog = checkInLog(file, check);
  if (inLog.kind === "refused") return inLog;
  const choice = new EntriesOfDay(day);
  const all: NumberedEntry[] = [];
  for (const at of inLog.entries) {
    const sealed = sealedOfDay(at, file, check);
    if (sealed.kind === "refused") return refusedAt(sealed, at.index);
    const { document } = sealed;
    if (document.station !== station)
      return refusedAt(refusal("STATION_MISMATCH", { found: document.station, expected: station }), at.index);
    const { sequence: found } = document;
    const expected = (all.at(-1)?.sealed.document.sequence ?? found - 1) + 1;
    if (found !== expected) return refusedAt(refusal("SEQUENCE_GAP", { found, expected }), at.index);
    const on = dayOf(endMs(sealed));
    choice.note(at.index, on);
    all.push({ index: at.index, sealed, on });
  }
  const chosen = new Set(choice.chosen);
  const strange = inLog.entries.find(({ index }) => !chosen.has(index));
  if (strange !== undefined)
    return refusedAt(refusal("DAY_ENTRY_STRANGE", { entry: strange.entry.type, day }), strange.index);
  const ofDay = all.filter(({ on }) => on === day).map(({ sealed }) => sealed);
  return { kind: "checked", receipt: inLog.receipt, ofDay, notes: whatItShows(all, day) };
}

interface NumberedEntry {
  readonly index: number;
  readonly sealed: SealedInEntry;
  readonly on: string;
}

function sealedOfDay(
  { entry, index }: EntryAt,
  { day }: DayFile,
  check: EvidenceCheck,
): SealedInEntry | Refusal {
  if (entry.type === "record-sealed" || entry.type === "withdrawal-sealed")
    return sealedInEntry(entry, index, check);
  return refusal("DAY_ENTRY_STRANGE", { entry: entry.type, day });
}

/** When what it says came about: of a result the end of its job, of a withdrawal the act. */
export function endMs(sealed: SealedInEntry): number {
  return Date.parse(sealed.kind === "result" ? sealed.document.time.ended : sealed.document.at);
}

/** One of an earlier day before it and one of a later day after it close the day; where one is not there, or has another day by a clock that was set, that is said. */
function whatItShows(all: readonly NumberedEntry[], day: string): readonly Reason[] {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { sequence: from } = first.sealed.document;
  const { sequence: to } = last.sealed.document;
  const isOpenAtBeginning = from > 0 && first.on >= day;
  const isOpenAtEnd = last.on <= day;
  return [
    ...(from === 0 ? [reason("DAY_FROM_BEGINNING", { day })] : []),
    ...(isOpenAtBeginning ? [reason("DAY_OPEN_BEGINNING", { first: from, day })] : []),
    ...(isOpenAtEnd ? [reason("DAY_OPEN_END", { last: to, day })] : []),
    ...(isOpenAtBeginning || isOpenAtEnd ? [] : [reason("DAY_BETWEEN", { first: from, last: to, day })]),
  ];
}
