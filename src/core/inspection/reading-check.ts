import type { Observation } from "../observation.ts";
import { isDecimalString } from "../quantities/exact.ts";

/** The figures of each reading that a formula may use. A null stands for "that side gave none" and is its item's affair. */
const FIGURES: Readonly<Partial<Record<Observation["kind"], readonly string[]>>> = {
  "axle-load": ["loadKg"],
  "brake-force": ["leftN", "rightN"],
  headlamp: [
    "highIntensityCd",
    "highHorizontalMm",
    "highVerticalMm",
    "lowHorizontalMm",
    "lowVerticalMm",
    "lampHeightMm",
  ],
  "exhaust-gas": ["hcPpm", "coPct", "co2Pct", "engineSpeedRpm", "oilTemperatureC", "lambda"],
  "side-slip": ["slipMPerKm"],
};

/** Why a reading must not become a fact, or null. Such a reading voids the item that runs; it is never left out quietly. */
export function whyUnreadable(observation: Observation): string | null {
  if (observation.quality !== "good")
    return `the ${observation.kind} reading is ${observation.quality}: ${observation.qualityReason ?? "no reason given"}`;
  const figures: Readonly<Record<string, unknown>> = { ...observation };
  for (const name of FIGURES[observation.kind] ?? []) {
    const figure = figures[name];
    if (figure !== null && !(typeof figure === "string" && isDecimalString(figure)))
      return `the ${observation.kind} reading has no number in ${name}: ${JSON.stringify(figure)}`;
  }
  return null;
}
