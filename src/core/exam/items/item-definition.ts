import { assert } from "../../machine.ts";
import type { Reason } from "../../trade/reasons.ts";
import type { CourseItem, Polyline } from "../course.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import type { ExamMotion } from "../rulebook.ts";
import type { Step } from "../watch/watch.ts";

/** How an item of the test is driven. Which rules apply to it, a rulebook says. */
export interface ItemDefinition {
  readonly kind: string;
  /** In the order in which a faultless drive goes through them. */
  readonly phases: readonly string[];
  /** The ways in which its prescribed operation can be broken, and what is then seen. */
  readonly breaches: Readonly<Record<string, Reason>>;
  /** It has a clock of its own. */
  readonly timed: boolean;
  /** It is one turn, whose side follows from its entry and exit. */
  readonly turns: boolean;
  /** What a course has to lay out for it besides boundaries, entry and exit. */
  readonly needs: readonly CoursePart[];
  /** Asks only for parts of the course that it needs. */
  readonly script: (site: ScriptSite) => ItemScript;
}

export type CoursePart = "bay" | "pole-line" | `control-line-${string}`;

export interface ScriptSite {
  readonly item: CourseItem;
  readonly motion: ExamMotion;
  /** Metres that the body may stick out of the bay and still be called inside. */
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
export const DRIVE_THROUGH: Omit<ItemDefinition, "kind"> = {
  phases: ["begun", "complete"],
  breaches: {},
  timed: false,
  turns: false,
  needs: [],
  script: () => ({
    initial: BEGUN,
    advance: (step) => step.progress,
    finish: (progress) => progressed(progress, { phase: "complete" }),
  }),
};

export function hasPart(item: CourseItem, part: CoursePart): boolean {
  if (part === "bay") return item.bay !== null;
  if (part === "pole-line") return item.poleLine !== null;
  return Object.hasOwn(item.controlLines, part.slice(CONTROL_LINE.length));
}

export function bayOf(item: CourseItem): Polyline {
  assert(item.bay !== null, `${item.item} needs its bay`);
  return item.bay;
}

export function controlLineOf(item: CourseItem, name: string): Polyline {
  const line = item.controlLines[name];
  assert(line !== undefined, `${item.item} needs its control line ${name}`);
  return line;
}

const CONTROL_LINE = "control-line-";
