import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLOCK,
  type ClockInput,
  type ClockStanding,
  clockAt,
  type Moment,
  standingOf,
  watched,
  worseStatus,
} from "../../../src/core/time/clock-watch.ts";

/** Goal: no job begins by a clock that anything at hand contradicts, and a sound clock never stops one. */
const NOON = Date.UTC(2026, 5, 1, 12);
const YEAR_MS = 365.25 * 86_400_000;
const FLOOR = { wallMs: NOON - 86_400_000, by: "entry" } as const;

type Told = readonly [atS: number, wrongMs: number, input: ClockInput];

/** The wall clock is off by `wrongMs` at each of these moments of steady time. */
function followed(told: readonly Told[]): { standing: ClockStanding; stepped: readonly number[] } {
  let state = clockAt(FLOOR);
  const stepped: number[] = [];
  for (const [atS, wrongMs, input] of told) {
    const now: Moment = { monoMs: atS * 1000, wallMs: NOON + atS * 1000 + wrongMs };
    const next = watched(state, now, input);
    state = next.state;
    if (next.steppedMs !== 0) stepped.push(next.steppedMs);
  }
  return { standing: standingOf(state), stepped };
}

const look = { kind: "look" } as const;
const kernel = (aheadMs: number): ClockInput => ({
  kind: "sighting",
  source: "kernel",
  name: "kernel",
  aheadMs,
  withinMs: 5,
});
const gnss = (aheadMs: number, name = "rover-1"): ClockInput => ({
  kind: "sighting",
  source: "gnss",
  name,
  aheadMs,
  withinMs: 500,
});
const registry = (aheadMs: number): ClockInput => ({
  kind: "sighting",
  source: "registry",
  name: "registry",
  aheadMs,
  withinMs: 1000,
});

describe("the clock of a station", () => {
  test.each<[what: string, told: readonly Told[], status: string, by: string | null, doubt: string | null]>([
    ["nothing at hand", [[0, 0, look]], "informative", null, null],
    ["kept by a time service", [[0, 0, kernel(0)]], "synchronised", "kernel", null],
    ["a receiver agrees", [[0, 0, gnss(300)]], "synchronised", "gnss", null],
    ["1.6 s off a receiver", [[0, 1600, gnss(1600)]], "informative", "gnss", null],
    ["the registry agrees", [[0, 0, registry(0)]], "informative", "registry", null],
    ["ten years back", [[0, -10 * YEAR_MS, look]], "unknown", null, "CLOCK_BEHIND"],
    ["three seconds before the last entry", [[0, -86_403_000, look]], "unknown", null, "CLOCK_BEHIND"],
    ["one second before the last entry", [[0, -86_401_000, look]], "informative", null, null],
    // The journal was written by a clock that ran ahead: what keeps the clock now knows better.
    ["before the last entry, but kept", [[0, -YEAR_MS, kernel(0)]], "synchronised", "kernel", null],
    ["ten years ahead of the registry", [[0, 0, registry(10 * YEAR_MS)]], "unknown", null, "CLOCK_DIFFERS"],
    ["an hour off the only receiver", [[0, 0, gnss(-3_600_000)]], "unknown", null, "CLOCK_DIFFERS"],
  ])("%s", (_what, told, status, by, doubt) => {
    const { standing } = followed(told);
    expect([standing.status, standing.by, standing.doubt?.code ?? null]).toEqual([status, by, doubt]);
  });

  test("who is outvoted is wrong, and stops nothing", () => {
    const both = followed([
      [0, 0, kernel(0)],
      [1, 0, registry(-10 * YEAR_MS)],
    ]);
    expect(both.standing).toMatchObject({ status: "synchronised", doubt: null });
    expect(both.standing.wrong).toEqual({ source: "registry", aheadMs: -10 * YEAR_MS + 1000 });
    const split = followed([
      [0, 0, kernel(0)],
      [1, 0, registry(YEAR_MS)],
      [2, 0, gnss(YEAR_MS)],
    ]);
    expect(split.standing.doubt).toMatchObject({ code: "CLOCK_DIFFERS", params: { others: ["kernel"] } });
    const receivers = followed([
      [0, 0, gnss(0, "rover-1")],
      [1, 0, gnss(YEAR_MS, "rover-2")],
      [2, 0, gnss(0, "rover-3")],
    ]);
    expect(receivers.standing).toMatchObject({ status: "synchronised", wrong: { source: "gnss" } });
  });

  test("set by an hour, it is in doubt until something confirms it or it is set back", () => {
    const set: readonly Told[] = [
      [0, 0, look],
      [5, 3_600_000, look],
    ];
    expect(followed(set)).toMatchObject({
      stepped: [3_600_000],
      standing: { status: "unknown", doubt: { code: "CLOCK_STEPPED", params: { byS: 3600 } } },
    });
    expect(followed([...set, [9, 3_600_000, gnss(0)]]).standing.doubt).toBeNull();
    const undone = followed([...set, [9, 0, look]]);
    expect(undone).toMatchObject({ stepped: [3_600_000, -3_600_000], standing: { doubt: null } });
    // Known to be right before: it was right, and is an hour off now.
    const known = followed([
      [0, 0, kernel(0)],
      [5, -3_600_000, look],
    ]);
    expect(known.standing.doubt).toMatchObject({ code: "CLOCK_DIFFERS", params: { aheadS: -3600 } });
    // And was wrong before, and is put right.
    const mended = followed([
      [0, -3_600_000, kernel(-3_600_000)],
      [5, 0, look],
    ]);
    expect(mended.standing).toMatchObject({ status: "synchronised", doubt: null });
  });

  test("a source's word holds for a while, and a lost one at once for nothing", () => {
    const holds = CLOCK.holdsMs.kernel / 1000;
    expect(
      followed([
        [0, 0, kernel(0)],
        [holds, 0, look],
      ]).standing.status,
    ).toBe("synchronised");
    expect(
      followed([
        [0, 0, kernel(0)],
        [holds + 1, 0, look],
      ]).standing.status,
    ).toBe("informative");
    expect(
      followed([
        [0, 0, kernel(0)],
        [1, 0, { kind: "source-lost", name: "kernel" }],
      ]).standing.status,
    ).toBe("informative");
  });

  test("a sound clock that is slewed is never in doubt; one that is wrong beyond the limit always is, once a source says so", () => {
    const moment = fc.record({
      waitS: fc.integer({ min: 1, max: 200 }),
      source: fc.constantFrom("kernel", "gnss", "registry"),
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 60 }), fc.boolean(), (moments, isWrong) => {
        let state = clockAt(FLOOR);
        let atMs = 0;
        const wrongMs = isWrong ? 31_000 + CLOCK.synchronisedWithinMs : 0;
        for (const { waitS, source } of moments) {
          atMs += waitS * 1000;
          const slewedMs = atMs * 0.0005;
          const now = { monoMs: atMs, wallMs: NOON + atMs + slewedMs + wrongMs };
          const said = { kernel, gnss, registry }[source as "kernel"](slewedMs / 100 + wrongMs);
          const next = watched(state, now, said);
          state = next.state;
          expect(next.steppedMs).toBe(0);
          expect(standingOf(state).doubt !== null).toBe(isWrong);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("of two words the worse one counts, and what nobody knows is worse than all", () => {
    expect(worseStatus("synchronised", "informative")).toBe("informative");
    expect(worseStatus("unknown", "synchronised")).toBe("unknown");
    expect(worseStatus("informative", "of another software")).toBe("of another software");
  });
});
