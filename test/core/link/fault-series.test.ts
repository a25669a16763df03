import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clean,
  type FaultSeries,
  type FaultStep,
  HOLD_MS_MAX,
  holdsUntilMs,
  noted,
  standingFault,
} from "../../../src/core/link/fault-series.ts";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

const why = reason("CLOSED_BY_PEER", {});

/** One fault of a device, with its timer run as the station runs it. */
class Life {
  series: FaultSeries | null = null;
  readonly told: DeviceFault[] = [];
  again = 0;

  pass(untilMs: number): void {
    for (;;) {
      const due = this.series === null ? null : holdsUntilMs(this.series);
      if (this.series === null || due === null || due > untilMs) return;
      this.#take(clean(this.series, due));
    }
  }

  says(raised: boolean, atMs: number): void {
    this.pass(atMs);
    const device = asId<"device">("scale-1");
    const fault = { device, code: "disconnected", raised, atMs, detail: raised ? why : null } as const;
    this.#take(noted(this.series, fault, atMs));
  }

  /** `+` and `-` with the second, and the count where there is one. */
  get line(): string {
    const one = ({ raised, atMs, times }: DeviceFault): string =>
      `${raised ? "+" : "-"}${atMs / 1000}${times === undefined ? "" : `x${times}`}`;
    return this.told.map(one).join(" ");
  }

  #take({ series, tell }: FaultStep): void {
    this.series = series;
    if (tell === null) return;
    if (tell.again === true) this.again++;
    else this.told.push(tell);
  }
}

/** Raised at these seconds, gone at those between. */
function lived(changesS: readonly number[], untilS: number): Life {
  const life = new Life();
  changesS.forEach((atS, at) => {
    life.says(at % 2 === 0, atS * 1000);
  });
  life.pass(untilS * 1000);
  return life;
}

describe("a fault that comes and goes", () => {
  test("comes at once, and its first end is told at once, without any count", () => {
    expect(lived([10, 12], 100).line).toBe("+10 -12");
  });

  test("after a minute of quiet it is a first one again", () => {
    expect(lived([10, 12, 72, 73], 100).line).toBe("+10 -12 +72 -73");
    expect(lived([10, 12, 71, 72], 100).line).toBe("+10 -12 +71x2 -76x2");
  });

  test("back soon, it stands until the device was clean for two seconds for each time, and ends once", () => {
    const life = lived([0, 1, 2, 3, 4, 5, 6, 7], 100);
    expect({ line: life.line, again: life.again }).toEqual({ line: "+0 -1 +2x2 -15x4", again: 2 });
    expect(life.told.at(-1)?.detail).toEqual(reason("CAME_AND_WENT", { times: 4, ms: 15_000 }));
  });

  test("the hold is thirty seconds at most", () => {
    const flaps = Array.from({ length: 200 }, (_, at) => at * 0.1);
    expect(lived(flaps, 100).line).toBe("+0 -0.1 +0.2x2 -49.9x100");
  });

  test("what stood for a minute is over at once: a lane waits for it", () => {
    expect(lived([0, 1, 2, 3, 4, 64], 100).line).toBe("+0 -1 +2x2 -64x3");
    expect(lived([0, 1, 2, 3, 4, 63], 100).line).toBe("+0 -1 +2x2 -69x3");
  });

  test("while it stands it says how often and how long, and what it was the last time", () => {
    const life = lived([0, 1, 2, 3, 4], 5);
    const standing = life.series === null ? null : standingFault(life.series);
    expect(standing).toMatchObject({
      times: 3,
      detail: reason("COMES_AND_GOES", { times: 3, ms: 4_000, line: true, last: why }),
    });
    expect(standing).not.toHaveProperty("again");
  });
});

test.each([
  ["disconnected", why, { code: "COMES_AND_GOES", params: { line: true, last: why } }],
  ["silent", reason("NO_GOOD_FRAME", { ms: 1000 }), { code: "SLOW_LINE" }],
  // An instrument that is there and does not do what it was asked: plug and cable are sound.
  ["silent", reason("NO_ANSWER", {}), { code: "COMES_AND_GOES", params: { line: false } }],
  ["bad-quality", reason("NO_FIX", {}), { code: "COMES_AND_GOES", params: { line: false } }],
] as const)("what is said of %s that comes and goes", (code, detail, told) => {
  const fault = { device: asId<"device">("d"), code, atMs: 0, detail } as const;
  const first = noted(null, { ...fault, raised: true }, 0).series;
  const gone = noted(first, { ...fault, raised: false }, 1_000).series;
  expect(noted(gone, { ...fault, raised: true }, 2_000).tell?.detail).toMatchObject(told);
});

const TOLD_A_MINUTE_MAX = 16;
const TOLD_IN_TEN_MINUTES_MAX = 60;

test("whatever it does: told alternately, few times a minute, and true once it is quiet", () => {
  const someGap = fc.oneof(fc.nat(400), fc.nat(5_000), fc.nat(40_000));
  const scripts = fc.oneof(
    fc.array(someGap, { maxLength: 200 }),
    // Back the very moment its end was told: the worst that can be done to the rule.
    fc.array(fc.constantFrom(0, 1, 4_000, 6_000, 8_000, 10_000, 12_000, 30_000), { maxLength: 200 }),
  );
  fc.assert(
    fc.property(scripts, fc.array(fc.boolean(), { minLength: 8 }), (gaps, doubles) => {
      const life = new Life();
      let atMs = 0;
      gaps.forEach((gap, at) => {
        atMs += gap;
        life.says(at % 2 === 0, atMs);
        // Said twice is said once.
        if (doubles[at % doubles.length]) life.says(at % 2 === 0, atMs);
      });
      life.pass(atMs + HOLD_MS_MAX);
      const { told } = life;
      told.forEach(({ raised }, at) => {
        expect(raised).toBe(at % 2 === 0);
      });
      expect(told.at(-1)?.raised ?? false).toBe(gaps.length % 2 === 1);
      for (const { atMs: fromMs } of told) {
        const within = (ms: number) => told.filter((f) => f.atMs >= fromMs && f.atMs < fromMs + ms).length;
        expect(within(60_000)).toBeLessThanOrEqual(TOLD_A_MINUTE_MAX);
        expect(within(600_000)).toBeLessThanOrEqual(TOLD_IN_TEN_MINUTES_MAX);
      }
    }),
  );
});

test("the worst it can do: back the very moment its end was told, for ten minutes", () => {
  const life = new Life();
  let atMs = 0;
  life.says(true, 0);
  while (atMs < 600_000) {
    life.says(false, atMs);
    atMs = (life.series === null ? null : holdsUntilMs(life.series)) ?? atMs;
    life.says(true, atMs);
  }
  const toldInTen = life.told.filter((fault) => fault.atMs < 600_000).length;
  const toldInFirst = life.told.filter((fault) => fault.atMs < 60_000).length;
  expect({ toldInFirst, toldInTen }).toEqual({ toldInFirst: 15, toldInTen: 55 });
});
