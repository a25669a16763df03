import type { RuleWatch } from "./detectors/detector.ts";
import { rollback } from "./detectors/rollback.ts";
import { decisionValue, type ExamRule } from "./rulebook.ts";
import type { VehicleSignals } from "./vehicle-signals.ts";

/** Rules that hold from begin to end. Motion ones are detectors like those of an item; the rest watch the car's lines. */
export const GENERAL_WATCHES: readonly RuleWatch[] = [
  { rule: "s2.gen.rollback30", make: rollback(null) },
  { rule: "s2.gen.rollback10", make: rollback("s2.gen.rollback30") },
];

export interface SignalStep {
  readonly signals: VehicleSignals;
  readonly before: VehicleSignals;
  /** Station time, monotonic milliseconds. */
  readonly atMs: number;
  /** The vehicle has driven since the test began. */
  readonly driven: boolean;
  fault(rule: ExamRule, arithmetic: string, value: number | null): void;
  undecidable(rule: ExamRule, reason: string): void;
}

export interface SignalWatch {
  readonly rule: ExamRule;
  /** Without these the rule cannot be decided. */
  readonly needs: readonly string[];
  readonly initial: unknown;
  step(memory: unknown, step: SignalStep): unknown;
}

type Maker = (rule: ExamRule) => SignalWatch;

function watch<Memory>(
  rule: ExamRule,
  needs: readonly string[],
  initial: Memory,
  step: (memory: Memory, step: SignalStep) => Memory,
): SignalWatch {
  return { rule, needs, initial, step: (memory, s) => step(memory as Memory, s) };
}

/** Counts from the first motion on: before it, the candidate is still getting ready. */
const belt: Maker = (rule) =>
  watch(rule, ["belt"], false, (done, step) => {
    if (done || !step.driven || step.signals.lines.belt !== false) return done;
    step.fault(rule, "the seat belt was open while the test was driven", null);
    return true;
  });

const neutralStart: Maker = (rule) =>
  watch(rule, ["starter", "gear"], false, (_, step) => {
    if (step.signals.lines.starter !== true || step.before.lines.starter === true) return false;
    const gear = step.signals.channels.gear;
    if (gear === undefined) step.undecidable(rule, "the engine was started and the gear was not known");
    else if (gear !== 0) step.fault(rule, `the starter turned in gear ${gear}`, null);
    return false;
  });

/** Memory: the start of the turn that was counted. */
const starterHeld: Maker = (rule) =>
  watch<number | null>(rule, ["starter"], null, (counted, step) => {
    const since = step.signals.since.starter;
    if (step.signals.lines.starter !== true || since === undefined || since === counted) return counted;
    const heldS = (step.atMs - since) / 1000;
    if (heldS <= decisionValue(rule)) return counted;
    step.fault(rule, `the starter was held for ${heldS.toFixed(2)} s`, heldS);
    return since;
  });

/** Memory: the engine was running. */
const stall: Maker = (rule) =>
  watch(rule, ["engine-speed", "ignition"], false, (running, step) => {
    const rpm = step.signals.channels["engine-speed"];
    if (rpm === undefined) return false;
    if (rpm > decisionValue(rule)) return true;
    if (!running) return false;
    if (step.signals.lines.ignition === undefined)
      step.undecidable(rule, "the engine stopped and the ignition was not known");
    else if (step.signals.lines.ignition)
      step.fault(rule, `the engine stopped (${rpm} rpm) with the ignition on`, rpm);
    return false;
  });

export const SIGNAL_RULES: Readonly<Record<string, Maker>> = {
  "s2.gen.belt": belt,
  "s2.gen.neutral": neutralStart,
  "s2.gen.starter": starterHeld,
  "s2.gen.stall": stall,
};
