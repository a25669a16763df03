import type { FindingInput } from "../../rules/finding.ts";
import type { Reason } from "../../trade/reasons.ts";
import type { CourseItem } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";
import type { Motion } from "../motion.ts";
import type { Progress } from "../progress.ts";
import type { ExamMotion, ExamRule } from "../rulebook.ts";
import type { VehicleSignals } from "../vehicle-signals.ts";

/** What an item looks at when an epoch has passed the gate. */
export interface Step {
  readonly motion: Motion;
  /** The good epoch before; the same object as `motion` at the first. */
  readonly before: Motion;
  /** Body points now and at the epoch before, `BodyPoints` order. */
  readonly points: Float64Array;
  readonly previous: Float64Array;
  /** Metres around the rear axle in which every body point of the two epochs lies, and its way between them. */
  readonly reachM: number;
  readonly signals: VehicleSignals;
  /** Station time of the epoch, monotonic milliseconds. */
  readonly atMs: number;
  readonly progress: Progress;
  /** Kind of the item that is on; null between items. */
  readonly kind: string | null;
  /** The first step of an item: what stands on the line already is a contact too. */
  readonly first: boolean;
  /** Epochs were lost before this one: look where the vehicle stands, and sweep with no mercy. */
  readonly resumed: boolean;
  /** What the watches find at this epoch, in the order in which they look. */
  readonly found: Found[];
  /** The leap second of this test, as its state has it. */
  readonly leapAtMs: number | null;
}

/** What a watch says: a rule is broken, it cannot be decided any more, what the item was is not known and it is void, or something for people to know. */
export type Found =
  | { readonly kind: "fault"; readonly rule: ExamRule; readonly detail: FaultDetail }
  | { readonly kind: "undecidable"; readonly rule: ExamRule; readonly reason: Reason }
  | { readonly kind: "void"; readonly reason: Reason }
  | { readonly kind: "note"; readonly reason: Reason };

export interface FaultDetail {
  readonly utcMs: number;
  readonly position: LocalPoint | null;
  /** In the limit's unit where the rule has one. */
  readonly value: number | null;
  readonly inputs: readonly FindingInput[];
  readonly seen: Reason;
}

/** A fault of this moment and this place. */
export function faultNow(
  step: Step,
  rule: ExamRule,
  detail: Pick<FaultDetail, "seen" | "inputs"> & { readonly value?: number | null },
): void {
  const { utcMs, eastM, northM } = step.motion;
  const { seen, inputs, value = null } = detail;
  step.found.push({
    kind: "fault",
    rule,
    detail: { utcMs, position: [eastM, northM], value, inputs, seen },
  });
}

export function undecidable(step: { readonly found: Found[] }, rule: ExamRule, reason: Reason): void {
  step.found.push({ kind: "undecidable", rule, reason });
}

/** What happened in a gap, or what there is to measure from, cannot be told. */
export function voidItem(step: Step, reason: Reason): void {
  step.found.push({ kind: "void", reason });
}

/**
 * Watches one rule, over an item or the whole test. `memory` is plain data that the state carries; `step` gives the same object
 * back when nothing changed, so that a quiet epoch costs no event.
 */
export interface Watch {
  readonly rule: ExamRule;
  /** Lines and channels of the car without which the rule cannot be decided. */
  readonly needs: readonly string[];
  readonly initial: unknown;
  step(memory: unknown, step: Step): unknown;
  /** The item ends. */
  finish?(memory: unknown, step: Step): void;
}

/** What a watch is made for. */
export interface WatchSite {
  readonly rule: ExamRule;
  readonly motion: ExamMotion;
  /** Another rule of the same rulebook: where one takes over from the other. */
  readonly ruleOf: (id: string) => ExamRule | undefined;
}

export interface ItemSite extends WatchSite {
  readonly item: CourseItem;
  /** What is seen when the item's operation is broken in one of its ways. */
  readonly breaches: Readonly<Record<string, Reason>>;
}

/** Types a watch's memory inside, and hides it outside: the state only ever carries what `step` returned. */
export function watchOf<Memory>(
  rule: ExamRule,
  parts: {
    readonly initial: Memory;
    readonly needs?: readonly string[];
    readonly step: (memory: Memory, step: Step) => Memory;
    readonly finish?: (memory: Memory, step: Step) => void;
  },
): Watch {
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
