import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeAct } from "../../../src/core/outages/judge-act.ts";
import { OUTAGE_LIMITS } from "../../../src/core/outages/outage-limits.ts";
import { DAY_MS, OFFLINE_GRADES, type OfflineGrade } from "../../../src/core/outages/outage-states.ts";
import { OutagesNoted, outageEntries, whyOutageNotNext } from "../../../src/core/outages/outages-noted.ts";
import { type OutageView, outagesOf } from "../../../src/core/outages/outages-of.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";

/** Goal: whoever sets the station's clock neither stops it nor frees it: days count from what the registry's own time cannot be before. */
const NOW = Date.UTC(2026, 10, 30, 8);
const HOUR = 3_600_000;
const YEARS_MS = 3_652 * DAY_MS;

const WELL: OutageView = {
  nowWallMs: NOW,
  doubt: null,
  registry: {
    awaySinceWallMs: null,
    heardWallMs: null,
    oldestSealedWallMs: null,
    receiptedWallMs: null,
    pending: 0,
    lock: null,
  },
  ...{ keyRevoked: null, locks: [], sealing: null, isSealerIdle: true, recordsSealed: 0, devices: [] },
  noted: [],
};
const DAYS_AGO = (days: number): number => NOW - days * DAY_MS;

interface Told {
  readonly noted?: number;
  readonly grade?: OfflineGrade;
  readonly away?: number;
  readonly oldest?: number;
  readonly receipted?: number;
  readonly heard?: number;
}

function viewOf({ noted, grade = "short", away, oldest, receipted, heard }: Told): OutageView {
  const stands = { state: "OFFLINE", grade, because: [], firstSequence: 0 } as const;
  return {
    ...WELL,
    registry: {
      ...WELL.registry,
      awaySinceWallMs: away ?? null,
      oldestSealedWallMs: oldest ?? null,
      receiptedWallMs: receipted ?? null,
      heardWallMs: heard ?? null,
    },
    noted: noted === undefined ? [] : [{ ...stands, sinceWallMs: noted }],
  };
}

describe("the days of OFFLINE", () => {
  test.each<[string, Told, string, number, OfflineGrade]>([
    ["since it was noted", { noted: DAYS_AGO(8), away: DAYS_AGO(1) }, "noted", 8, "provisional"],
    ["since the registry is away", { noted: DAYS_AGO(1), away: DAYS_AGO(4) }, "away", 4, "warned"],
    ["since the oldest result waits", { noted: DAYS_AGO(1), oldest: DAYS_AGO(15) }, "oldest", 15, "stopped"],
    [
      "not before the newest receipt",
      { noted: DAYS_AGO(20), away: DAYS_AGO(1), receipted: DAYS_AGO(4) },
      "receipt",
      4,
      "warned",
    ],
    [
      "a receipt before all of it changes nothing",
      { noted: DAYS_AGO(8), away: DAYS_AGO(1), receipted: DAYS_AGO(9) },
      "noted",
      8,
      "provisional",
    ],
    // It was noted by a clock ten years ahead, which was set right since.
    ["noted in the future", { noted: NOW + YEARS_MS, away: DAYS_AGO(15) }, "away", 15, "stopped"],
    // And ten years behind.
    [
      "noted long ago",
      { noted: NOW - YEARS_MS, away: DAYS_AGO(2), receipted: DAYS_AGO(2) },
      "receipt",
      2,
      "short",
    ],
    // The clock is ten years behind what the registry said: that it was set back frees nobody.
    [
      "a receipt that is still to come",
      { noted: DAYS_AGO(1), grade: "stopped", away: DAYS_AGO(1), receipted: NOW + YEARS_MS },
      "noted",
      1,
      "stopped",
    ],
  ])("count %s", (_, told, by, days, grade) => {
    const [found] = outagesOf(viewOf(told), OUTAGE_LIMITS);
    expect(found).toMatchObject({ state: "OFFLINE", grade, counted: { by, days } });
  });

  test.each<[string, Told, string, number, OfflineGrade]>([
    ["from the newest receipt", { away: DAYS_AGO(1), receipted: DAYS_AGO(20) }, "receipt", 20, "stopped"],
    [
      "from it with a result that waits as well",
      { away: DAYS_AGO(1), oldest: DAYS_AGO(1), receipted: DAYS_AGO(8) },
      "receipt",
      8,
      "provisional",
    ],
    ["from the loss where there is none", { away: DAYS_AGO(4) }, "away", 4, "warned"],
    [
      "from the loss where it was heard since the start",
      { away: DAYS_AGO(4), heard: DAYS_AGO(5), receipted: DAYS_AGO(20) },
      "away",
      4,
      "warned",
    ],
    // A receipt that is still to come speaks against this clock, and ends nothing.
    [
      "from the loss where the receipt is still to come",
      { away: DAYS_AGO(4), receipted: NOW + YEARS_MS },
      "away",
      4,
      "warned",
    ],
  ])("of a registry that was not heard since the start count %s", (_, told, by, days, grade) => {
    const [found] = outagesOf(viewOf(told), OUTAGE_LIMITS);
    expect(found).toMatchObject({ state: "OFFLINE", grade, counted: { by, days } });
    // Once it is noted the days go on from there.
    const noted = found?.sinceWallMs ?? Number.NaN;
    const [next] = outagesOf(viewOf({ ...told, noted, grade }), OUTAGE_LIMITS);
    expect(next).toMatchObject({ sinceWallMs: noted, grade, counted: { days } });
  });

  test("of an outage that is entered are those since the receipt, where that is later", () => {
    const [found] = outagesOf(viewOf({ oldest: NOW - YEARS_MS, receipted: NOW - 2 * HOUR }), OUTAGE_LIMITS);
    expect(found).toMatchObject({ sinceWallMs: NOW - 2 * HOUR, grade: "short" });
  });
});

describe("the refusal", () => {
  const refusal = (told: Told) => {
    const place = { kind: "inspection", site: "lane-1" } as const;
    const judged = judgeAct("begin-inspection", place, outagesOf(viewOf(told), OUTAGE_LIMITS), OUTAGE_LIMITS);
    return judged.kind === "refused" ? judged.reason : null;
  };

  test.each<[Told, string]>([
    [{ noted: DAYS_AGO(15), away: DAYS_AGO(1) }, "noted"],
    [{ away: DAYS_AGO(15) }, "away"],
    [{ oldest: DAYS_AGO(15) }, "oldest"],
    [{ oldest: DAYS_AGO(30), receipted: DAYS_AGO(15) }, "receipt"],
  ])("of %j says from which day it counts, and since when nothing begins", (told, by) => {
    const why = refusal(told);
    const from = new Date(DAYS_AGO(15)).toISOString();
    const stopped = new Date(DAYS_AGO(1)).toISOString();
    expect(why).toEqual({
      code: "OFFLINE_TOO_LONG",
      params: { from, by, days: 15, stopDays: 14, stopped },
    });
    if (why === null) return;
    for (const text of Object.values(sentenceOf(why)))
      for (const said of [from, stopped]) expect(text).toContain(said);
  });

  test("and the standing say one as one", () => {
    const moment = { since: "S", from: "F", by: "away" } as const;
    const said = (pending: number, days: number): string =>
      sentenceOf(reason("OFFLINE_SINCE", { ...moment, days, pending })).en;
    expect(said(1, 1)).toContain(
      "1 day by now from F, when the registry was lost; 1 result awaits its receipt",
    );
    expect(said(2, 0)).toMatch(/0 days by now .*; 2 results await their receipts$/);
    const uncounted = sentenceOf(reason("OFFLINE_UNCOUNTED", { since: "S", pending: 1 })).en;
    expect(uncounted).toMatch(/; 1 result awaits its receipt$/);
    const limit = (stopDays: number): string =>
      sentenceOf(reason("OFFLINE_TOO_LONG", { from: "F", by: "away", days: 1, stopDays, stopped: "S" })).en;
    expect(limit(1)).toMatch(/^Offline for 1 day, .*, and the limit is 1 day: since/);
    expect(limit(14)).toContain("the limit is 14 days:");
  });

  test("says each moment in words of its own, and promises no receipt where none is waited for", () => {
    const texts = (["receipt", "noted", "away", "oldest"] as const).map((by) =>
      sentenceOf(reason("OFFLINE_TOO_LONG", { from: "F", by, days: 14, stopDays: 14, stopped: "S" })),
    );
    expect(new Set(texts.map(({ zh }) => zh)).size).toBe(4);
    expect(new Set(texts.map(({ en }) => en)).size).toBe(4);
    for (const { zh, en } of texts) {
      expect(en).toContain("call the next one");
      expect(en).toContain("Jobs that run");
      expect(zh).toMatch(/检验.*考试.*叫号/);
      expect(zh).toContain("正在进行的作业");
    }
  });
});

/** What may happen around a station without its registry. */
const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant("days" as const), days: fc.integer({ min: 1, max: 6 }) }),
  },
  fc.record({
    what: fc.constant("clock" as const),
    byMs: fc.integer({ min: -YEARS_MS, max: YEARS_MS }),
    isDoubted: fc.boolean(),
  }),
  fc.constant({ what: "right" as const }),
  fc.constant({ what: "restart" as const }),
  fc.constant({ what: "seal" as const }),
  fc.constant({ what: "receipt" as const }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A station with a true time beside its own; it never reaches the registry, but for a moment of a receipt. */
class Station {
  trueMs = NOW;
  wrongMs = 0;
  isDoubted = false;
  /** On the true time, which the steady clock keeps within one process. */
  awayMs = NOW;
  receiptMs = NOW - HOUR;
  heardMs: number | null = null;
  sealedWallMs: number | null = null;
  /** As the outbox has it: of the steady clock once it is known. */
  oldestMs: number | null = null;
  readonly noted = new OutagesNoted();

  get wallMs(): number {
    return this.trueMs + this.wrongMs;
  }

  view(): OutageView {
    const wallAt = (trueMs: number): number => trueMs + this.wrongMs;
    return {
      ...WELL,
      nowWallMs: this.wallMs,
      doubt: this.isDoubted ? reason("CLOCK_STEPPED", { byS: 99 }) : null,
      registry: {
        ...WELL.registry,
        awaySinceWallMs: wallAt(this.awayMs),
        oldestSealedWallMs: this.oldestMs === null ? null : wallAt(this.oldestMs),
        receiptedWallMs: this.receiptMs,
        heardWallMs: this.heardMs === null ? null : wallAt(this.heardMs),
      },
      noted: this.noted.standing,
    };
  }

  happen(one: Happening): void {
    if (one.what === "days") this.trueMs += one.days * DAY_MS;
    else if (one.what === "clock") [this.wrongMs, this.isDoubted] = [one.byMs, one.isDoubted];
    else if (one.what === "right") [this.wrongMs, this.isDoubted] = [0, false];
    else if (one.what === "seal") {
      if (this.sealedWallMs !== null) return;
      [this.sealedWallMs, this.oldestMs] = [this.wallMs, this.trueMs];
    } else if (one.what === "receipt")
      [this.receiptMs, this.sealedWallMs, this.oldestMs, this.heardMs] = [
        this.trueMs,
        null,
        null,
        this.trueMs,
      ];
    else {
      [this.awayMs, this.heardMs] = [this.trueMs, null];
      if (this.sealedWallMs !== null)
        this.oldestMs = this.trueMs - Math.max(0, this.wallMs - this.sealedWallMs);
    }
  }

  look() {
    const before = this.noted.of("OFFLINE");
    const standing = outagesOf(this.view(), OUTAGE_LIMITS);
    for (const made of outageEntries(this.noted.standing, standing, 0)) {
      const entry = { ...made, at: { monoMs: 0, wallMs: this.wallMs } };
      expect(whyOutageNotNext(entry, this.noted, 0)).toBeNull();
      this.noted.note(entry, 0);
    }
    return { before, offline: standing.find(({ state }) => state === "OFFLINE") ?? null };
  }
}

const rank = (grade: OfflineGrade | null | undefined): number => OFFLINE_GRADES.indexOf(grade ?? "short");

test("a clock that is set by ten years to either side neither locks nor frees, once it is right again", () => {
  let counted = 0;
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (all) => {
      const station = new Station();
      for (const one of all) {
        station.happen(one);
        const { before, offline } = station.look();
        if (station.isDoubted) {
          expect(offline?.grade).toBe(before?.grade);
          expect(offline?.sinceWallMs).toBe(before?.sinceWallMs);
        }
        // Set back before the registry's own word it takes no grade away.
        if (station.wallMs < station.receiptMs - HOUR)
          expect(rank(offline?.grade)).toBeGreaterThanOrEqual(rank(before?.grade));
        if (station.wrongMs !== 0 || station.isDoubted || offline === null) continue;
        counted += 1;
        const { days, fromWallMs } = offline.counted ?? { days: Number.NaN, fromWallMs: Number.NaN };
        const sinceReceipt = Math.floor((station.trueMs - station.receiptMs) / DAY_MS);
        const sinceStart = Math.floor(
          (station.trueMs - Math.max(station.awayMs, station.receiptMs)) / DAY_MS,
        );
        expect(days).toBeLessThanOrEqual(sinceReceipt);
        expect(days).toBeGreaterThanOrEqual(sinceStart);
        expect(fromWallMs).toBeGreaterThanOrEqual(station.receiptMs);
        const { offline: limits } = OUTAGE_LIMITS;
        expect(offline.grade === "stopped").toBe(days >= limits.stopDays);
      }
    }),
    { numRuns: 400 },
  );
  expect(counted).toBeGreaterThan(100);
});
