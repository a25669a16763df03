import { unreachable } from "../machine.ts";
import type { Finding } from "../rules/finding.ts";
import type { Signature } from "../session.ts";
import type { ExamEvent, ExamState, ItemState } from "./exam-state.ts";
import type { Motion } from "./motion.ts";
import { NO_SIGNALS, withChannel, withLine } from "./vehicle-signals.ts";

const KEPT_AS = { item: "memory", test: "generalMemory", board: "signalMemory" } as const;

/** The only place where an exam's state changes. */
export function evolveExam(state: ExamState, event: ExamEvent): ExamState {
  switch (event.type) {
    case "begun":
      return { ...state, phase: "running", prompt: event.prompt, positionAtMs: event.atMs };
    case "tracked":
      return tracked(state, event.motion, event.atMs);
    case "leap-second":
      return { ...state, leapAtMs: event.atMs };
    case "progressed":
      return { ...state, progress: event.progress };
    case "unfit":
      return {
        ...state,
        unfit: event.reason,
        fix: event.fix,
        clock: event.utcMs === null ? state.clock : { utcMs: event.utcMs, atMs: event.atMs },
        motion: event.lost ? null : state.motion,
        // A new track counts its way from nothing: what was kept of the old one would be far away on it.
        generalMemory: event.lost ? [] : state.generalMemory,
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
    case "item-judged":
      return evolveItem(state, event);
    case "deducted":
      return withPoints(deducted(signatureFree(state), event));
    case "withdrawn":
    case "driven":
    case "signed":
      return evolveConfirmation(state, event);
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

/** Of every epoch: written out, for a copy of an object with so many members takes as long as all the rules together. In their order of the initial state. */
function tracked(state: ExamState, motion: Motion, atMs: number): ExamState {
  return {
    vehicle: state.vehicle,
    phase: state.phase,
    items: state.items,
    current: state.current,
    progress: state.progress,
    memory: state.memory,
    generalMemory: state.generalMemory,
    signalMemory: state.signalMemory,
    motion,
    positionAtMs: atMs,
    trackLost: state.trackLost,
    leapAtMs: state.leapAtMs,
    clock: { utcMs: motion.utcMs, atMs },
    unfit: null,
    fix: "fixed",
    signals: state.signals,
    faults: state.faults,
    findings: state.findings,
    undecidable: state.undecidable,
    notes: state.notes,
    fullMark: state.fullMark,
    points: state.points,
    prompt: state.prompt,
    signing: state.signing,
    verdict: state.verdict,
    reasons: state.reasons,
  };
}

/** A rule of the whole test stands at the item that is driven too. */
function deducted(state: ExamState, { index, finding }: Extract<ExamEvent, { type: "deducted" }>): ExamState {
  if (index !== null)
    return withItem(state, index, { findings: [...(state.items[index]?.findings ?? []), finding] });
  const { current } = state;
  const meanwhile = [...(state.items[current ?? -1]?.meanwhile ?? []), finding];
  const { items } = current === null ? state : withItem(state, current, { meanwhile });
  return { ...state, items, findings: [...state.findings, finding] };
}

type ItemEvent = Extract<ExamEvent, { type: `item-${string}` }>;

function evolveItem(state: ExamState, event: ItemEvent): ExamState {
  switch (event.type) {
    case "item-began":
      return {
        ...withItem(state, event.index, {
          state: "running",
          verdict: null,
          reasons: [],
          findings: (state.items[event.index]?.findings ?? []).filter(isByHand),
          undecidable: [],
        }),
        current: event.index,
        progress: event.progress,
        memory: event.memory,
        prompt: event.prompt,
      };
    case "item-judged": {
      const findings = [...(state.items[event.index]?.findings ?? []), ...event.findings];
      return withItem(state, event.index, { verdict: event.verdict, findings });
    }
    case "item-suspended":
      return withItem(state, event.index, { state: "suspended", reasons: [event.reason] });
    case "item-resumed":
      return withItem(state, event.index, { state: "running", reasons: [] });
    case "item-ended": {
      const known = state.items[event.index]?.findings ?? [];
      const kept = event.again !== null ? known.filter(isByHand) : known;
      return {
        ...withPoints(
          withItem(state, event.index, {
            state: event.again === null ? "done" : "waiting",
            verdict: event.verdict,
            reasons: event.reasons,
            findings: [...kept, ...event.findings],
          }),
        ),
        current: null,
        progress: null,
        memory: [],
        prompt: event.again?.prompt ?? state.prompt,
      };
    }
    default:
      return unreachable(event);
  }
}

/** What a person saw stands, whatever became of the positions. */
function isByHand({ deduction, withdrawn }: Finding): boolean {
  return deduction?.judge === "examiner" || withdrawn !== undefined;
}

type Confirming = Extract<ExamEvent, { type: "withdrawn" | "driven" | "signed" }>;

/** What people say to what was entered and driven. */
function evolveConfirmation(state: ExamState, event: Confirming): ExamState {
  switch (event.type) {
    case "withdrawn":
      return withPoints(signatureFree({ ...state, ...withdrawn(state, event) }));
    case "driven":
      return {
        ...state,
        phase: "signing",
        signing: { ending: event.ending, signed: [] },
        prompt: event.prompt,
      };
    case "signed":
      return { ...state, signing: withSignature(state.signing, event.signature), prompt: event.prompt };
    default:
      return unreachable(event);
  }
}

type Withdrawal = Extract<ExamEvent, { type: "withdrawn" }>;

function withdrawn(state: ExamState, event: Withdrawal): Pick<ExamState, "findings" | "items"> {
  const taken = (finding: Finding): Finding => takenBack(finding, event);
  return {
    findings: state.findings.map(taken),
    items: state.items.map((item) => ({
      ...item,
      findings: item.findings.map(taken),
      meanwhile: item.meanwhile.map(taken),
    })),
  };
}

function takenBack(finding: Finding, { entry, by, note, utcMs }: Withdrawal): Finding {
  const { deduction } = finding;
  if (deduction?.entry !== entry) return finding;
  return {
    ...finding,
    outcome: "not-applicable",
    deduction: null,
    withdrawn: { deduction, by, note, utcMs },
  };
}

/** What was confirmed before is another result now. */
function signatureFree(state: ExamState): ExamState {
  const { signing } = state;
  return signing === null || signing.signed.length === 0
    ? state
    : { ...state, signing: { ...signing, signed: [] } };
}

function withSignature(signing: ExamState["signing"], signature: Signature): ExamState["signing"] {
  return signing === null ? null : { ...signing, signed: [...signing.signed, signature] };
}

/** What is left of the full mark. */
function withPoints(state: ExamState): ExamState {
  const findings = [...state.findings, ...state.items.flatMap((item) => item.findings)];
  const off = findings.reduce((sum, { deduction }) => sum + (deduction?.points ?? 0), 0);
  return { ...state, points: Math.max(0, state.fullMark - off) };
}

function withItem(state: ExamState, index: number, change: Partial<ItemState>): ExamState {
  return { ...state, items: state.items.map((item, i) => (i === index ? { ...item, ...change } : item)) };
}
