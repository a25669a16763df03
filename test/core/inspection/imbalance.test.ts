import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { appendSample, EMPTY_CURVE, lastSample, samplesOf } from "../../../src/core/inspection/curve.ts";
import type { BrakeSample, WindowOptions } from "../../../src/core/inspection/imbalance.ts";
import { analyseBrakeCurve } from "../../../src/core/inspection/imbalance.ts";

const options: WindowOptions = { end: "later", blockThresholdN: "100", blockShare: "0.3" };
const curve = (...points: [number, number][]): BrakeSample[] =>
  points.map(([left, right], i) => [i * 10, String(left), String(right)]);
const analyse = (points: [number, number][], changes: Partial<WindowOptions> = {}, locked = false) =>
  analyseBrakeCurve(curve(...points), locked, { ...options, ...changes });

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
  test("ends at the first maximum when a wheel locked, whatever the option", () => {
    expect(analyse(rising, { end: "later" }, true)).toMatchObject({
      differenceN: "120",
      window: { end: 3, endedBy: "lock" },
    });
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
  test("discards a greatest difference at which one side shows nothing, and goes on behind it", () => {
    const dropout: [number, number][] = [
      [100, 90],
      [300, 280],
      [500, 0],
      [520, 480],
      [600, 590],
    ];
    expect(analyse(dropout)).toMatchObject({ differenceN: "40", window: { at: 3 } });
  });
  test("gives no difference, with a reason, where the sides never pull together", () => {
    const apart: [number, number][] = [
      [0, 300],
      [400, 0],
    ];
    expect(analyse(apart)).toMatchObject({
      differenceN: null,
      reason: { code: "NEVER_BOTH_WHEELS" },
    });
    expect(analyse([])).toBeNull();
  });
  test("keeps decimals exactly", () => {
    const fine = analyseBrakeCurve([[0, "265.50", "240.125"]], false, options);
    expect(fine?.differenceN).toBe("25.375");
    expect(analyseBrakeCurve([[0, "265.50", "265"]], false, options)?.differenceN).toBe("0.5");
  });
});

test("the difference is that of an instant inside the window, and nothing before the first zero is wider", () => {
  const force = fc.integer({ min: 0, max: 50 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(force, force), { minLength: 1, maxLength: 40 }),
      fc.boolean(),
      (points, locked) => {
        const found = analyse(points, {}, locked);
        const { begin, end, at } = found?.window ?? { begin: -1, end: -1, at: -1 };
        if (found?.differenceN === null) return;
        expect(at).toBeGreaterThanOrEqual(begin);
        expect(at).toBeLessThanOrEqual(end);
        const [left, right] = points[at] ?? [0, 0];
        expect(found?.differenceN).toBe(String(Math.abs(left - right)));
        expect(left * right).toBeGreaterThan(0);
        for (const [l, r] of points.slice(at + 1, end + 1))
          expect(Math.abs(l - r)).toBeLessThanOrEqual(Math.abs(left - right));
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
