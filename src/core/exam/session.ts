import type { DeviceIdentity } from "../journal/entry.ts";
import { accepted, assert, type Decision, NOTHING, rejected } from "../machine.ts";
import type { DeviceFault, DeviceRole, Observation } from "../observation.ts";
import type { ActorId } from "../quantities/ids.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../session.ts";
import { type Candidate, candidateSubject } from "./candidate.ts";
import type { Course } from "./course.ts";
import { EpochJudge } from "./epoch-judge.ts";
import { evolveExam } from "./evolve-exam.ts";
import { closed, type Ending, isComplete, isLost } from "./exam-end.ts";
import { examReport } from "./exam-report.ts";
import { type ExamEvent, type ExamState, initialState } from "./exam-state.ts";
import { examinerFinding, GENERAL } from "./findings.ts";
import { type PreparedExam, prepareExam, unwatchedRules } from "./prepared-exam.ts";
import { DRIVE_OFF } from "./prompts.ts";
import type { ExamRulebook } from "./rulebook.ts";
import { SignalJudge } from "./signal-judge.ts";
import type { VehicleBody } from "./vehicle-body.ts";

export { pose } from "./exam-pose.ts";
export type { ExamEvent, ExamState } from "./exam-state.ts";

/** What the examiner enters. `rule` is a rule of the rulebook that an examiner may judge. */
export type ExamCommand =
  | { readonly name: "deduct"; readonly rule: string; readonly note: string }
  | { readonly name: "end" };

export interface ExamOptions {
  readonly candidate: Candidate;
  readonly rulebook: ExamRulebook;
  readonly course: Course;
  readonly vehicle: VehicleBody;
  readonly devices: readonly DeviceIdentity[];
}

type Input = SessionInput<ExamCommand | CommonCommand>;
type Answer = Decision<ExamEvent, SessionEffect>;

/** Asserts that every machine rule of the rulebook is watched: a rule must not silently never apply. */
export function createExamSession(options: ExamOptions): Session<ExamState, ExamCommand, ExamEvent> {
  const unwatched = unwatchedRules(options.rulebook);
  assert(unwatched.length === 0, `no machine part watches ${unwatched.join(", ")}`);
  const exam = prepareExam(options.course, options.vehicle, options.rulebook);
  const subject = candidateSubject(options.candidate);
  const machine = new ExamMachine(exam);
  return {
    initial: withProblems(exam, initialState(options.vehicle, exam.items, options.rulebook.fullMark)),
    decide: (state, input) => machine.decide(state, input),
    evolve: evolveExam,
    report: (state) => examReport(exam, subject, state),
  };
}

/** Items that cannot be judged on this course are void from the start, and say why. */
function withProblems(exam: PreparedExam, state: ExamState): ExamState {
  return {
    ...state,
    items: state.items.map((item, i) => {
      const problem = exam.items[i]?.problem ?? null;
      return problem === null ? item : { ...item, state: "done", verdict: "void", reason: problem };
    }),
  };
}

class ExamMachine {
  readonly #exam: PreparedExam;
  readonly #epochs: EpochJudge;
  readonly #signals: SignalJudge;

  constructor(exam: PreparedExam) {
    this.#exam = exam;
    this.#epochs = new EpochJudge(exam);
    this.#signals = new SignalJudge(exam);
  }

  decide(state: ExamState, input: Input): Answer {
    switch (input.kind) {
      case "observation":
        return this.#observed(state, input.role, input.observation);
      case "fault":
        return state.phase === "over" ? NOTHING : this.#faulted(state, input.role, input.fault);
      case "timer":
        return NOTHING;
      case "command":
        return this.#commanded(state, input.by, input.atMs, input.command);
      case "resumed":
        return state.phase === "running"
          ? this.#close(state, [], {
              kind: "aborted",
              reason: "the station was restarted while the test was driven; the motion was not observed",
            })
          : NOTHING;
    }
  }

  #observed(state: ExamState, role: DeviceRole, observation: Observation): Answer {
    if (state.phase === "over") return NOTHING;
    if (role === "gnss" && observation.kind === "gnss-epoch") {
      if (state.phase !== "running") return NOTHING;
      const events = this.#epochs.judge(state, observation);
      return this.#answer(state, this.#signals.afterEpoch(state, observation.atMs, events));
    }
    if (role === "vehicle-io" && (observation.kind === "digital" || observation.kind === "channel"))
      return this.#answer(state, this.#signals.judge(state, observation));
    return NOTHING;
  }

  /** Ends the test where the events decide it, and adds the effects. */
  #answer(state: ExamState, events: readonly ExamEvent[]): Answer {
    if (!events.some((e) => e.type === "deducted" || e.type === "item-ended")) return withEffects(events);
    const after = events.reduce(evolveExam, state);
    if (after.phase === "running" && (isLost(this.#exam, after) || isComplete(after)))
      return this.#close(state, events, { kind: "by-itself" });
    return withEffects(events);
  }

  #close(state: ExamState, events: readonly ExamEvent[], ending: Ending): Answer {
    return withEffects(closed(this.#exam, state, events, ending));
  }

  #faulted(state: ExamState, role: DeviceRole, fault: DeviceFault): Answer {
    const lostSignals = role === "vehicle-io" && fault.raised && fault.code !== "out-of-calibration";
    const events: ExamEvent[] = [{ type: "fault", fault, signalsLost: lostSignals }];
    if (state.phase !== "running" || !fault.raised) return withEffects(events);
    if (lostSignals) events.push(...this.#signals.lost(state, fault));
    if (role === "gnss") events.push(...positionsLost(state, fault));
    return withEffects(events);
  }

  #commanded(state: ExamState, by: ActorId, atMs: number, command: ExamCommand | CommonCommand): Answer {
    if (state.phase === "over") return rejected("the test is over");
    if (command.name === "begin")
      return state.phase === "ready" ? begin(state) : rejected("the test has begun");
    if (command.name === "abort")
      return this.#close(state, [], { kind: "aborted", reason: `aborted by ${by}: ${command.reason}` });
    if (state.phase !== "running") return rejected("the test has not begun");
    if (command.name === "end") return this.#close(state, [], { kind: "ended" });
    return this.#deduct(state, by, atMs, command.rule, command.note);
  }

  #deduct(state: ExamState, by: ActorId, atMs: number, id: string, note: string): Answer {
    const rule = this.#exam.rules.get(id);
    if (rule === undefined) return rejected(`the rulebook has no rule ${id}`);
    if (rule.judge === "machine") return rejected(`${id} is judged by the machine alone`);
    const index = rule.scope === GENERAL ? null : itemOfKind(state, rule.scope);
    if (index === undefined) return rejected(`no ${rule.scope} has been driven yet`);
    const known = index === null ? state.findings : (state.items[index]?.findings ?? []);
    if (rule.repeat === "once" && known.some((f) => f.rule === id && f.deduction !== null))
      return rejected(`${id} is deducted already and counts once`);
    const item = index === null ? GENERAL : (state.items[index]?.item ?? GENERAL);
    const utcMs = state.clock === null ? atMs : state.clock.utcMs + (atMs - state.clock.atMs);
    const finding = examinerFinding(rule, item, { by, note, utcMs });
    return this.#answer(state, [{ type: "deducted", index, finding }]);
  }
}

const NOT_READY = new Set([
  "disconnected",
  "silent",
  "wrong-identity",
  "self-check-failed",
  "out-of-calibration",
]);

function begin(state: ExamState): Answer {
  const standing = state.faults.filter(
    (fault, i) =>
      fault.raised &&
      NOT_READY.has(fault.code) &&
      !state.faults.slice(i + 1).some((f) => !f.raised && f.device === fault.device && f.code === fault.code),
  );
  const first = standing[0];
  if (first !== undefined) return rejected(`${first.device} is not ready: ${first.code}, ${first.detail}`);
  return withEffects([{ type: "begun", prompt: DRIVE_OFF }]);
}

/** The receiver's supervisor says that no positions come: do not wait for the next epoch to say so. */
function positionsLost(state: ExamState, fault: DeviceFault): ExamEvent[] {
  const reason = `receiver: ${fault.code}`;
  const clock = state.clock ?? { utcMs: 0, atMs: fault.atMs };
  const events: ExamEvent[] = [
    { type: "unfit", reason, fix: "none", utcMs: clock.utcMs, atMs: clock.atMs, lost: false },
  ];
  if (state.current !== null && state.items[state.current]?.state === "running")
    events.push({ type: "item-suspended", index: state.current, reason });
  return events;
}

/** The item that is on, else the last one driven, of that kind. */
function itemOfKind(state: ExamState, kind: string): number | undefined {
  if (state.current !== null && state.items[state.current]?.kind === kind) return state.current;
  const driven = state.items.findLastIndex((item) => item.kind === kind && item.state !== "waiting");
  return driven < 0 ? undefined : driven;
}

function withEffects(events: readonly ExamEvent[]): Answer {
  if (events.length === 0) return NOTHING;
  let effects: SessionEffect[] | null = null;
  for (const event of events) {
    if (event.type !== "begun" && event.type !== "item-began" && event.type !== "over") continue;
    effects ??= [];
    effects.push({ kind: "prompt", prompt: event.prompt });
    if (event.type === "over") effects.push({ kind: "conclude" });
  }
  return accepted(events, effects ?? []);
}
