import type { Sealed } from "../sealed/sealed.ts";
import { notesOf, receiptFacts, sealedFacts } from "../sealed-verdict.ts";
import { standingNotes, standingOf } from "../standing.ts";
import { refusalOf, refuse, tell } from "../told.ts";
import { type Context, refusedAs, type Verdict } from "../verdict.ts";
import type { Told } from "../words/word-shape.ts";
import { civilDayIn } from "./civil-day.ts";
import { type DayFile, dayIn } from "./day-form.ts";
import { at, entriesInLog } from "./disclosed.ts";
import { sealedOfEntry } from "./sealed-entry.ts";

interface OnDay {
  readonly index: number;
  readonly sealed: Sealed;
  readonly on: string;
}

/** The records of one day: each by itself, its place, and that no number is missing between the first and the last. */
export function verifyDay(text: string, context: Context): Verdict {
  const found = refusalOf(() => readDay(text, context));
  if ("code" in found) return refusedAs("day", found, context);
  const { file, all, receipt, standing } = found;
  const { station, day, zone } = file;
  const ofDay = all.filter(({ on }) => on === day);
  const simulated = ofDay.some(
    ({ sealed }) => sealed.kind === "record" && sealed.document.devices.some((device) => device.simulated),
  );
  return {
    ...{ kind: "day", word: "verified", failures: [] },
    checked: [
      tell("CHECKED_ENTRIES", { entries: all.length, size: receipt.size }),
      tell("CHECKED_DAY", { records: all.length }),
    ],
    notes: [
      ...(simulated ? [tell("RECORD_SIMULATED", {})] : []),
      ...all.flatMap(({ sealed }) => (sealed.kind === "withdrawal" ? notesOf(sealed) : [])),
      ...whatItShows(all, day),
      ...standingNotes(standing, context),
    ],
    facts: {
      ...{ station, day, zone, records: ofDay.length, simulated },
      ...{ first: all[0]?.sealed.document.sequence, last: all.at(-1)?.sealed.document.sequence },
      ...receiptFacts(receipt),
    },
    content: all.map(({ index, sealed, on }) => ({
      ...{ index, on, isOfDay: on === day, kind: sealed.kind },
      ...sealedFacts(sealed),
      document: sealed.document,
    })),
    seen: context.seen,
  };
}

/** Throws Refused. */
function readDay(text: string, context: Context) {
  const standing = standingOf(context);
  const { file, hashes } = dayIn(text);
  const { station, day, zone } = file;
  const dayOf = civilDayIn(zone) ?? refuse("DAY_ZONE_UNKNOWN", { zone });
  const { entries, receipt } = entriesInLog(standing, file, hashes);
  const all: OnDay[] = [];
  for (const entry of entries) {
    at(entry.index, () => {
      if (entry.type !== "record-sealed" && entry.type !== "withdrawal-sealed")
        refuse("DAY_ENTRY_STRANGE", { entry: entry.type, day });
      const sealed = sealedOfEntry(standing, entry);
      const { station: of, sequence: number } = sealed.document;
      if (of !== station) refuse("STATION_MISMATCH", { found: of, expected: station });
      const expected = (all.at(-1)?.sealed.document.sequence ?? number - 1) + 1;
      if (number !== expected) refuse("SEQUENCE_GAP", { found: number, expected });
      all.push({ index: entry.index, sealed, on: dayOf(endMs(sealed)) });
    });
  }
  mustBeOfDay(all, file);
  return { file, all, receipt, standing };
}

/** When what it says came about: of a result the end of its job, of a withdrawal the act. */
function endMs(sealed: Sealed): number {
  return Date.parse(sealed.kind === "record" ? sealed.document.time.ended : sealed.document.at);
}

/** Beside those of the day at most one before and one after; of a day without any at most two, which it lies between. */
function mustBeOfDay(all: readonly OnDay[], { day }: DayFile): void {
  const isOfDay = all.map(({ on }) => on === day);
  const [first, last] = [isOfDay.indexOf(true), isOfDay.lastIndexOf(true)];
  const [before, after] = all;
  const strange =
    first >= 0
      ? (all.slice(0, first).slice(1)[0] ?? all.slice(last + 1)[1])
      : (all[2] ??
        (after !== undefined && !(before !== undefined && before.on < day && after.on > day)
          ? after
          : undefined));
  if (strange !== undefined)
    at(strange.index, () =>
      refuse("DAY_ENTRY_STRANGE", {
        entry: strange.sealed.kind === "record" ? "record-sealed" : "withdrawal-sealed",
        day,
      }),
    );
}

/** One of an earlier day before it and one of a later day after it close the day; where one is not there, or has another day by a clock that was set, that is said. */
function whatItShows(all: readonly OnDay[], day: string): readonly Told[] {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { sequence: from } = first.sealed.document;
  const { sequence: to } = last.sealed.document;
  const isOpenBefore = from > 0 && first.on >= day;
  const isOpenAfter = last.on <= day;
  const notes: Told[] = [];
  if (from === 0) notes.push(tell("DAY_FROM_BEGINNING", { day }));
  if (isOpenBefore) notes.push(tell("DAY_OPEN_BEGINNING", { first: from, day }));
  if (isOpenAfter) notes.push(tell("DAY_OPEN_END", { last: to, day }));
  return notes.some(({ code }) => code.startsWith("DAY_OPEN"))
    ? notes
    : [...notes, tell("DAY_BETWEEN", { first: from, last: to, day })];
}
