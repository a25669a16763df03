import type { DeviceIdentity } from "../journal/entry.ts";
import { accepted, assert, type Decision, NOTHING, rejected } from "../machine.ts";
import type { DeviceFault, DeviceRole, Observation } from "../observation.ts";
import type { ActorId } from "../quantities/ids.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../session.ts";
import { type Reason, sentenceOf } from "../trade/reasons.ts";
import { type Candidate, candidateSubject } from "./candidate.ts";
import type { Course } from "./course.ts";
import { EpochJudge } from "./epoch-judge.ts";
import { evolveExam } from "./evolve-exam.ts";
import { closed, type Ending, isComplete, isLost } from "./exam-end.ts";
import { examReport } from "./exam-report.ts";
import { type ExamEvent, type ExamState, initialState, stationUtcMs } from "./exam-state.ts";
import { examinerFinding, GENERAL } from "./findings.ts";
import { allLamps, lampChanges, standingFaults } from "./lamps.ts";
import { firstLookMs, POSITION_TIMER, watchPositions } from "./position-watch.ts";
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
  /** Civil date at the course, `2026-01-31`: a rulebook of another time examines nobody. Null where no date is known (a recorded trace). */
  readonly today: string | null;
}

type Input = SessionInput<ExamCommand | CommonCommand>;
type Answer = Decision<ExamEvent, SessionEffect>;

/** Asserts that every machine rule of the rulebook is watched: a rule must not silently never apply. */
export function createExamSession(options: ExamOptions): Session<ExamState, ExamCommand, ExamEvent> {
  const unwatched = unwatchedRules(options.rulebook);
  assert(unwatched.length === 0, `no machine part watches ${unwatched.join(", ")}`);
  const exam = prepareExam(options.course, options.vehicle, options.rulebook);
  const subject = candidateSubject(options.candidate);
  const { rulebook, today } = options;
  const machine = new ExamMachine(exam, today === null ? null : whyNotInForce(rulebook, today));
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
  readonly #notInForce: Reason | null;

  constructor(exam: PreparedExam, notInForce: Reason | null) {
    this.#exam = exam;
    this.#notInForce = notInForce;
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
        return this.#looked(state, input.id, input.atMs);
      case "command":
        return this.#commanded(state, input.by, input.atMs, input.command);
      case "resumed":
        return state.phase === "running"
          ? this.#close(state, [], {
              kind: "aborted",
              reason: "the station was restarted while the test was driven; the motion was not observed",
            })
          : accepted([], state.phase === "ready" ? allLamps(state) : []);
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

  #looked(state: ExamState, id: string, atMs: number): Answer {
    if (state.phase !== "running" || id !== POSITION_TIMER) return NOTHING;
    const watched = watchPositions(this.#exam, state, atMs);
    if (watched.kind === "closes") return this.#close(state, watched.events, watched.ending);
    const answer = this.#answer(state, watched.events);
    if (answer.kind === "rejected" || answer.effects.some((effect) => effect.kind === "conclude"))
      return answer;
    const again = { kind: "start-timer", id: POSITION_TIMER, afterMs: watched.afterMs } as const;
    return accepted(answer.events, [...answer.effects, again]);
  }

  /** Ends the test where the events decide it, and adds the effects. */
  #answer(state: ExamState, events: readonly ExamEvent[]): Answer {
    if (!events.some((e) => e.type === "deducted" || e.type === "item-ended"))
      return withEffects(state, events);
    const after = events.reduce(evolveExam, state);
    if (after.phase === "running" && (isLost(this.#exam, after) || isComplete(after)))
      return this.#close(state, events, { kind: "by-itself" });
    return withEffects(state, events);
  }

  #close(state: ExamState, events: readonly ExamEvent[], ending: Ending): Answer {
    return withEffects(state, closed(this.#exam, state, events, ending));
  }

  #faulted(state: ExamState, role: DeviceRole, fault: DeviceFault): Answer {
    const lostSignals = role === "vehicle-io" && fault.raised && fault.code !== "out-of-calibration";
    const events: ExamEvent[] = [{ type: "fault", fault, signalsLost: lostSignals }];
    if (role === "vehicle-io" && !fault.raised)
      return accepted(events, allLamps(events.reduce(evolveExam, state)));
    if (state.phase !== "running" || !fault.raised) return withEffects(state, events);
    if (lostSignals) events.push(...this.#signals.lost(state, fault));
    if (role === "gnss") events.push(...positionsLost(state, fault));
    return withEffects(state, events);
  }

  #commanded(state: ExamState, by: ActorId, atMs: number, command: ExamCommand | CommonCommand): Answer {
    if (state.phase === "over") return rejected("the test is over");
    if (command.name === "begin")
      return state.phase === "ready" ? this.#begin(state, atMs) : rejected("the test has begun");
    if (command.name === "abort")
      return this.#close(state, [], { kind: "aborted", reason: `aborted by ${by}: ${command.reason}` });
    if (state.phase !== "running") return rejected("the test has not begun");
    if (command.name === "end") return this.#close(state, [], { kind: "ended" });
    return this.#deduct(state, by, atMs, command.rule, command.note);
  }

  #begin(state: ExamState, atMs: number): Answer {
    if (this.#notInForce !== null) return rejected(sentenceOf(this.#notInForce).en);
    const unfit = standingFaults(state).find((fault) => NOT_READY.has(fault.code));
    if (unfit !== undefined) return rejected(`${unfit.device} is not ready: ${unfit.code}, ${unfit.detail}`);
    const watch = {
      kind: "start-timer",
      id: POSITION_TIMER,
      afterMs: firstLookMs(this.#exam.rulebook.gate),
    } as const;
    return accepted(
      [{ type: "begun", prompt: DRIVE_OFF, atMs }],
      [{ kind: "prompt", prompt: DRIVE_OFF }, watch],
    );
  }

  #deduct(state: ExamState, by: ActorId, atMs: number, id: string, note: string): Answer {
    const rule = this.#exam.rules.get(id);
    if (rule === undefined) return rejected(`the rulebook has no rule ${id}`);
    if (rule.judge === "machine") return rejected(`${id} is judged by the machine alone`);
    const index = rule.scope === GENERAL ? null : itemOfKind(state, rule.scope, rule.leftOut);
    if (index === undefined) return rejected(`no ${rule.scope} has been driven yet`);
    const known = index === null ? state.findings : (state.items[index]?.findings ?? []);
    if (rule.repeat === "once" && known.some((f) => f.rule === id && f.deduction !== null))
      return rejected(`${id} is deducted already and counts once`);
    const item = index === null ? GENERAL : (state.items[index]?.item ?? GENERAL);
    const utcMs = stationUtcMs(state, atMs) ?? atMs;
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

/** The receiver's supervisor says that no positions come: do not wait for the next epoch to say so. */
function positionsLost(state: ExamState, fault: DeviceFault): ExamEvent[] {
  const reason = `receiver: ${fault.code}`;
  const { atMs } = fault;
  const events: ExamEvent[] = [
    { type: "unfit", reason, fix: "none", utcMs: stationUtcMs(state, atMs), atMs, lost: false },
  ];
  if (state.current !== null && state.items[state.current]?.state === "running")
    events.push({ type: "item-suspended", index: state.current, reason });
  return events;
}

/** The item that is on, else the last one driven, of that kind; with `leftOut`, else the first one that was not. */
function itemOfKind(state: ExamState, kind: string, leftOut: boolean): number | undefined {
  if (state.current !== null && state.items[state.current]?.kind === kind) return state.current;
  const driven = state.items.findLastIndex((item) => item.kind === kind && item.state !== "waiting");
  if (driven >= 0) return driven;
  const waiting = leftOut ? state.items.findIndex((item) => item.kind === kind) : -1;
  return waiting < 0 ? undefined : waiting;
}

const CHANGES_LAMPS = new Set<ExamEvent["type"]>([
  "item-began",
  "item-suspended",
  "item-resumed",
  "item-ended",
  "fault",
]);

function withEffects(state: ExamState, events: readonly ExamEvent[]): Answer {
  if (events.length === 0) return NOTHING;
  const over = events.findLast((event) => event.type === "over");
  const effects: SessionEffect[] = [];
  for (const event of events)
    if (event.type === "item-began" || event.type === "over")
      effects.push({ kind: "prompt", prompt: event.prompt });
  if (over === undefined && !events.some((event) => CHANGES_LAMPS.has(event.type)))
    return accepted(events, effects);
  const after = events.reduce(evolveExam, state);
  if (over === undefined) return accepted(events, [...effects, ...lampChanges(state, after)]);
  effects.push(...allLamps(after), { kind: "cancel-timer", id: POSITION_TIMER }, { kind: "conclude" });
  return accepted(events, effects);
}
