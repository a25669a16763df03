import type { ChannelReading, DeviceFault, DigitalLevel } from "../observation.ts";
import { type ExamEvent, type ExamState, stationUtcMs } from "./exam-state.ts";
import { brokenFinding, GENERAL } from "./findings.ts";
import type { SignalStep } from "./general-rules.ts";
import { lineNotes } from "./line-notes.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { ExamRule } from "./rulebook.ts";
import { type VehicleSignals, withChannel, withLine } from "./vehicle-signals.ts";

/** From the car's lines and channels to events of the general rules. */
export class SignalJudge {
  readonly #exam: PreparedExam;

  constructor(exam: PreparedExam) {
    this.#exam = exam;
  }

  judge(state: ExamState, observation: DigitalLevel | ChannelReading): ExamEvent[] {
    const good = observation.quality === "good";
    if (observation.kind === "channel") {
      const { channel, value } = observation;
      if (!good || !Number.isFinite(value)) return [];
      if (state.signals.channels[channel] === value)
        return this.#watch(state, state.signals, observation.atMs, []);
      const events: ExamEvent[] = [{ type: "channel", channel, value }];
      return this.#watch(state, withChannel(state.signals, channel, value), observation.atMs, events);
    }
    if (!good) return [];
    const { line, active, atMs } = observation;
    if (state.signals.lines[line] === active) return this.#watch(state, state.signals, atMs, []);
    const events: ExamEvent[] = [
      { type: "line", line, active, atMs },
      ...lineNotes(this.#exam.rulebook.notes, state, line, active, atMs),
    ];
    return this.#watch(state, withLine(state.signals, line, active, atMs), atMs, events);
  }

  /** Time has passed: rules that count seconds look again. */
  afterEpoch(state: ExamState, atMs: number, events: ExamEvent[]): ExamEvent[] {
    return this.#watch(state, state.signals, atMs, events);
  }

  /** Nothing is known of the car until the board speaks again; what happened meanwhile cannot be told. */
  lost(state: ExamState, fault: DeviceFault): ExamEvent[] {
    const reason = `${fault.device}: ${fault.code}`;
    const events: ExamEvent[] = [];
    for (const { rule } of this.#exam.signalWatches) {
      if (state.undecidable.some((what) => what.rule === rule.id)) continue;
      events.push({ type: "undecidable", index: null, what: { rule: rule.id, reason, byDevice: true } });
    }
    const index = state.current;
    if (index === null) return events;
    for (const { rule, needs } of this.#exam.items[index]?.detectors ?? []) {
      if (needs.length === 0 || state.items[index]?.undecidable.some((what) => what.rule === rule.id))
        continue;
      events.push({ type: "undecidable", index, what: { rule: rule.id, reason, byDevice: true } });
    }
    return events;
  }

  #watch(state: ExamState, signals: VehicleSignals, atMs: number, events: ExamEvent[]): ExamEvent[] {
    if (state.phase !== "running") return events;
    let changed: unknown[] | null = null;
    const step: SignalStep = {
      signals,
      before: state.signals,
      atMs,
      driven: state.motion !== null && state.motion.direction !== 0,
      fault: (rule, arithmetic, value) => events.push(this.#fault(state, rule, arithmetic, value, atMs)),
      undecidable: (rule, reason) =>
        events.push({
          type: "undecidable",
          index: null,
          what: { rule: rule.id, reason, byDevice: state.faults.some((fault) => fault.raised) },
        }),
    };
    for (const [i, watch] of this.#exam.signalWatches.entries()) {
      const before = i < state.signalMemory.length ? state.signalMemory[i] : watch.initial;
      const after = watch.step(before, step);
      if (after === before && changed === null) continue;
      changed ??= this.#exam.signalWatches.map((w, k) =>
        k < state.signalMemory.length ? state.signalMemory[k] : w.initial,
      );
      changed[i] = after;
    }
    if (changed !== null) events.push({ type: "watched", signalMemory: changed });
    return events;
  }

  #fault(
    state: ExamState,
    rule: ExamRule,
    arithmetic: string,
    value: number | null,
    atMs: number,
  ): ExamEvent {
    const utcMs = stationUtcMs(state, atMs) ?? atMs;
    const position = state.motion === null ? null : ([state.motion.eastM, state.motion.northM] as const);
    const detail = { utcMs, position, value, inputs: [], arithmetic };
    return { type: "deducted", index: null, finding: brokenFinding(rule, GENERAL, detail) };
  }
}
