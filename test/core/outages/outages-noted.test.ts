import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEntry } from "../../../src/core/journal/read-entry.ts";
import { judgeAct } from "../../../src/core/outages/judge-act.ts";
import { BECAUSE_MAX } from "../../../src/core/outages/outage-causes.ts";
import { OUTAGE_LIMITS } from "../../../src/core/outages/outage-limits.ts";
import { DAY_MS, type NotedOutage, OUTAGE_STATES } from "../../../src/core/outages/outage-states.ts";
import { OUTAGE_ACTS, OUTAGE_TABLE } from "../../../src/core/outages/outage-table.ts";
import {
  type OutageNoted,
  OutagesNoted,
  outageEntries,
  outageNotes,
  outagesAtOpening,
  outagesAtOpeningSchema,
  outagesSummarySchema,
  whyOutageNotNext,
} from "../../../src/core/outages/outages-noted.ts";
import { type OutageView, outagesOf, type StandingOutage } from "../../../src/core/outages/outages-of.ts";
import { type Reason, reason, sentenceOf } from "../../../src/core/trade/reasons.ts";

/** Goal: what stands is what the journal says, over any number of starts, and what closes a state counts what was sealed in it. */
const START = Date.UTC(2026, 10, 1);
const away = (device: string) => reason("DEVICE_CONNECTING", { device });

/** What happens to a station, in a random order. */
const happening = fc.oneof(
  fc.record({ what: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 6 * DAY_MS }) }),
  fc.record({ what: fc.constantFrom("clock", "registry", "lock", "signer", "device"), isWell: fc.boolean() }),
  fc.constant({ what: "seal" as const }),
  fc.constant({ what: "receipt" as const }),
  fc.constant({ what: "restart" as const }),
  fc.constant({ what: "kill" as const }),
);

/** A station that knows and does nothing but what outages are made of. */
class Model {
  nowMs = START;
  isWell = { clock: true, registry: true, lock: true, signer: true, device: true };
  readonly downMs: Record<string, number> = {};
  oldestMs: number | null = null;
  sealed = 0;
  noted = new OutagesNoted();
  /** The journal, each entry with how many records were sealed before it. */
  readonly entries: { readonly entry: OutageNoted; readonly sealed: number }[] = [];

  view(): OutageView {
    const { nowMs, isWell, downMs } = this;
    const since = (what: string): number => downMs[what] ?? nowMs;
    const sealing = {
      sinceWallMs: since("signer"),
      why: reason("SEALING_WAITS", { job: "S-1", since: "", times: 1, detail: null }),
    };
    return {
      nowWallMs: nowMs,
      doubt: isWell.clock ? null : reason("CLOCK_STEPPED", { byS: 99 }),
      registry: {
        awaySinceWallMs: isWell.registry ? null : since("registry"),
        heardWallMs: null,
        oldestSealedWallMs: this.oldestMs,
        receiptedWallMs: null,
        pending: 0,
        lock: null,
      },
      keyRevoked: isWell.lock
        ? null
        : reason("OWN_KEY_REVOKED", { role: "log", key: "", list: 1, from: "", why: "" }),
      locks: [],
      sealing: isWell.signer ? null : sealing,
      isSealerIdle: isWell.signer,
      recordsSealed: this.sealed,
      devices: isWell.device ? [] : [{ device: "bench", sinceWallMs: since("device"), why: away("bench") }],
      noted: this.noted.standing,
    };
  }

  happen(one: { what: string; ms?: number; isWell?: boolean }): void {
    if (one.what === "time") this.nowMs += one.ms ?? 0;
    else if (one.what === "seal") {
      this.sealed += 1;
      this.oldestMs ??= this.nowMs;
    } else if (one.what === "receipt") this.oldestMs = null;
    else if (one.what === "restart" || one.what === "kill") this.#again();
    else {
      const what = one.what as keyof Model["isWell"];
      const isWell = one.isWell ?? true;
      if (this.isWell[what] && !isWell) this.downMs[what] = this.nowMs;
      this.isWell[what] = isWell;
    }
  }

  /** A new process knows what the journal says, and since when nothing is well it has to see anew. */
  #again(): void {
    const { outages } = JSON.parse(JSON.stringify(this.noted.summed())) as {
      outages?: readonly NotedOutage[];
    };
    this.noted = new OutagesNoted();
    if (outages !== undefined) this.noted.goOn(outages);
    for (const what of Object.keys(this.downMs)) this.downMs[what] = this.nowMs;
  }

  look() {
    const standing = outagesOf(this.view(), OUTAGE_LIMITS);
    for (const made of outageEntries(this.noted.standing, standing, this.sealed)) {
      const entry = { ...made, at: { monoMs: 0, wallMs: this.nowMs } };
      expect(whyOutageNotNext(entry, this.noted, this.sealed)).toBeNull();
      this.entries.push({ entry, sealed: this.sealed });
      this.noted.note(entry, this.sealed);
    }
    return standing;
  }
}

describe("in any order of what happens", () => {
  test("what stands is what the journal says, and no act is both allowed and refused", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (all) => {
        const model = new Model();
        for (const one of all) {
          model.happen(one);
          const standing = model.look();
          const told = standing.map(({ state, grade, sinceWallMs }) => ({ state, grade, sinceWallMs }));
          const by = model.noted.standing.map(({ state, grade, sinceWallMs }) => ({
            state,
            grade,
            sinceWallMs,
          }));
          expect(new Set(by.map((one) => JSON.stringify(one)))).toEqual(
            new Set(told.map((one) => JSON.stringify(one))),
          );
          // Looking once more says the same, and writes nothing.
          const before = model.entries.length;
          model.look();
          expect(model.entries.length).toBe(before);
          for (const act of OUTAGE_ACTS) {
            const place = { kind: "inspection", site: "lane-1" } as const;
            const judged = judgeAct(act, place, standing, OUTAGE_LIMITS);
            const rules = standing.map(({ state }) => OUTAGE_TABLE[state].acts[act]);
            if (rules.every((rule) => rule === "may")) expect(judged).toEqual({ kind: "may", noted: [] });
            if (rules.includes("may-not")) expect(judged.kind).toBe("refused");
            if (judged.kind === "refused")
              expect(OUTAGE_TABLE[judged.state].acts[act]).not.toMatch(/^may(-noted)?$/);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test("every state has a way out, and what closes it counts the records between", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (all) => {
        const model = new Model();
        for (const one of all) {
          model.happen(one);
          model.look();
        }
        for (const what of ["clock", "registry", "lock", "signer", "device"])
          model.happen({ what, isWell: true });
        model.happen({ what: "receipt" });
        expect(model.look()).toEqual([]);
        expect(model.noted.summed()).toEqual({});
        for (const [at, { entry, sealed }] of model.entries.entries()) {
          if (entry.change !== "left") continue;
          const entered = model.entries
            .slice(0, at)
            .findLast((one) => one.entry.state === entry.state && one.entry.change === "entered");
          const first = entered?.sealed ?? -1;
          const count = sealed - first;
          expect(entry.sinceWallMs).toBe(entered?.entry.sinceWallMs);
          expect(entry.sealed).toEqual(
            count === 0 ? { count, first: null, last: null } : { count, first, last: sealed - 1 },
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  test("each state is reached", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 60 }), (all) => {
        const model = new Model();
        for (const one of all) {
          model.happen(one);
          for (const { state } of model.look()) reached.add(state);
        }
      }),
      { numRuns: 100 },
    );
    expect([...reached].sort()).toEqual([...OUTAGE_STATES].sort());
  });
});

describe("devices of DEVICE_DEGRADED", () => {
  const cause = (device: string) => ({ why: away(device), covers: { what: "device", device } as const });
  const degraded = (...devices: string[]): StandingOutage => ({
    ...{ state: "DEVICE_DEGRADED", grade: null, sinceWallMs: START },
    causes: devices.map(cause),
  });
  const at = { monoMs: 5, wallMs: START };

  test("an entry says each time that they are others, and none that they are the same", () => {
    const noted = new OutagesNoted();
    const told = (standing: readonly StandingOutage[]) =>
      outageEntries(noted.standing, standing, 0).map((entry) => {
        expect(whyOutageNotNext({ ...entry, at }, noted, 0)).toBeNull();
        noted.note({ ...entry, at }, 0);
        return [entry.change, entry.because];
      });
    expect(told([degraded("bench")])).toEqual([["entered", [away("bench")]]]);
    expect(told([degraded("bench")])).toEqual([]);
    expect(told([degraded("bench", "scale")])).toEqual([["graded", [away("bench"), away("scale")]]]);
    // The same two, found the other way round, and one of them with another word.
    const faulty = {
      ...cause("bench"),
      why: reason("DEVICE_FAULTY", { device: "bench", fault: "silent", detail: null }),
    };
    expect(told([{ ...degraded(), causes: [cause("scale"), faulty] }])).toEqual([]);
    expect(told([degraded("scale")])).toEqual([["graded", [away("scale")]]]);
    expect(told([])).toEqual([["left", [away("scale")]]]);
  });

  test("more than so many are told by their number and names, and each is known again", () => {
    const names = Array.from({ length: BECAUSE_MAX + 3 }, (_, nth) => `device-${nth}`);
    const rest = names.slice(BECAUSE_MAX);
    const [entry] = outageEntries([], [degraded(...names)], 0);
    const more = reason("OUTAGE_MORE", { count: 3, devices: rest });
    expect(entry?.because).toEqual([...names.slice(0, BECAUSE_MAX).map(away), more]);
    expect(sentenceOf(more)).toEqual({
      zh: "另有 3 项：device-5、device-6、device-7",
      en: "3 more: device-5, device-6, device-7",
    });
    if (entry === undefined) return;
    const noted = new OutagesNoted();
    noted.note({ ...entry, at }, 0);
    expect(outageEntries(noted.standing, [degraded(...names)], 0)).toEqual([]);
    expect(outageEntries(noted.standing, [degraded(...names.slice(0, -1))], 0)).toHaveLength(1);
    // A job at the last one of them says so.
    const last = outageNotes(outagesAtOpening(noted.standing, [{ device: "device-7" }]));
    expect(last.map(({ code }) => code)).toEqual(["BEGUN_WITH_DEVICE_DOWN"]);
    expect(sentenceOf(last[0] as Reason).en).toContain("device-7");
    expect(sentenceOf(last[0] as Reason).en).not.toContain("device-6");
  });

  test("of another state more are told by their number", () => {
    const why = reason("COMMAND_LOCKED", { number: 1, scope: "station", by: "Wu", zh: "x", en: "x" });
    const causes = Array.from({ length: BECAUSE_MAX + 1 }, () => ({ why, covers: { what: "all" } as const }));
    const [entry] = outageEntries([], [{ state: "LOCKED", grade: null, sinceWallMs: START, causes }], 0);
    expect(entry?.because.at(-1)).toEqual(reason("OUTAGE_MORE", { count: 1, devices: [] }));
    expect(entry?.because).toHaveLength(BECAUSE_MAX + 1);
  });
});

describe("an entry", () => {
  const at = { monoMs: 5, wallMs: START };
  const entered = {
    type: "outage-noted",
    at,
    state: "OFFLINE",
    change: "entered",
    grade: "short",
    sinceWallMs: START,
    because: [],
  } as const;
  const left = { ...entered, change: "left", sealed: { count: 2, first: 4, last: 5 } } as const;
  const stood = (entry: OutageNoted, sealed: number): OutagesNoted => {
    const noted = new OutagesNoted();
    noted.note(entry, sealed);
    return noted;
  };

  test("is read as it is written", () => {
    for (const entry of [entered, left])
      expect(readEntry(new TextEncoder().encode(JSON.stringify(entry)))).toEqual(entry);
    for (const wrong of [
      { ...entered, state: "TIRED" },
      { ...entered, grade: "long" },
      { ...left, sealed: { count: -1, first: null, last: null } },
    ])
      expect(readEntry(new TextEncoder().encode(JSON.stringify(wrong)))).toBeNull();
  });

  test.each([8.64e15 + 1, -8.64e15 - 1, 0.5, 1e300])(
    "of a moment that is none (%d) is none, nor a job's, nor a summary's",
    (sinceWallMs) => {
      const read = (value: unknown) => readEntry(new TextEncoder().encode(JSON.stringify(value)));
      expect(read({ ...entered, sinceWallMs })).toBeNull();
      const opening = { state: "OFFLINE", grade: "warned", because: [] };
      expect(outagesAtOpeningSchema.safeParse([{ ...opening, sinceWallMs: START }]).success).toBe(true);
      expect(outagesAtOpeningSchema.safeParse([{ ...opening, sinceWallMs }]).success).toBe(false);
      const summed = { ...opening, firstSequence: 0 };
      expect(outagesSummarySchema.safeParse([{ ...summed, sinceWallMs: START }]).success).toBe(true);
      expect(outagesSummarySchema.safeParse([{ ...summed, sinceWallMs }]).success).toBe(false);
    },
  );

  test("enters what does not stand, and leaves what does", () => {
    expect(whyOutageNotNext(entered, new OutagesNoted(), 4)).toBeNull();
    expect(whyOutageNotNext(left, stood(entered, 4), 6)).toBeNull();
    expect(whyOutageNotNext(entered, stood(entered, 4), 4)?.code).toBe("OUTAGE_STANDS_ALREADY");
    expect(whyOutageNotNext(left, new OutagesNoted(), 6)?.code).toBe("OUTAGE_STANDS_NOT");
    expect(whyOutageNotNext({ ...entered, change: "graded" }, new OutagesNoted(), 4)?.code).toBe(
      "OUTAGE_STANDS_NOT",
    );
  });

  test.each([
    { ...left, sealed: { count: 3, first: 4, last: 6 } },
    { ...left, sealed: { count: 2, first: 3, last: 4 } },
    { ...left, sinceWallMs: START + 1 },
    (({ sealed: _, ...rest }) => rest)(left),
  ] as readonly OutageNoted[])("that closes it otherwise than it was is refused: %j", (entry) => {
    expect(whyOutageNotNext(entry, stood(entered, 4), 6)?.code).toBe("OUTAGE_CLOSED_OTHERWISE");
  });
});

describe("a job that is begun in an outage says so in its record", () => {
  const stands = (more: Partial<NotedOutage>): NotedOutage => ({
    ...{ state: "OFFLINE", grade: "warned", sinceWallMs: START, because: [], firstSequence: 0 },
    ...more,
  });
  const devices = [{ device: "bench" }];
  const codes = (noted: readonly NotedOutage[]): readonly string[] =>
    outageNotes(outagesAtOpening(noted, devices)).map(({ code }) => code);

  test.each([
    ["short", []],
    ["warned", ["BEGUN_OFFLINE"]],
    ["provisional", ["BEGUN_PROVISIONAL"]],
    ["stopped", ["BEGUN_PROVISIONAL"]],
  ] as const)("OFFLINE, %s", (grade, found) => expect(codes([stands({ grade })])).toEqual(found));

  test("of a device of its own place, and of no other", () => {
    const of = (device: string) => stands({ state: "DEVICE_DEGRADED", grade: null, because: [away(device)] });
    expect(codes([of("bench")])).toEqual(["BEGUN_WITH_DEVICE_DOWN"]);
    expect(codes([of("camera")])).toEqual([]);
  });

  test("and of no other state: the clock has its own notes", () => {
    for (const state of ["CLOCK_UNSURE", "LOCKED", "SIGNER_DOWN"] as const)
      expect(codes([stands({ state, grade: null })])).toEqual([]);
  });
});
