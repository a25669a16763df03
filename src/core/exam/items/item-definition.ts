import type { CourseItem } from "../course.ts";
import type { RuleWatch, Step } from "../detectors/detector.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import type { ExamMotion } from "../rulebook.ts";
import type { VehicleBody } from "../vehicle-body.ts";

/** An item of the test: how it is driven, and which rules are watched by what. */
export interface ItemDefinition {
  readonly kind: string;
  /** A sentence when the course lacks what the item needs, else its script. */
  readonly script: (site: ScriptSite) => ItemScript | string;
  readonly watches: readonly RuleWatch[];
}

export interface ScriptSite {
  readonly item: CourseItem;
  readonly vehicle: VehicleBody;
  readonly motion: ExamMotion;
  /** Metres that the body may stick out of the bay and still be called inside: what its contact rule decides at. */
  readonly bayToleranceM: number;
}

/** Phases as a pure function of the epochs; `step.progress` is the progress before. */
export interface ItemScript {
  readonly initial: Progress;
  advance(step: Step): Progress;
  /** The exit was crossed. */
  finish(progress: Progress): Progress;
}

/** In at one end, out at the other, with no standing in between. */
export const DRIVE_THROUGH: ItemScript = {
  initial: BEGUN,
  advance: (step) => step.progress,
  finish: (progress) => progressed(progress, { phase: "complete" }),
};
