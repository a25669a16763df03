import type { BrakeCurveAnalysis } from "../imbalance.ts";
import type { ItemResult } from "../measurements.ts";
import type { StopReason } from "./bench-run.ts";
import { benchProcedure, windowNotes } from "./bench-run.ts";
import { measured, procedure } from "./procedure.ts";

/** The parking brake of one axle: only the maxima count. */
export function parkingBrakeResult(analysis: BrakeCurveAnalysis, stop: StopReason): ItemResult {
  return measured(
    { "parking.maxLeftN": analysis.maxLeftN, "parking.maxRightN": analysis.maxRightN },
    {},
    windowNotes(analysis, stop),
  );
}

export const parkingBrake = procedure(
  benchProcedure({
    kind: "parking-brake",
    run: "parking",
    press: { action: "pull-parking-brake" },
    release: { action: "release-parking-brake" },
    result: (analysis, _drag, stop) => parkingBrakeResult(analysis, stop),
  }),
);
