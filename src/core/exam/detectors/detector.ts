import type { CourseItem } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";
import type { Motion } from "../motion.ts";
import type { Progress } from "../progress.ts";
import type { ExamMotion, ExamRule } from "../rulebook.ts";
import type { VehicleBody } from "../vehicle-body.ts";
import type { VehicleSignals } from "../vehicle-signals.ts";

/** What an item looks at when an epoch has passed the gate. One object, refilled for each epoch. */
export interface Step {
  motion: Motion;
  /** The good epoch before; the same object as `motion` at the first. */
  before: Motion;
  /** Body points now and at the epoch before, `BodyPoints` order. */
  points: Float64Array;
  previous: Float64Array;
  signals: VehicleSignals;
  progress: Progress;
  /** Kind of the item that is on; null between items. */
  kind: string | null;
  /** The first step of an item: what stands on the line already is a contact too. */
  first: boolean;
  /** Epochs were lost before this one: look where the vehicle stands, and sweep with no mercy. */
  resumed: boolean;
  fault(rule: ExamRule, detail: FaultDetail): void;
  /** The rule cannot be decided in this item any more. */
  undecidable(rule: ExamRule, reason: string): void;
  /** What happened in a gap cannot be told: the item is void. */
  voidItem(reason: string): void;
}

export interface FaultDetail {
  readonly utcMs: number;
  readonly position: LocalPoint | null;
  /** In the limit's unit where the rule has one. */
  readonly value: number | null;
  readonly inputs: readonly (readonly [name: string, value: string, unit: string])[];
  readonly arithmetic: string;
}

/**
 * Watches one rule in one item. `memory` is plain data that the state carries; `step` gives the same object back when
 * nothing changed, so that a quiet epoch costs no event.
 */
export interface Detector {
  readonly rule: ExamRule;
  /** Lines and channels of the car without which the rule cannot be decided. */
  readonly needs: readonly string[];
  readonly initial: unknown;
  step(memory: unknown, step: Step): unknown;
  /** The item ends. */
  finish?(memory: unknown, step: Step): void;
}

/** What a detector is made for. */
export interface DetectorSite {
  /** Null for rules of the whole test. */
  readonly item: CourseItem | null;
  readonly rule: ExamRule;
  readonly vehicle: VehicleBody;
  readonly motion: ExamMotion;
  /** Metres around the rear axle in which every body point of two successive epochs lies. */
  readonly reachM: number;
  /** Another rule of the same rulebook: where one takes over from the other. */
  readonly ruleOf: (id: string) => ExamRule | undefined;
}

export type DetectorMaker = (site: DetectorSite) => Detector;

/** A maker bound to the rule it serves; without that rule in the rulebook it is left out. */
export interface RuleWatch {
  readonly rule: string;
  readonly make: DetectorMaker;
}

/** Types a detector's memory inside, and hides it outside: the state only ever carries what `step` returned. */
export function detector<Memory>(
  rule: ExamRule,
  parts: {
    readonly initial: Memory;
    readonly needs?: readonly string[];
    readonly step: (memory: Memory, step: Step) => Memory;
    readonly finish?: (memory: Memory, step: Step) => void;
  },
): Detector {
  const { finish } = parts;
  return {
    rule,
    needs: parts.needs ?? [],
    initial: parts.initial,
    step: (memory, step) => parts.step(memory as Memory, step),
    ...(finish === undefined
      ? {}
      : { finish: (memory: unknown, step: Step) => finish(memory as Memory, step) }),
  };
}
