import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { civilDateIn, isTimeZone } from "../../../src/adapters/clock/civil-date.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { checkDay } from "../../../src/core/evidence/check-day.ts";
import { type DayFile, readDay, writeDay } from "../../../src/core/evidence/day-file.ts";
import { EntriesOfDay } from "../../../src/core/evidence/entries-of-day.ts";
import { disclose } from "../../../src/core/evidence/gather.ts";
import { receiptedRoot } from "../../../src/core/record/journal-receipt.ts";
import { provenJournal } from "../../support/evidence-world.ts";
import { AT, type Day, goodDay } from "../../support/journal-day.ts";
import { STATION, verifier } from "../../support/sealed-results.ts";

/** Goal: the records of a day leave the station so that whoever has the file sees that none is missing between them, and what it cannot show. */
const zone = "Asia/Shanghai";
const dayOf = civilDateIn(zone);
const TODAY = dayOf(AT.wallMs);
const check = {
  digest: sha256,
  verifier: verifier(),
  daysIn: (name: string) => (isTimeZone(name) ? civilDateIn(name) : null),
};
const instant = (days: number): string => new Date(AT.wallMs + days * 86_400_000).toISOString();
const on = (days: number) => ({
  time: { started: instant(days), ended: instant(days), status: "synchronised" },
});

/** Records of these days, 0 for today, one after another; then a receipt for all. */
function logOf(days: readonly number[]): { day: Day; indexes: number[] } {
  const day = goodDay();
  const indexes = [4, 7, 11];
  for (const days_ of days) indexes.push(day.sealed(on(days_)));
  day.receipt(day.store.size());
  return { day, indexes };
}

function fileOf({ day }: { day: Day }, of: string, chosen: readonly number[]): DayFile {
  const records = [...day.store.read(0)];
  const receipt = receiptedRoot(records.at(-1) as Uint8Array);
  const disclosed = disclose(provenJournal(STATION, records), chosen, receipt);
  if (disclosed.kind === "refused") throw new Error(disclosed.reason.code);
  const { kind: _, ...rest } = disclosed;
  return { ...rest, day: of, zone };
}

const codesOf = (file: DayFile) => {
  const found = checkDay(file, check);
  return found.kind === "refused"
    ? [found.reason.code, found.index]
    : [found.ofDay.map(({ document }) => document.sequence), found.notes.map(({ code }) => code)];
};

describe("the entries of a day", () => {
  test("are its own, what stands between them, and one before and one after", () => {
    const days = ["28", "28", "29", "30", "28", "30", "30", "31", "31"];
    const chosenOf = (day: string): readonly number[] => {
      const choice = new EntriesOfDay(day);
      for (const [index, one] of days.entries()) choice.note(index, one);
      return choice.chosen;
    };
    expect(chosenOf("28")).toEqual([0, 1, 2, 3, 4, 5]);
    expect(chosenOf("29")).toEqual([1, 2, 3]);
    expect(chosenOf("30")).toEqual([2, 3, 4, 5, 6, 7]);
    expect(chosenOf("31")).toEqual([6, 7, 8]);
    expect(chosenOf("27")).toEqual([0]);
    expect(chosenOf("32")).toEqual([8]);
    expect(new EntriesOfDay("30").chosen).toEqual([]);
  });

  test("are all chosen again of themselves, whatever the days", () => {
    const days = fc.array(fc.constantFrom("1", "2", "3", "4"), { maxLength: 12 });
    fc.assert(
      fc.property(days, fc.constantFrom("0", "1", "2", "3", "5"), (all, day) => {
        const choice = new EntriesOfDay(day);
        for (const [index, one] of all.entries()) choice.note(index, one);
        const again = new EntriesOfDay(day);
        for (const index of choice.chosen) again.note(index, all[index] as string);
        expect(again.chosen).toEqual(choice.chosen);
        expect(all.every((one, index) => one !== day || choice.chosen.includes(index))).toBe(true);
      }),
    );
  });
});

describe("the file of a day", () => {
  // Today: numbers 0, 1, 2; tomorrow: 3, 4; none the day after; then 5.
  const log = logOf([1, 1, 3]);
  const [a, b, c, d, e, f] = log.indexes as [number, number, number, number, number, number];
  const tomorrow = dayOf(AT.wallMs + 86_400_000);

  test("shows that none is missing between the one before and the one after", () => {
    expect(codesOf(fileOf(log, tomorrow, [c, d, e, f]))).toEqual([[3, 4], ["DAY_BETWEEN"]]);
    expect(codesOf(fileOf(log, TODAY, [a, b, c, d]))).toEqual([
      [0, 1, 2],
      ["DAY_FROM_BEGINNING", "DAY_BETWEEN"],
    ]);
  });

  test("says where it is open", () => {
    const last = dayOf(AT.wallMs + 3 * 86_400_000);
    expect(codesOf(fileOf(log, last, [e, f]))).toEqual([[5], ["DAY_OPEN_END"]]);
    expect(codesOf(fileOf(log, tomorrow, [d, e, f]))).toEqual([[3, 4], ["DAY_OPEN_BEGINNING"]]);
    expect(codesOf(fileOf(log, tomorrow, [d, e]))).toEqual([
      [3, 4],
      ["DAY_OPEN_BEGINNING", "DAY_OPEN_END"],
    ]);
  });

  test("is open where the one before has a later day, or the one after an earlier: a clock was set", () => {
    const set = logOf([3, 1, 0, 2]);
    const [before, own, after] = set.indexes.slice(3) as [number, number, number];
    const both = ["DAY_OPEN_BEGINNING", "DAY_OPEN_END"];
    expect(codesOf(fileOf(set, tomorrow, [before, own, after]))).toEqual([[4], both]);
    const onlyAfter = logOf([0, 1, 0]).indexes.slice(3);
    expect(codesOf(fileOf(logOf([0, 1, 0]), tomorrow, onlyAfter))).toEqual([[4], ["DAY_OPEN_END"]]);
  });

  test("of a day without any is the two between which it lies", () => {
    const none = dayOf(AT.wallMs + 2 * 86_400_000);
    expect(codesOf(fileOf(log, none, [e, f]))).toEqual([[], ["DAY_BETWEEN"]]);
    expect(codesOf(fileOf(log, "2099-01-01", [f]))).toEqual([[], ["DAY_OPEN_END"]]);
    expect(codesOf(fileOf(log, "2020-01-01", [a]))).toEqual([[], ["DAY_FROM_BEGINNING", "DAY_BETWEEN"]]);
    expect(codesOf(fileOf(log, "2020-01-01", [b]))).toEqual([[], ["DAY_OPEN_BEGINNING"]]);
  });

  test("has withdrawals among its records, by the day of the act", () => {
    const day = goodDay();
    const at = day.withdrawn(0);
    day.receipt(day.store.size());
    const found = checkDay(fileOf({ day }, TODAY, [4, 7, 11, at]), check);
    expect(found).toMatchObject({ ofDay: [{}, {}, {}, { kind: "withdrawal", document: { sequence: 3 } }] });
  });

  test("is refused with a gap, with what does not belong there, and with what does not stand in the log", () => {
    expect(codesOf(fileOf(log, tomorrow, [c, e, f]))).toEqual(["SEQUENCE_GAP", e]);
    expect(codesOf(fileOf(log, tomorrow, [b, c, d, e, f]))).toEqual(["DAY_ENTRY_STRANGE", b]);
    expect(codesOf(fileOf(log, tomorrow, [c, d, e, e + 1, f]))).toEqual(["DAY_ENTRY_STRANGE", e + 1]);
    const good = fileOf(log, tomorrow, [c, d, e, f]);
    expect(codesOf({ ...good, entries: good.entries.slice(1) })).toEqual(["ENTRIES_NOT_IN_LOG", null]);
    expect(codesOf({ ...good, zone: "Asia/Wuhan" })).toEqual(["DAY_ZONE_UNKNOWN", null]);
    expect(codesOf({ ...good, day: TODAY })).toEqual(["DAY_ENTRY_STRANGE", e]);
    expect(codesOf({ ...good, station: "HB-WH-0001" })).toEqual(["CHECKPOINT_FOREIGN", null]);
    const foreign = { ...check, verifier: verifier([]) };
    expect(checkDay(good, foreign)).toMatchObject({ reason: { code: "WITNESS_SIGNATURE_INVALID" } });
  });

  test("is read as it was written, and refused where it is not of its form", () => {
    const good = fileOf(log, tomorrow, [c, d, e, f]);
    const written = writeDay(good);
    const text = written.kind === "text" ? written.text : "";
    expect(readDay(text)).toEqual({ kind: "day", file: good });
    for (const spoilt of [
      "",
      "{}",
      text.slice(1),
      `${text}x`,
      text.replace(tomorrow, "2026-13-01"),
      text.replace('"zone"', '"Zone"'),
    ])
      expect(readDay(spoilt)).toMatchObject({ kind: "refused", reason: { code: "DAY_MALFORMED" } });
    fc.assert(fc.property(fc.string(), (any) => readDay(any).kind === "refused"));
  });
});
