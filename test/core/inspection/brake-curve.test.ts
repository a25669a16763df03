import { describe, expect, test } from "vitest";
import { readBrakeCurve, type TakenCurve } from "../../../src/core/inspection/brake-curve/brake-curve.ts";
import type { BrakeSample } from "../../../src/core/inspection/brake-curve/force-series.ts";
import { NO_LOCKS } from "../../../src/core/inspection/brake-curve/imbalance.ts";
import type { SettingsOf } from "../../../src/core/inspection/procedure-settings.ts";
import { processorMs } from "../../support/processor-ms.ts";
import { rulebook } from "./lane-fixture.ts";

/** Goal: no single sample is the figure; what is left out is told, and too much of it voids. */
type Settings = SettingsOf<"service-brake">;
const settings = rulebook.items.find(({ key }) => key === "service-brake")?.procedure as Settings;

/** Presses for a second, holds for a second, lets go: 3000 N left and 2900 N right, ten milliseconds a sample. */
function press(count = 300): [number, number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const share = i < 100 ? i / 100 : i < 200 ? 1 : Math.max(0, 1 - (i - 200) / 30);
    return [i * 10, Math.round(300 * share) * 10, Math.round(290 * share) * 10];
  });
}
const taken = (samples: [number, number, number][], more: Partial<TakenCurve> = {}): TakenCurve => ({
  samples: samples.map(([at, left, right]): BrakeSample => [at, String(left), String(right)]),
  sampleRateHz: 100,
  locks: NO_LOCKS,
  ...more,
});
function spoilt(...hits: [at: number, left: number | null, right: number | null][]) {
  const samples = press();
  for (const [at, left, right] of hits) {
    const [ms, l, r] = samples[at] ?? [0, 0, 0];
    samples[at] = [ms, left ?? l, right ?? r];
  }
  return samples;
}
const read = (samples: [number, number, number][], more: Partial<TakenCurve> = {}, s: Settings = settings) =>
  readBrakeCurve(taken(samples, more), s);
const sound = { maxLeftN: "3000", maxRightN: "2900", differenceN: "100" };

describe("a spoilt sample", () => {
  test.each<[string, [number, number | null, number | null][]]>([
    ["above the hold", [[150, 9900, null]]],
    ["below the hold", [[150, null, 0]]],
    ["in the growth", [[50, 7500, null]]],
    [
      "two beside each other",
      [
        [150, 9900, null],
        [151, 9900, null],
      ],
    ],
    [
      "two low ones beside each other",
      [
        [120, null, 900],
        [121, null, 900],
      ],
    ],
    [
      "three high ones beside each other",
      [
        [120, null, 8000],
        [121, null, 8000],
        [122, null, 8000],
      ],
    ],
    [
      "a small one beside a great one",
      [
        [120, null, 9900],
        [121, null, 2100],
      ],
    ],
    ["the first", [[0, 9900, null]]],
    ["the last", [[299, null, 9900]]],
    [
      "one of each wheel",
      [
        [40, 9900, null],
        [160, null, 60],
      ],
    ],
  ])("%s is neither the maximum nor the difference", (_what, hits) => {
    const found = read(spoilt(...hits));
    expect(found).toMatchObject({ kind: "read", leftOut: hits.length, analysis: sound });
  });

  test("changes a figure by no more than samples may be apart", () => {
    const found = read(spoilt([150, 3090, null]));
    expect(found).toMatchObject({ kind: "read", leftOut: 0, analysis: { maxLeftN: "3090" } });
    expect(read(spoilt([150, 3120, null]))).toMatchObject({ leftOut: 1, analysis: sound });
  });

  test("too many void the run, and say how many", () => {
    const many = (count: number) =>
      read(
        spoilt(...Array.from({ length: count }, (_, i): [number, number, null] => [20 + 4 * i, 9900, null])),
      );
    expect(many(15)).toMatchObject({ kind: "read", leftOut: 15 });
    expect(many(16)).toMatchObject({
      kind: "void",
      reason: { code: "SAMPLES_UNCARRIED", params: { found: 16, of: 300 } },
    });
  });
});

test("a curve without a fault is left as it is, also one that rises fast or in small steps", () => {
  expect(read(press())).toMatchObject({ kind: "read", leftOut: 0, analysis: sound });
  const slow = Array.from({ length: 700 }, (_, i): [number, number, number] => {
    const forceN = 5 * Math.min(i, 600);
    return [i * 10, forceN, forceN];
  });
  expect(read(slow)).toMatchObject({ kind: "read", leftOut: 0 });
  const fast = Array.from({ length: 100 }, (_, i): [number, number, number] => [
    i * 10,
    Math.min(3000, 400 * i),
    Math.min(2900, 400 * i),
  ]);
  expect(read(fast)).toMatchObject({ kind: "read", leftOut: 0, analysis: sound });
});

describe("samples that were not made, or made twice", () => {
  test("a hole at the peak voids, though the count is enough", () => {
    const hole = (samples: number) => press().filter((_, i) => i < 150 || i >= 150 + samples);
    expect(read(hole(29))).toMatchObject({
      kind: "void",
      reason: { code: "SAMPLES_HOLE", params: { ms: 300 } },
    });
    expect(read(hole(9))).toMatchObject({ kind: "read" });
  });
  test("late ones that come at once are no hole", () => {
    const late = press().map(([at, left, right]): [number, number, number] =>
      at >= 1200 && at < 1500 ? [1500, left, right] : [at, left, right],
    );
    expect(read(late)).toMatchObject({ kind: "read", analysis: sound });
  });
  test("a bench that sends at fifty hertz and each sample twice is found out", () => {
    const twice = press().map(([at], i): [number, number, number] => {
      const [, left = 0, right = 0] = press()[i - (i % 2)] ?? [];
      return [at, left, right];
    });
    expect(read(twice)).toMatchObject({ kind: "void", reason: { code: "SAMPLES_REPEATED" } });
  });
  test("a slower bench is measured by its own rate", () => {
    const slower = press().filter((_, i) => i % 2 === 0);
    expect(read(slower)).toMatchObject({ kind: "void", reason: { code: "SAMPLES_LOST" } });
    expect(read(slower, { sampleRateHz: 50 })).toMatchObject({ kind: "read", analysis: sound });
  });
  test("one sample is no curve, and a force below zero is no force", () => {
    expect(read([[0, 2500, 2490]])).toMatchObject({ kind: "void", reason: { code: "SAMPLES_TOO_FEW" } });
    expect(read(spoilt([150, null, -10]))).toMatchObject({
      kind: "void",
      reason: { code: "FORCE_NEGATIVE" },
    });
  });
});

test("a wheel whose force breaks down untold while the other still grows voids: its lock went unheard", () => {
  const breaks = press(180).map(([at, left, right], i): [number, number, number] =>
    i < 120 ? [at, left, right] : [at, Math.max(0, 3000 - 300 * (i - 119)), right + 2 * (i - 119)],
  );
  expect(read(breaks)).toMatchObject({
    kind: "void",
    reason: { code: "LOCK_UNTOLD", params: { side: "left" } },
  });
  const told = read(breaks, { locks: { left: 121, right: null } });
  expect(told).toMatchObject({ kind: "read", analysis: { differenceN: "202", window: { endedBy: "lock" } } });
});

test("a wheel that was told to be locked and grows on voids: one spoilt notice must not end the search before anything is seen", () => {
  const grows = press(180).map(([at], i): [number, number, number] => [
    at,
    30 * Math.min(i, 100),
    20 * Math.min(i, 100),
  ]);
  // 60 ms is what a force takes to rise at least: so early a notice may be.
  for (const [lock, kind] of [
    [40, "void"],
    [90, "void"],
    [96, "read"],
    [150, "read"],
  ] as const)
    expect([lock, read(grows, { locks: { left: lock, right: null } })]).toMatchObject([
      lock,
      kind === "void" ? { kind, reason: { code: "LOCK_CONTRADICTED", params: { side: "left" } } } : { kind },
    ]);
  expect(read(grows, { locks: { left: null, right: 40 } })).toMatchObject({
    reason: { code: "LOCK_CONTRADICTED", params: { side: "right" } },
  });
});

test("also where the other one was told to have locked: a motor that tripped is no weak brake", () => {
  const tripped = press(180).map(([at, left, right], i): [number, number, number] =>
    i < 30 ? [at, left, right] : [at, Math.max(0, 900 - 90 * (i - 29)), right],
  );
  expect(read(tripped, { locks: { left: null, right: 110 } })).toMatchObject({
    kind: "void",
    reason: { code: "LOCK_UNTOLD", params: { side: "left" } },
  });
  expect(read(tripped, { locks: { left: 31, right: 110 } })).toMatchObject({ kind: "read" });
});

test("the search is linear: 6500 samples take as many steps for each as 650 do", () => {
  const took = (count: number): number => {
    const samples = press(count).map(([at], i): [number, number, number] => [at, 10 * (i % 300), 0]);
    return processorMs(() => {
      for (let i = 0; i < 3; i++)
        read(samples, {}, { ...settings, spikes: { ...settings.spikes, leftOutPctMax: 100 } });
    });
  };
  took(650);
  // Ten times the samples: a quadratic search would take a hundred times as long.
  expect(took(6500)).toBeLessThan(40 * Math.max(5, took(650)));
});
