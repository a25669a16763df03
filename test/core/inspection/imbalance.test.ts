import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BrakeSample } from "../../../src/core/inspection/brake-curve/force-series.ts";
import type { WheelLocks, WindowOptions } from "../../../src/core/inspection/brake-curve/imbalance.ts";
import { analyseBrakeCurve, NO_LOCKS } from "../../../src/core/inspection/brake-curve/imbalance.ts";
import { appendSample, EMPTY_CURVE, lastSample, samplesOf } from "../../../src/core/inspection/curve.ts";

const spikes = { apartN: "50", apartPct: 2, riseMsMin: 60, lastsMsMax: 40 };
const options: WindowOptions = {
  end: "later",
  blockThresholdN: "100",
  blockShare: "0.3",
  releasePct: 50,
  spikes,
};
const curve = (...points: [number, number][]): BrakeSample[] =>
  points.map(([left, right], i) => [i * 10, String(left), String(right)]);
const analyse = (
  points: [number, number][],
  changes: Partial<WindowOptions> = {},
  locks: WheelLocks = NO_LOCKS,
) => analyseBrakeCurve(curve(...points), locks, { ...options, ...changes });

describe("the imbalance window", () => {
  // Left peaks at 3, right at 5; the widest gap of all (300) lies between the two.
  const rising: [number, number][] = [
    [0, 0],
    [100, 60],
    [300, 200],
    [500, 380],
    [400, 700],
    [450, 720],
    [100, 690],
  ];
  test("ends when the later side has its maximum, or the first, as the rulebook says", () => {
    expect(analyse(rising)).toMatchObject({
      maxLeftN: "500",
      maxRightN: "720",
      differenceN: "300",
      window: { begin: 1, end: 5, endedBy: "later", at: 4 },
    });
    expect(analyse(rising, { end: "first" })).toMatchObject({
      differenceN: "120",
      window: { begin: 1, end: 3, endedBy: "first", at: 3 },
    });
  });
  test("ends with the last sample before a wheel was told to be locked, whatever the option", () => {
    expect(analyse(rising, {}, { left: 4, right: null })).toMatchObject({
      differenceN: "120",
      window: { end: 3, endedBy: "lock" },
    });
    expect(analyse(rising, {}, { left: null, right: 5 })).toMatchObject({
      differenceN: "300",
      window: { end: 4, endedBy: "lock" },
    });
    expect(analyse(rising, {}, { left: 3, right: 5 })?.window).toMatchObject({ end: 2, endedBy: "lock" });
  });
  test("is not made longer by a lock that came behind it", () => {
    expect(analyse(rising, {}, { left: null, right: 7 })?.window).toMatchObject({ end: 5, endedBy: "later" });
  });

  // The weak wheel has its 600 N early and keeps them; the strong one goes on.
  const weak: [number, number][] = Array.from({ length: 150 }, (_, i) => [
    Math.min(2200, i * 15),
    Math.min(600, i * 15),
  ]);
  test("of a lock without its instant ends where a wheel could have locked, not where a weak one stops rising", () => {
    for (const locks of [
      { left: "untold", right: "untold" },
      { left: "untold", right: null },
      { left: 147, right: null },
    ] as const)
      expect(analyse(weak, {}, locks)).toMatchObject({ differenceN: locks.left === 147 ? "1590" : "1600" });
  });
  const blocked: [number, number][] = [
    [10, 10],
    [90, 100],
    [80, 400],
    [70, 900],
  ];
  test("runs to the later maximum when one side does not brake at all", () => {
    expect(analyse(blocked, { end: "first" })).toMatchObject({
      differenceN: "830",
      window: { end: 3, endedBy: "blocked-side" },
    });
  });
  test("takes no side for blocked above the threshold, or at 30 % of the other", () => {
    expect(analyse(blocked, { end: "first", blockThresholdN: "89" })?.window.endedBy).toBe("first");
    expect(analyse(blocked, { end: "first", blockThresholdN: "90" })?.window.endedBy).toBe("blocked-side");
    expect(analyse(blocked, { end: "first", blockShare: "0.1" })?.window.endedBy).toBe("first");
  });
  test("begins when both sides pull", () => {
    const late: [number, number][] = [
      [400, 0],
      [410, 100],
      [420, 400],
    ];
    expect(analyse(late)).toMatchObject({ differenceN: "310", window: { begin: 1 } });
  });
  test("of a wheel that stays at zero holds the whole force of the other", () => {
    const dead = weak.map(([left]): [number, number] => [left, 0]);
    expect(analyse(dead)).toMatchObject({ differenceN: "2200", window: { begin: 0 } });
    // Ten newtons once, when the pedal has been let go.
    const released: [number, number][] = [...dead, [1000, 0], [20, 0], [20, 10]];
    expect(analyse(released)).toMatchObject({ differenceN: "2200", window: { begin: 0 } });
  });
  test("never reaches into the release, however late a wheel shows its greatest force", () => {
    const sticks: [number, number][] = [
      [100, 100],
      [1000, 900],
      [1000, 980],
      [200, 985],
      [100, 990],
    ];
    expect(analyse(sticks, { releasePct: 90 })).toMatchObject({ differenceN: "100", window: { end: 2 } });
    expect(analyse(sticks, { releasePct: 50 })).toMatchObject({ differenceN: "890", window: { end: 4 } });
  });
  test("gives no difference, with a reason, where nobody brakes", () => {
    expect(
      analyse([
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject({ differenceN: null, reason: { code: "NEVER_BOTH_WHEELS" } });
    expect(analyse([])).toBeNull();
  });
  test("keeps decimals exactly", () => {
    const fine = analyseBrakeCurve([[0, "265.50", "240.125"]], NO_LOCKS, options);
    expect(fine?.differenceN).toBe("25.375");
    expect(analyseBrakeCurve([[0, "265.50", "265"]], NO_LOCKS, options)?.differenceN).toBe("0.5");
  });
});

test("the difference is the widest of the instants inside the window", () => {
  const force = fc.integer({ min: 0, max: 50 });
  const lock = fc.constantFrom(null, "untold" as const, 3, 10);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(force, force), { minLength: 1, maxLength: 40 }),
      lock,
      lock,
      (points, left, right) => {
        const found = analyse(points, {}, { left, right });
        const { begin, end, at } = found?.window ?? { begin: -1, end: -1, at: -1 };
        if (found?.differenceN === null) return;
        expect(at).toBeGreaterThanOrEqual(begin);
        expect(at).toBeLessThanOrEqual(Math.max(begin, end));
        const widths = points.slice(begin, end + 1).map(([l, r]) => Math.abs(l - r));
        expect(found?.differenceN).toBe(String(Math.max(...widths)));
        for (const [l, r] of points.slice(0, begin)) expect(Math.min(l, r)).toBe(0);
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

test("a curve of any length comes back as it was taken, also through JSON, and older ones stay as they were", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), (length) => {
      let made = EMPTY_CURVE;
      const states = [made];
      for (let i = 0; i < length; i++) {
        made = appendSample(made, [i, String(i), "0"]);
        states.push(made);
      }
      expect(samplesOf(JSON.parse(JSON.stringify(made)))).toHaveLength(length);
      expect(samplesOf(made).map(([at]) => at)).toEqual(Array.from({ length }, (_, i) => i));
      expect(lastSample(made)?.[0]).toBe(length === 0 ? undefined : length - 1);
      const middle = Math.floor(length / 2);
      expect(samplesOf(states[middle] ?? EMPTY_CURVE)).toHaveLength(middle);
    }),
    { seed: 3, numRuns: 60 },
  );
});
