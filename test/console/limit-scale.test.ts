import { expect, test } from "vitest";
import { brakeMarks } from "../../src/console/web/brake-marks.ts";
import { limitScale } from "../../src/console/web/limit-scale.ts";
import type { Finding } from "../../src/core/rules/finding.ts";

test.each([
  ["75.6", ">= 60 %", true],
  ["60", ">= 60 %", true],
  ["59.9", ">= 60 %", false],
  ["24.0", "<= 24 %", true],
  ["39.0", "<= 24 %", false],
  ["1.00", "0.95 to 1.05", true],
  ["1.06", "0.95 to 1.05", false],
  ["-60", "-300 mm to -50 mm", true],
  ["0", "-300 mm to -50 mm", false],
  ["621", "<= 500 mm (window +50 mm, decided at +20 mm)", false],
  ["0", "> 20 rpm", false],
])("%s against %s stands inside the permitted part: %s", (value, limit, inside) => {
  const scale = limitScale(value, limit);
  expect(scale).not.toBeNull();
  if (scale === null) return;
  expect(scale.value >= scale.from && scale.value <= scale.to).toBe(inside);
  for (const share of Object.values(scale)) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});

test.each([
  [null, ">= 60 %"],
  ["5", null],
  ["5", ">= 60 % or <= 3 %"],
  ["many", ">= 60 %"],
])("no bar where there is no single number: %s, %s", (value, limit) => {
  expect(limitScale(value, limit)).toBeNull();
});

test("a mark is set only where a sample has exactly the number that the finding rests on", () => {
  const inputs = [
    { name: "brake.maxLeftN", value: "900", unit: "N" },
    { name: "brake.maxRightN", value: "777", unit: "N" },
    { name: "brake.differenceN", value: "200", unit: "N" },
  ];
  const finding = { inputs } as unknown as Finding;
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
