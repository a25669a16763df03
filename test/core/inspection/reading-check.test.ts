import { describe, expect, test } from "vitest";
import { whyUnreadable } from "../../../src/core/inspection/reading-check.ts";
import { standingFaultOf } from "../../../src/core/inspection/standing-fault.ts";
import type { DeviceFault, Observation } from "../../../src/core/observation.ts";

/** Each figure that an item keeps or a formula takes: one that is no number must never get that far. */
const READINGS: readonly Readonly<Record<string, unknown>>[] = [
  { kind: "axle-load", loadKg: "820" },
  { kind: "brake-force", leftN: "1", rightN: "2" },
  {
    kind: "headlamp",
    highIntensityCd: "1",
    highHorizontalMm: "-2",
    highVerticalMm: "3",
    lowHorizontalMm: "4",
    lowVerticalMm: "5",
    lampHeightMm: "700",
  },
  {
    kind: "exhaust-gas",
    hcPpm: "1",
    coPct: "0.1",
    co2Pct: "14",
    engineSpeedRpm: "800",
    oilTemperatureC: "90",
    lambda: "1.0",
  },
  { kind: "side-slip", slipMPerKm: "1.0" },
];
const good = (reading: object): Observation =>
  ({ quality: "good", device: "d", atMs: 0, ...reading }) as Observation;

describe.each(READINGS.map((reading) => [reading.kind, reading] as const))(
  "a reading of %s",
  (_, reading) => {
    const figures = Object.keys(reading).filter((name) => name !== "kind");
    test("with numbers is readable, of bad quality it is not", () => {
      expect(whyUnreadable(good(reading))).toBeNull();
      expect(whyUnreadable({ ...good(reading), quality: "uncertain" })).not.toBeNull();
      expect(whyUnreadable({ ...good(reading), quality: "bad" })).not.toBeNull();
    });
    test.each(figures)("is none without a number in %s", (figure) => {
      for (const broken of ["", "NaN", "1e5", "--", 5, undefined])
        expect([broken, whyUnreadable(good({ ...reading, [figure]: broken }))]).not.toEqual([broken, null]);
    });
  },
);

test("nothing is started with a device that is away, another one, unwell or out of calibration; the rest is tried", () => {
  const all: readonly DeviceFault["code"][] = [
    "disconnected",
    "wrong-identity",
    "self-check-failed",
    "out-of-calibration",
    "silent",
    "garbled",
    "evidence-lost",
    "bad-quality",
  ];
  const blocks = (code: DeviceFault["code"]): boolean =>
    standingFaultOf({ "axle-scale": [code] }, ["axle-scale"], "blocking") !== null;
  expect(all.filter(blocks)).toEqual(all.slice(0, 4));
  expect(standingFaultOf({ "axle-scale": ["silent"] }, ["axle-scale"], "any")).not.toBeNull();
  expect(standingFaultOf({ "axle-scale": ["silent"] }, ["brake-bench"], "any")).toBeNull();
});
