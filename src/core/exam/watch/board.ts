import { reason } from "../../trade/reasons.ts";
import type { LocalPoint } from "../geodesy.ts";
import { decisionValue, type ExamRule } from "../rulebook.ts";
import type { VehicleSignals } from "../vehicle-signals.ts";
import { type FaultDetail, type Found, undecidable } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

/** What the rules on the car's lines and channels look at, when one has spoken or time has passed. */
export interface BoardStep {
  readonly signals: VehicleSignals;
  readonly before: VehicleSignals;
  /** Station time, monotonic milliseconds, and the same moment by the receiver. */
  readonly atMs: number;
  readonly utcMs: number;
  /** Where the vehicle is; null while that is not known. */
  readonly position: LocalPoint | null;
  /** The vehicle has driven since the test began. */
  readonly driven: boolean;
  readonly found: Found[];
}

/** Watches one rule on lines and channels from begin to end; `memory` as in a `Watch`. */
export interface BoardWatch {
  readonly rule: ExamRule;
  /** Without these the rule cannot be decided. */
  readonly needs: readonly string[];
  readonly initial: unknown;
  step(memory: unknown, step: BoardStep): unknown;
}

function boardWatch<Memory>(
  rule: ExamRule,
  needs: readonly string[],
  initial: Memory,
  step: (memory: Memory, step: BoardStep) => Memory,
): BoardWatch {
  return { rule, needs, initial, step: (memory, s) => step(memory as Memory, s) };
}

function fault(step: BoardStep, rule: ExamRule, seen: FaultDetail["seen"], value: number | null): void {
  const { utcMs, position } = step;
  step.found.push({ kind: "fault", rule, detail: { utcMs, position, value, inputs: [], seen } });
}

/** Counts from the first motion on: before it, the candidate is still getting ready. */
export function signalWhileDriving(rule: ExamRule, form: WatchFormOf<"signal-while-driving">): BoardWatch {
  const { signal } = form;
  const on = form.is === "on";
  return boardWatch(rule, [signal], false, (done, step) => {
    if (done || !step.driven || step.signals.lines[signal] !== on) return done;
    fault(step, rule, reason("SIGNAL_WHILE_DRIVING", { signal, on }), null);
    return true;
  });
}

export function startedInGear(rule: ExamRule): BoardWatch {
  return boardWatch(rule, ["starter", "gear"], false, (_, step) => {
    if (step.signals.lines.starter !== true || step.before.lines.starter === true) return false;
    const { gear } = step.signals.channels;
    if (gear === undefined)
      undecidable(step, rule, reason("HAPPENED_UNKNOWN", { what: "engine-started", signal: "gear" }));
    else if (gear !== 0) fault(step, rule, reason("STARTED_IN_GEAR", { gear }), null);
    return false;
  });
}

/** Memory: the start of the turn that was counted. */
export function starterHeld(rule: ExamRule): BoardWatch {
  const decidedS = decisionValue(rule);
  return boardWatch<number | null>(rule, ["starter"], null, (counted, step) => {
    const since = step.signals.since.starter;
    if (step.signals.lines.starter !== true || since === undefined || since === counted) return counted;
    const heldS = (step.atMs - since) / 1000;
    if (heldS <= decidedS) return counted;
    fault(step, rule, reason("STARTER_HELD", { seconds: heldS.toFixed(2) }), heldS);
    return since;
  });
}

/** Memory: the engine was running. */
export function engineStalled(rule: ExamRule): BoardWatch {
  const runsFrom = decisionValue(rule);
  return boardWatch(rule, ["engine-speed", "ignition"], false, (running, step) => {
    const rpm = step.signals.channels["engine-speed"];
    if (rpm === undefined) return false;
    if (rpm >= runsFrom) return true;
    if (!running) return false;
    const { ignition } = step.signals.lines;
    if (ignition === undefined)
      undecidable(step, rule, reason("HAPPENED_UNKNOWN", { what: "engine-stopped", signal: "ignition" }));
    else if (ignition) fault(step, rule, reason("ENGINE_STALLED", { rpm }), rpm);
    return false;
  });
}
