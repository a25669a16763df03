import type { ProcedureKind } from "./procedure-settings.ts";

/** What each procedure measures, with the unit; the names rulebooks use. Positive offsets are right and up. */
export const FACTS_OF_PROCEDURE: Readonly<Record<ProcedureKind, Readonly<Record<string, string>>>> = {
  weighing: { "axle.loadKg": "kg" },
  "service-brake": {
    "brake.maxLeftN": "N",
    "brake.maxRightN": "N",
    "brake.differenceN": "N",
    "brake.dragLeftN": "N",
    "brake.dragRightN": "N",
  },
  "parking-brake": { "parking.maxLeftN": "N", "parking.maxRightN": "N" },
  "side-slip": { "slip.mPerKm": "m/km" },
  headlamps: {
    "lamp.leftMainHighCd": "cd",
    "lamp.rightMainHighCd": "cd",
    "lamp.leftMinorHighCd": "cd",
    "lamp.rightMinorHighCd": "cd",
    "lamp.leftHighHorizontalMm": "mm",
    "lamp.leftHighVerticalMm": "mm",
    "lamp.leftLowHorizontalMm": "mm",
    "lamp.leftLowVerticalMm": "mm",
    "lamp.leftHeightMm": "mm",
    "lamp.rightHighHorizontalMm": "mm",
    "lamp.rightHighVerticalMm": "mm",
    "lamp.rightLowHorizontalMm": "mm",
    "lamp.rightLowVerticalMm": "mm",
    "lamp.rightHeightMm": "mm",
  },
  "double-idle": {
    // Sums and counts, not means: a mean of thirty-one samples is no decimal, and a rule rounds only once.
    "exhaust.idleCoSumPct": "%",
    "exhaust.idleHcSumPpm": "ppm",
    "exhaust.idleSamples": "",
    "exhaust.highIdleCoSumPct": "%",
    "exhaust.highIdleHcSumPpm": "ppm",
    "exhaust.highIdleLambdaSum": "",
    "exhaust.highIdleSamples": "",
  },
};

export const MEASURED_FACT_UNITS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...Object.values(FACTS_OF_PROCEDURE),
);

/** Remarks of a brake run that are facts too, as texts: what ended the search for the difference, and the run itself. */
export const NOTE_FACTS: Readonly<Record<string, string>> = {
  "brake.windowEnd": "windowEnd",
  "brake.stop": "stop",
};

/** Sums over all axles; missing as soon as one axle is. */
export const SUM_FACT_UNITS: Readonly<Record<string, string>> = {
  "vehicle.loadSumKg": "kg",
  "vehicle.serviceForceSumN": "N",
  "vehicle.parkingForceSumN": "N",
};
