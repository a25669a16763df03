import { type Reason, reason } from "../../trade/reasons.ts";
import type { LocalPoint } from "../geodesy.ts";
import { decisionValue, type ExamRule } from "../rulebook.ts";
import { heldForS, type VehicleSignals } from "../vehicle-signals.ts";
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

function note(step: BoardStep, reason: Reason): void {
  step.found.push({ kind: "note", reason });
}

/**
 * Counts from the first motion on: before it, the candidate is still getting ready. Shorter than its hold it is a contact that bounced,
 * which is kept as a note.
 */
export function signalWhileDriving(rule: ExamRule, form: WatchFormOf<"signal-while-driving">): BoardWatch {
  const { signal, heldS } = form;
  const on = form.is === "on";
  return boardWatch(rule, [signal], false, (done, step) => {
    if (done || !step.driven) return done;
    if (step.signals.lines[signal] !== on) {
      const shortS = heldForS(step.before, signal, step.atMs);
      if (step.before.lines[signal] === on && step.signals.lines[signal] !== undefined)
        note(step, reason("SIGNAL_TOO_SHORT", { signal, on, seconds: shortS.toFixed(3) }));
      return false;
    }
    if (heldForS(step.signals, signal, step.atMs) < heldS) return false;
    fault(step, rule, reason("SIGNAL_WHILE_DRIVING", { signal, on }), null);
    return true;
  });
}

interface StartMemory {
  readonly fromMs: number;
  /** As it was engaged when the starter began to turn. */
  readonly gear: number | undefined;
  readonly judged: boolean;
}

/** Memory: the start that is on. A gear counts that was engaged when the starter began to turn and still is. */
export function startedInGear(rule: ExamRule, { heldS }: WatchFormOf<"started-in-gear">): BoardWatch {
  return boardWatch<StartMemory | null>(rule, ["starter", "gear"], null, (start, step) => {
    if (step.signals.lines.starter !== true) return null;
    const { gear } = step.signals.channels;
    if (start === null) {
      const begins = step.before.lines.starter !== true;
      return { fromMs: step.signals.since.starter ?? step.atMs, gear, judged: !begins };
    }
    if (start.judged || (step.atMs - start.fromMs) / 1000 < heldS) return start;
    const known = start.gear ?? gear;
    if (known === undefined)
      undecidable(step, rule, reason("HAPPENED_UNKNOWN", { what: "engine-started", signal: "gear" }));
    else if (known !== 0 && (gear ?? known) !== 0)
      fault(step, rule, reason("STARTED_IN_GEAR", { gear: known }), null);
    return { ...start, judged: true };
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

interface EngineMemory {
  readonly running: boolean;
  /** Since when it has been below the limit, station time; null while it is not. */
  readonly belowFromMs: number | null;
}

const ENGINE_UNKNOWN: EngineMemory = { running: false, belowFromMs: null };
const ENGINE_RUNNING: EngineMemory = { running: true, belowFromMs: null };

/** A reading below the limit that does not last was spoilt on its way, which is kept as a note. */
export function engineStalled(rule: ExamRule, { heldS }: WatchFormOf<"engine-stalled">): BoardWatch {
  const runsFrom = decisionValue(rule);
  return boardWatch(rule, ["engine-speed", "ignition"], ENGINE_UNKNOWN, (memory, step) => {
    const rpm = step.signals.channels["engine-speed"];
    // What is so already stays the same object: one that comes from the journal is none of ours, and no change.
    if (rpm === undefined) return memory.running || memory.belowFromMs !== null ? ENGINE_UNKNOWN : memory;
    if (rpm >= runsFrom) {
      if (memory.belowFromMs !== null)
        note(step, reason("ENGINE_SPEED_TOO_SHORT", { ms: Math.round(step.atMs - memory.belowFromMs) }));
      return memory.running && memory.belowFromMs === null ? memory : ENGINE_RUNNING;
    }
    if (!memory.running) return memory;
    const belowFromMs = memory.belowFromMs ?? step.atMs;
    if ((step.atMs - belowFromMs) / 1000 < heldS)
      return belowFromMs === memory.belowFromMs ? memory : { running: true, belowFromMs };
    const { ignition } = step.signals.lines;
    if (ignition === undefined)
      undecidable(step, rule, reason("HAPPENED_UNKNOWN", { what: "engine-stopped", signal: "ignition" }));
    else if (ignition) fault(step, rule, reason("ENGINE_STALLED", { rpm }), rpm);
    return ENGINE_UNKNOWN;
  });
}
