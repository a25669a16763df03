import type { BrakeCurveAnalysis, BrakeSample } from "../imbalance.ts";
import type { ItemResult } from "../measurements.ts";
import type { LockedSides, StopReason } from "./bench-run.ts";
import { benchProcedure, lockFacts, meanForce, windowNotes } from "./bench-run.ts";
import { measured, procedure } from "./procedure.ts";

/** Maxima, the greatest difference of the build-up, the drag before it, and which wheels locked, of one axle. */
export function serviceBrakeResult(
  analysis: BrakeCurveAnalysis,
  drag: readonly BrakeSample[],
  stop: StopReason,
  locked: LockedSides | null,
): ItemResult {
  const dragLeftN = meanForce(drag, 1);
  const dragRightN = meanForce(drag, 2);
  const { differenceN, reason } = analysis;
  return measured(
    {
      "brake.maxLeftN": analysis.maxLeftN,
      "brake.maxRightN": analysis.maxRightN,
      ...(differenceN === null ? {} : { "brake.differenceN": differenceN }),
      ...(dragLeftN === null ? {} : { "brake.dragLeftN": dragLeftN }),
      ...(dragRightN === null ? {} : { "brake.dragRightN": dragRightN }),
      ...lockFacts(locked, ["brake.lockedLeft", "brake.lockedRight"]),
    },
    differenceN === null && reason !== null ? { "brake.differenceN": reason } : {},
    windowNotes(analysis, stop),
  );
}

export const serviceBrake = procedure(
  benchProcedure({
    kind: "service-brake",
    run: "service",
    press: { action: "press-brake" },
    release: { action: "release-brake" },
    result: serviceBrakeResult,
  }),
);
