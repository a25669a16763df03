import { expect, test } from "vitest";
import { whyUnreadable } from "../../../src/core/inspection/reading-check.ts";
import type { Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";
import { FIGURES } from "../../../src/core/trade/words/figures.ts";

/** Goal: whatever enters a formula is checked to be a number before; the lists here are written out on purpose. */
const common = { device: asId<"device">("d"), atMs: 0, quality: "good" as const };
const READINGS: readonly (readonly [Observation["kind"], readonly string[], readonly string[]])[] = [
  ["axle-load", ["loadKg"], []],
  ["brake-force", ["leftN", "rightN"], []],
  [
    "brake-bench-summary",
    ["maxLeftN", "maxRightN"],
    ["dragLeftN", "dragRightN", "differenceLeftN", "differenceRightN"],
  ],
  [
    "headlamp",
    [
      "highIntensityCd",
      "highHorizontalMm",
      "highVerticalMm",
      "lowHorizontalMm",
      "lowVerticalMm",
      "lampHeightMm",
    ],
    [],
  ],
  [
    "exhaust-gas",
    ["hcPpm", "coPct", "co2Pct", "engineSpeedRpm", "oilTemperatureC", "lambda"],
    ["o2Pct", "noPpm", "sampleFlow"],
  ],
  ["smoke", ["kPerM", "opacityPct", "engineSpeedRpm", "oilTemperatureC", "gasTemperatureC"], []],
  ["smoke-peak", ["kPerM", "engineSpeedRpm"], []],
  ["smoke-summary", ["meanPerM", "lastPerM", "secondLastPerM", "thirdLastPerM"], []],
  ["side-slip", ["slipMPerKm"], []],
];

const made = (kind: string, figures: Readonly<Record<string, string>>) =>
  ({ ...common, kind, ...figures }) as unknown as Observation;

test.each(READINGS)("every figure of %s that is judged has to be a number", (kind, judged, evidence) => {
  const sound = Object.fromEntries([...judged, ...evidence].map((name) => [name, "1"]));
  expect(whyUnreadable(made(kind, sound))).toBeNull();
  for (const figure of judged)
    expect(whyUnreadable(made(kind, { ...sound, [figure]: "+1" }))).toEqual(
      reason("READING_NO_NUMBER", { reading: kind, figure, found: '"+1"' }),
    );
  for (const figure of evidence) expect(whyUnreadable(made(kind, { ...sound, [figure]: "+1" }))).toBeNull();
});

test("the figures of exhaust and smoke are said by their names", () => {
  const smoke = ["kPerM", "opacityPct", "gasTemperatureC"];
  for (const [figure, { zh }] of Object.entries(FIGURES)) {
    const reading = smoke.includes(figure) ? "smoke" : "exhaust-gas";
    expect(sentenceOf(reason("READING_NO_NUMBER", { reading, figure, found: "" })).zh).toContain(zh);
  }
});
