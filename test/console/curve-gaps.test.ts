import { describe, expect, test } from "vitest";
import { brokenAtGaps, sampleAt } from "../../src/console/web/curve-gaps.ts";

/** Goal: no line is drawn through a time in which nothing was measured. */
const at = (...times: number[]): [number[], number[]] => [times, times.map((time) => Math.round(time * 100))];

describe("a curve", () => {
  test("of steady samples is as it was", () => {
    const steady = at(0, 0.01, 0.02, 0.03, 0.09);
    expect(brokenAtGaps(steady)).toBe(steady);
    const slow = at(0, 1, 2, 3, 4, 5.9);
    expect(brokenAtGaps(slow)).toBe(slow);
    for (const few of [at(), at(1)]) expect(brokenAtGaps(few)).toBe(few);
  });

  test("ends and begins again where samples are missing, in every row and without losing one", () => {
    const times = [
      ...Array.from({ length: 50 }, (_, i) => i / 100),
      ...Array.from({ length: 50 }, (_, i) => 33 + i / 100),
    ];
    const [broken, forces] = brokenAtGaps(at(...times));
    expect(broken).toHaveLength(101);
    expect(forces?.[50]).toBeNull();
    expect(broken?.[50]).toBeCloseTo((0.49 + 33) / 2);
    expect([forces?.[49], forces?.[51]]).toEqual([49, 3300]);
    expect([...(broken ?? [])].every((time, i, all) => i === 0 || time > (all[i - 1] ?? 0))).toBe(true);
  });

  test("of one sample a second is broken by four that are missing, and not by one that is late", () => {
    expect(brokenAtGaps(at(0, 1, 2, 3, 4, 8))[1]).toEqual([0, 100, 200, 300, 400, null, 800]);
    expect(brokenAtGaps(at(0, 1, 2, 3, 4, 6.5))[1]).not.toContain(null);
  });

  test("has more than one gap", () => {
    expect(brokenAtGaps(at(0, 0.01, 1, 1.01, 2, 2.01))[1]).toEqual([0, 1, null, 100, 101, null, 200, 201]);
  });
});

test("a moment has the figures of the sample before it, and none in a gap, before the first or after the last", () => {
  const times = [
    ...Array.from({ length: 50 }, (_, i) => i / 100),
    0.49 + 16,
    ...Array.from({ length: 50 }, (_, i) => 33 + i / 100),
  ];
  expect(sampleAt(times, 0.305)).toBe(30);
  expect(sampleAt(times, 33)).toBe(51);
  for (const none of [-0.01, 1, 32.9, 34]) expect(sampleAt(times, none), `${none}`).toBe(-1);
  expect(sampleAt([], 1)).toBe(-1);
});
