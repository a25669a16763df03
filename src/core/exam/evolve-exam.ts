import { unreachable } from "../machine.ts";
import type { ExamEvent, ExamState, ItemState } from "./exam-state.ts";
import { NO_SIGNALS, withChannel, withLine } from "./vehicle-signals.ts";

const KEPT_AS = { item: "memory", test: "generalMemory", board: "signalMemory" } as const;

/** The only place where an exam's state changes. */
export function evolveExam(state: ExamState, event: ExamEvent): ExamState {
  switch (event.type) {
    case "begun":
      return { ...state, phase: "running", prompt: event.prompt, positionAtMs: event.atMs };
    case "tracked":
      return {
        ...state,
        motion: event.motion,
        positionAtMs: event.atMs,
        clock: { utcMs: event.motion.utcMs, atMs: event.atMs },
        unfit: null,
        fix: "fixed",
      };
    case "progressed":
      return { ...state, progress: event.progress };
    case "unfit":
      return {
        ...state,
        unfit: event.reason,
        fix: event.fix,
        clock: event.utcMs === null ? state.clock : { utcMs: event.utcMs, atMs: event.atMs },
        motion: event.lost ? null : state.motion,
        trackLost: state.trackLost || event.lost,
      };
    case "line":
      return { ...state, signals: withLine(state.signals, event.line, event.active, event.atMs) };
    case "channel":
      return { ...state, signals: withChannel(state.signals, event.channel, event.value) };
    case "watched":
      return { ...state, [KEPT_AS[event.of]]: event.memory };
    case "fault":
      return {
        ...state,
        faults: [...state.faults, event.fault],
        signals: event.signalsLost ? NO_SIGNALS : state.signals,
      };
    case "item-began":
    case "item-suspended":
    case "item-resumed":
    case "item-ended":
      return evolveItem(state, event);
    case "deducted": {
      const points = Math.max(0, state.points - (event.finding.deduction?.points ?? 0));
      if (event.index === null) return { ...state, points, findings: [...state.findings, event.finding] };
      const findings = [...(state.items[event.index]?.findings ?? []), event.finding];
      return { ...withItem(state, event.index, { findings }), points };
    }
    case "undecidable": {
      if (event.index === null) return { ...state, undecidable: [...state.undecidable, event.what] };
      const undecidable = [...(state.items[event.index]?.undecidable ?? []), event.what];
      return withItem(state, event.index, { undecidable });
    }
    case "noted":
      return { ...state, notes: [...state.notes, event.note] };
    case "over":
      return {
        ...state,
        phase: "over",
        verdict: event.verdict,
        reasons: event.reasons,
        findings: [...state.findings, ...event.findings],
        prompt: event.prompt,
      };
    default:
      return unreachable(event);
  }
}

type ItemEvent = Extract<ExamEvent, { type: `item-${string}` }>;

function evolveItem(state: ExamState, event: ItemEvent): ExamState {
  switch (event.type) {
    case "item-began":
      return {
        ...withItem(state, event.index, { state: "running" }),
        current: event.index,
        progress: event.progress,
        memory: event.memory,
        prompt: event.prompt,
      };
    case "item-suspended":
      return withItem(state, event.index, { state: "suspended", reasons: [event.reason] });
    case "item-resumed":
      return withItem(state, event.index, { state: "running", reasons: [] });
    case "item-ended":
      return {
        ...withItem(state, event.index, {
          state: "done",
          verdict: event.verdict,
          reasons: event.reasons,
          findings: [...(state.items[event.index]?.findings ?? []), ...event.findings],
        }),
        current: null,
        progress: null,
        memory: [],
      };
    default:
      return unreachable(event);
  }
}

function withItem(state: ExamState, index: number, change: Partial<ItemState>): ExamState {
  return { ...state, items: state.items.map((item, i) => (i === index ? { ...item, ...change } : item)) };
}
