import { describe, expect, test } from "vitest";
import { brakeMarks } from "../../src/console/web/brake-marks.ts";
import { limitScale } from "../../src/console/web/limit-scale.ts";
import type { ToldFinding } from "../../src/core/record/told-finding.ts";
import type { Limit } from "../../src/core/rules/finding.ts";
import { limitWords, windowWords } from "../../src/core/rules/limit-words.ts";

const limit = (atLeast: string | null, atMost: string | null, unit: string, more = {}): Limit => ({
  atLeast,
  atMost,
  unit,
  window: null,
  decidedAt: null,
  ...more,
});
const atLeast = (bound: string, unit = "%"): Limit => limit(bound, null, unit);
const atMost = (bound: string, unit = "%"): Limit => limit(null, bound, unit);
const POLE = limit(null, "500", "mm", { window: "50", decidedAt: "520" });

test.each<[string, Limit, boolean]>([
  ["75.6", atLeast("60"), true],
  ["60", atLeast("60"), true],
  ["59.9", atLeast("60"), false],
  ["24.0", atMost("24"), true],
  ["39.0", atMost("24"), false],
  ["1.00", limit("0.95", "1.05", ""), true],
  ["1.06", limit("0.95", "1.05", ""), false],
  ["-60", limit("-300", "-50", "mm"), true],
  ["0", limit("-300", "-50", "mm"), false],
  ["621", POLE, false],
  ["510", POLE, false],
  ["0", atLeast("20", "rpm"), false],
])("%s against %o stands inside the permitted part: %s", (value, bound, inside) => {
  const scale = limitScale(value, [bound]);
  expect(scale).not.toBeNull();
  if (scale === null) return;
  const { permitted } = scale;
  expect(scale.value >= permitted.from && scale.value <= permitted.to).toBe(inside);
  for (const share of [scale.value, permitted.from, permitted.to]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});

test("the width of measurement lies beyond the bound, and the machine decides within it", () => {
  const scale = limitScale("510", [POLE]);
  expect(scale?.window?.from).toBe(scale?.permitted.to);
  expect(scale?.decidedAt).toBeGreaterThan(scale?.value ?? 1);
  expect(scale?.decidedAt).toBeLessThan(scale?.window?.to ?? 0);
  expect(limitScale("5", [atMost("24")])).toMatchObject({ window: null, decidedAt: null });
});

test.each<[string | null, Limit[]]>([
  [null, [atLeast("60")]],
  ["5", []],
  ["5", [atLeast("60"), atMost("3")]],
  ["many", [atLeast("60")]],
])("no bar where there is no single number: %s, %o", (value, limits) => {
  expect(limitScale(value, limits)).toBeNull();
});

describe("a limit in words", () => {
  test.each<[Limit[], string | undefined, string | undefined]>([
    [[atLeast("60")], "≥ 60 %", "≥ 60 %"],
    [[limit("0.95", "1.05", "")], "0.95 至 1.05", "0.95 to 1.05"],
    [[limit("-300", "-50", "mm")], "-300 至 -50 mm", "-300 to -50 mm"],
    [[atMost("3"), atLeast("60")], "≤ 3 % 或 ≥ 60 %", "≤ 3 % or ≥ 60 %"],
    [[], undefined, undefined],
  ])("%o", (limits, zh, en) => {
    expect([limitWords(limits)?.zh, limitWords(limits)?.en]).toEqual([zh, en]);
  });

  test("the width of measurement is said apart, where there is one", () => {
    expect(windowWords(POLE)?.en).toBe("width of measurement 50 mm, decided at 520 mm");
    expect(windowWords(atMost("24"))).toBeNull();
  });
});

test("a mark is set only where a sample has exactly the number that the finding rests on", () => {
  const inputs = [
    { name: "brake.maxLeftN", value: "900", unit: "N" },
    { name: "brake.maxRightN", value: "777", unit: "N" },
    { name: "brake.differenceN", value: "200", unit: "N" },
  ];
  const finding = { inputs } as unknown as ToldFinding;
  const marks = brakeMarks(
    [finding],
    [
      [0, 200, 0],
      [10, 600, 400],
      [20, 900, null],
      [30, 880, 700],
    ],
  );
  expect(marks).toEqual([
    { kind: "maxLeft", valueN: 900, atMs: 20, forcesN: [900] },
    { kind: "difference", valueN: 200, atMs: 10, forcesN: [600, 400] },
  ]);
});
