import { describe, expect, test } from "vitest";
import { civilDateIn, isTimeZone } from "../../src/adapters/clock/civil-date.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { checkDay } from "../../src/core/evidence/check-day.ts";
import { type DayFile, readDay, writeDay } from "../../src/core/evidence/day-file.ts";
import { disclose } from "../../src/core/evidence/gather.ts";
import { receiptedRoot } from "../../src/core/record/journal-receipt.ts";
import { civilDayIn, ZONE_NAMES } from "../../src/verifier/bundles/civil-day.ts";
import { verify } from "../../src/verifier/verify.ts";
import { provenJournal } from "../support/evidence-world.ts";
import { AT, type Day, goodDay } from "../support/journal-day.ts";
import { STATION, trustListText, verifier } from "../support/sealed-results.ts";
import { bytesOfText, codesOf, contextWith } from "../support/verifier-context.ts";

/** Goal: the file of a day shows here what it shows to the side that made it, and each part of it that is taken away or added is missed. */
const zone = "Asia/Shanghai";
const dayOf = civilDateIn(zone);
const check = {
  digest: sha256,
  verifier: verifier(),
  daysIn: (name: string) => (isTimeZone(name) ? civilDateIn(name) : null),
};
const context = contextWith({ trust: bytesOfText(trustListText()) });
const shifted = (days: number): string => new Date(AT.wallMs + days * 86_400_000).toISOString();

function logOf(days: readonly number[]): { day: Day; indexes: number[] } {
  const day = goodDay();
  const indexes = [4, 7, 11];
  for (const at of days)
    indexes.push(day.sealed({ time: { started: shifted(at), ended: shifted(at), status: "synchronised" } }));
  day.receipt(day.store.size());
  return { day, indexes };
}

function fileOf({ day }: { readonly day: Day }, of: string, chosen: readonly number[]): DayFile {
  const records = [...day.store.read(0)];
  const receipt = receiptedRoot(records.at(-1) as Uint8Array);
  const disclosed = disclose(provenJournal(STATION, records), chosen, receipt);
  if (disclosed.kind === "refused") throw new Error(disclosed.reason.code);
  const { kind: _, ...rest } = disclosed;
  return { ...rest, day: of, zone };
}

function textOf(file: DayFile): string {
  const written = writeDay(file);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.text;
}

/** Both sides: by which codes it is refused, or what it shows. */
function both(file: DayFile) {
  const core = checkDay(file, check);
  const own = verify(bytesOfText(textOf(file)), context);
  const numbers = (own.content ?? []) as { readonly isOfDay: boolean; readonly sequence: number }[];
  return {
    core:
      core.kind === "refused"
        ? codesOf(core.reason)
        : [core.ofDay.map(({ document }) => document.sequence), core.notes.map(({ code }) => code)],
    own:
      own.word === "refused"
        ? own.failures.map(codesOf).join("; ")
        : [
            numbers.filter(({ isOfDay }) => isOfDay).map(({ sequence }) => sequence),
            own.notes.map(({ code }) => code).filter((code) => code.startsWith("DAY_")),
          ],
  };
}

describe("the file of a day", () => {
  // Today: numbers 0, 1, 2; tomorrow: 3, 4; none the day after; then 5.
  const log = logOf([1, 1, 3]);
  const [today, tomorrow, none, last] = [0, 1, 2, 3].map((days) => dayOf(AT.wallMs + days * 86_400_000));

  test("whatever of its records it holds, in whatever order of days, both say the same", () => {
    const subsets = Array.from({ length: 2 ** log.indexes.length - 1 }, (_, mask) =>
      log.indexes.filter((_index, at) => ((mask + 1) >> at) & 1),
    );
    const shown = new Set<string>();
    for (const [nth, day] of [today, tomorrow, none, last, "2020-01-01", "2099-01-01"].entries()) {
      for (const [mask, chosen] of subsets.entries()) {
        // Those without a gap, and some of the others.
        const isWhole =
          (chosen.at(-1) ?? 0) === log.indexes[log.indexes.indexOf(chosen[0] ?? 0) + chosen.length - 1];
        if (!isWhole && mask % 24 !== nth) continue;
        const { core, own } = both(fileOf(log, day ?? "", chosen));
        expect({ day, chosen, said: own }).toEqual({ day, chosen, said: core });
        shown.add(typeof own === "string" ? own : (own[1] ?? []).join(" "));
      }
    }
    expect([...shown].sort()).toEqual([
      "DAY_BETWEEN",
      "DAY_ENTRY_STRANGE",
      "DAY_FROM_BEGINNING DAY_BETWEEN",
      "DAY_FROM_BEGINNING DAY_OPEN_END",
      "DAY_OPEN_BEGINNING",
      "DAY_OPEN_BEGINNING DAY_OPEN_END",
      "DAY_OPEN_END",
      "SEQUENCE_GAP",
    ]);
  });

  test("an entry that is no record, one of another station's log and another checkpoint are refused", () => {
    const chosen = log.indexes.slice(2, 5);
    const good = fileOf(log, tomorrow ?? "", chosen);
    const first = fileOf(log, tomorrow ?? "", [1, ...chosen]);
    expect(both(first)).toEqual({ core: "DAY_ENTRY_STRANGE", own: "DAY_ENTRY_STRANGE" });
    for (const change of [
      { station: "HB-WH-0099" },
      { size: good.size - 1 },
      { checkpoint: "no note" },
      { hashes: good.hashes.slice(1) },
      { entries: good.entries.slice(1) },
      { entries: [...good.entries].reverse() },
      { zone: "Mars/Olympus" },
    ]) {
      const { core, own } = both({ ...good, ...change });
      expect(own).toEqual(core);
      expect(typeof own).toBe("string");
    }
  });

  test("is not closed by a neighbour whose clock was set to another day", () => {
    // Numbers 0 to 2 of today, then days in an order that no calendar has.
    const shuffled = logOf([3, 1, 1, 0, 2]);
    const [d, e, f, g] = shuffled.indexes.slice(3) as [number, number, number, number];
    const ofTomorrow = (chosen: readonly number[]) => both(fileOf(shuffled, tomorrow ?? "", chosen));
    const open = (...codes: string[]) => ({ core: [[4, 5], codes], own: [[4, 5], codes] });
    // The one before is of a later day, the one after of an earlier.
    expect(ofTomorrow([d, e, f, g])).toEqual(open("DAY_OPEN_BEGINNING", "DAY_OPEN_END"));
    expect(ofTomorrow([e, f, g])).toEqual(open("DAY_OPEN_BEGINNING", "DAY_OPEN_END"));
    const sorted = logOf([0, 1, 1, 2]);
    const [three, four, five, six] = sorted.indexes.slice(3) as [number, number, number, number];
    const closed = { core: [[4, 5], ["DAY_BETWEEN"]], own: [[4, 5], ["DAY_BETWEEN"]] };
    expect(both(fileOf(sorted, tomorrow ?? "", [three, four, five, six]))).toEqual(closed);
  });

  test("has withdrawals among its records", () => {
    const day = goodDay();
    const at = day.withdrawn(0);
    day.receipt(day.store.size());
    const { core, own } = both(fileOf({ day }, today ?? "", [4, 7, 11, at]));
    expect(own).toEqual(core);
  });

  test.each<[string, (text: string) => string, string]>([
    ["another schema", (text) => text.replace("day/v1", "day/v2"), ""],
    [
      "a day that no month has",
      (text) => text.replace(/"day":"[^"]+"/, '"day":"2026-02-30"'),
      "FIELD_MALFORMED",
    ],
    ["a member more", (text) => text.replace('"zone"', '"more":1,"zone"'), "FIELD_MALFORMED"],
    ["a member twice", (text) => text.replace('"zone"', '"zone":"UTC","zone"'), "JSON_KEY_TWICE"],
    ["an end too early", (text) => text.slice(0, -1), "JSON_COMMA_MISSING"],
  ])("with %s is refused", (_, spoil, because) => {
    const text = spoil(textOf(fileOf(log, tomorrow ?? "", log.indexes.slice(2, 5))));
    const core = readDay(text);
    const own = verify(bytesOfText(text), context);
    expect(own.word).toBe("refused");
    if (because === "") expect(core.kind).toBe("refused");
    else
      expect([core.kind === "refused" && codesOf(core.reason), own.failures.map(codesOf)]).toEqual([
        `DAY_MALFORMED > ${because}`,
        [`DAY_MALFORMED > ${because}`],
      ]);
  });
});

test("the civil day of each zone of the table is what the machine says, each three hours from 2020 to 2040", () => {
  const from = Date.parse("2020-01-01T00:00:00Z");
  const to = Date.parse("2040-01-01T00:00:00Z");
  for (const name of ZONE_NAMES) {
    const [own, machine] = [civilDayIn(name), civilDateIn(name)];
    const unlike: string[] = [];
    for (let ms = from + 123_456; ms < to; ms += ZONE_NAMES.length * 10_800_000)
      if (own?.(ms) !== machine(ms)) unlike.push(new Date(ms).toISOString());
    // Every hour around midnight on the days on which clocks are set.
    for (let year = 2020; year < 2040; year++)
      for (const month of [2, 9])
        for (let hour = 22 * 24; hour < 31 * 24; hour++) {
          const ms = Date.UTC(year, month, 1) + hour * 3_600_000 + 60_000;
          if (hour % 24 > 1 && hour % 24 < 21) continue;
          if (own?.(ms) !== machine(ms)) unlike.push(new Date(ms).toISOString());
        }
    expect([name, unlike]).toEqual([name, []]);
  }
});
