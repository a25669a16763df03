import type { BrakeCurveAnalysis } from "../imbalance.ts";
import type { ItemResult } from "../measurements.ts";
import type { LockedSides, StopReason } from "./bench-run.ts";
import { benchProcedure, lockFacts, windowNotes } from "./bench-run.ts";
import { measured, procedure } from "./procedure.ts";

/** The parking brake of one axle: only the maxima count, and which wheels locked. */
export function parkingBrakeResult(
  analysis: BrakeCurveAnalysis,
  stop: StopReason,
  locked: LockedSides | null,
): ItemResult {
  return measured(
    {
      "parking.maxLeftN": analysis.maxLeftN,
      "parking.maxRightN": analysis.maxRightN,
      ...lockFacts(locked, ["parking.lockedLeft", "parking.lockedRight"]),
    },
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
    result: (analysis, _drag, stop, locked) => parkingBrakeResult(analysis, stop, locked),
  }),
);
