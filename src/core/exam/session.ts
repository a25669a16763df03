import type { DeviceIdentity, EarlierAttempt } from "../journal/entry.ts";
import { assert, type Decision, NOTHING, rejected } from "../machine.ts";
import { type DeviceFault, losesReadings, type Observation } from "../observation.ts";
import type { ActorId } from "../quantities/ids.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { whyAborted, whyStopped } from "../trade/why-aborted.ts";
import { FAULTS, type FaultCode } from "../trade/words/faults.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import { Turn } from "../turn.ts";
import { type Candidate, candidateSubject } from "./candidate.ts";
import type { Course } from "./course.ts";
import { evolveExam } from "./evolve-exam.ts";
import { closeExam, isComplete, isLost } from "./exam-end.ts";
import { type ExamPose, examPose } from "./exam-pose.ts";
import { examReport } from "./exam-report.ts";
import { type ExamEvent, type ExamState, initialState, stationUtcMs } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { deductByHand, signResult, withdrawEntry } from "./examiner-entry.ts";
import { endItem } from "./item-end.ts";
import { boardLost, judgeReading, watchBoard } from "./judge-board.ts";
import { judgeEpoch } from "./judge-epoch.ts";
import { allLamps, lampChanges, standingFaults } from "./lamps.ts";
import { firstLookMs, POSITION_TIMER, watchPositions } from "./position-watch.ts";
import { type PreparedExam, prepareExam } from "./prepared-exam.ts";
import { DRIVE_OFF } from "./prompts.ts";
import type { ExamRulebook } from "./rulebook.ts";
import type { VehicleBody } from "./vehicle-body.ts";
import { watchProblems } from "./watched-rulebook.ts";

export type { ExamEvent, ExamState } from "./exam-state.ts";

/** What the examiner enters. `rule` is a rule of the rulebook that an examiner may judge. */
export type ExamCommand =
  | { readonly name: "deduct"; readonly rule: string; readonly note: string }
  /** Takes back what was entered by hand under this number. */
  | { readonly name: "withdraw"; readonly entry: number; readonly note: string }
  /** What the candidate said to the result, at the examiner's console. */
  | { readonly name: "candidate-confirm"; readonly agrees: boolean; readonly note: string }
  | { readonly name: "sign"; readonly note: string }
  /** The item that is driven is void, whatever was seen of it; it may be driven again. */
  | { readonly name: "stop-item"; readonly reason: string; readonly note: string }
  | { readonly name: "end" };

export interface ExamOptions {
  readonly candidate: Candidate;
  readonly rulebook: ExamRulebook;
  readonly course: Course;
  readonly vehicle: VehicleBody;
  readonly devices: readonly DeviceIdentity[];
  /** Civil date at the course, `2026-01-31`: a rulebook of another time examines nobody. Null where no date is known (a recorded trace). */
  readonly today: string | null;
  /** A person called for it, and somebody is there to confirm what comes of it. */
  readonly isAttended?: boolean;
  /** Of a second attempt: the first one. */
  readonly after?: EarlierAttempt | undefined;
}

type Input = SessionInput<ExamCommand | CommonCommand>;
type Answer = Decision<ExamEvent, SessionEffect>;

/** A driving test, which can also be drawn on its course. */
export interface ExamSession extends Session<ExamState, ExamCommand, ExamEvent> {
  /** Null before the first position that can be used. */
  pose(state: ExamState): ExamPose | null;
}

/** Asserts that the rulebook was read with its watches: a rule must not silently never apply. */
export function createExamSession(options: ExamOptions): ExamSession {
  const { rulebook, today } = options;
  const [problem] = watchProblems(rulebook);
  assert(problem === undefined, `${problem?.path.join(".")}: ${problem?.message}`);
  const exam = prepareExam(options.course, options.vehicle, rulebook, today, options.isAttended);
  const subject = candidateSubject(options.candidate);
  const machine = new ExamMachine(exam, today === null ? null : whyNotInForce(rulebook, today));
  return {
    initial: withProblems(
      exam,
      withKept(options, initialState(options.vehicle, exam.items, rulebook.fullMark)),
    ),
    decide: (state, input) => machine.decide(state, input),
    evolve: evolveExam,
    report: (state) => examReport(exam, subject, state),
    pose: (state) => examPose(exam, state),
  };
}

/** What was driven without a fault in the first attempt is not driven again, where the class is examined so. */
function withKept({ after, rulebook }: ExamOptions, state: ExamState): ExamState {
  if (after === undefined || rulebook.secondAttempt?.keeps !== "items-without-deduction") return state;
  const why = reason("KEPT_OF_FIRST_ATTEMPT", { job: after.job });
  return {
    ...state,
    items: state.items.map((item) =>
      after.clean.includes(item.item) ? { ...item, state: "done", verdict: "pass", reasons: [why] } : item,
    ),
  };
}

/** Items that cannot be judged on this course are void from the start, and say why. */
function withProblems(exam: PreparedExam, state: ExamState): ExamState {
  return {
    ...state,
    items: state.items.map((item, i) => {
      const problem = exam.items[i]?.problem ?? null;
      return problem === null ? item : { ...item, state: "done", verdict: "void", reasons: [problem] };
    }),
  };
}

class ExamMachine {
  readonly #exam: PreparedExam;
  readonly #notInForce: Reason | null;

  constructor(exam: PreparedExam, notInForce: Reason | null) {
    this.#exam = exam;
    this.#notInForce = notInForce;
  }

  decide(state: ExamState, input: Input): Answer {
    const turn: ExamTurn = new Turn(state, evolveExam);
    switch (input.kind) {
      case "observation":
        return this.#observed(turn, input.role, input.observation);
      case "fault":
        return state.phase === "over" || state.phase === "signing"
          ? NOTHING
          : this.#faulted(turn, input.role, input.fault);
      case "timer":
        return this.#looked(turn, input.id, input.atMs);
      case "command":
        return this.#commanded(turn, input.by, input.atMs, input.command);
      case "resumed":
        return this.#resumed(turn);
      case "granted":
        return NOTHING;
    }
  }

  #observed(turn: ExamTurn, role: DeviceRole, observation: Observation): Answer {
    const { state } = turn;
    if (state.phase === "over" || state.phase === "signing") return NOTHING;
    if (role === "gnss" && observation.kind === "gnss-epoch") {
      if (state.phase !== "running") return NOTHING;
      judgeEpoch(this.#exam, turn, observation);
      watchBoard(this.#exam, turn, observation.atMs);
      return this.#settled(turn, state);
    }
    if (role === "vehicle-io" && (observation.kind === "digital" || observation.kind === "channel")) {
      judgeReading(this.#exam, turn, observation);
      return this.#settled(turn, state);
    }
    return NOTHING;
  }

  #looked(turn: ExamTurn, id: string, atMs: number): Answer {
    const { state } = turn;
    if (state.phase !== "running" || id !== POSITION_TIMER) return NOTHING;
    const { afterMs } = watchPositions(this.#exam, turn, atMs);
    this.#settle(turn, state);
    if (turn.state.phase === "running") turn.run({ kind: "start-timer", id: POSITION_TIMER, afterMs });
    return turn.decision();
  }

  #faulted(turn: ExamTurn, role: DeviceRole, fault: DeviceFault): Answer {
    const { state } = turn;
    // Of a receiver the gaps between its epochs say it; a board's signals may be old ones.
    if (fault.again === true && (role !== "vehicle-io" || !knowsSignals(state))) return NOTHING;
    const signalsLost = role === "vehicle-io" && losesReadings(fault);
    turn.emit({ type: "fault", fault, signalsLost });
    if (role === "vehicle-io" && !fault.raised) {
      turn.run(...allLamps(turn.state));
      return turn.decision();
    }
    if (state.phase === "running" && fault.raised) {
      if (signalsLost) boardLost(this.#exam, turn, fault);
      // A line that is spoilt here and there says nothing of the epochs that do come.
      if (role === "gnss" && fault.code !== "garbled") positionsLost(turn, fault);
    }
    return this.#settled(turn, state);
  }

  #resumed(turn: ExamTurn): Answer {
    const { state } = turn;
    if (state.phase === "ready" || state.phase === "signing") turn.run(...allLamps(state));
    if (state.phase === "signing" && state.prompt !== null)
      turn.run({ kind: "prompt", prompt: state.prompt });
    if (state.phase === "running")
      closeExam(this.#exam, turn, { kind: "aborted", reason: reason("TEST_RESTARTED", {}) });
    return this.#settled(turn, state);
  }

  #commanded(turn: ExamTurn, by: ActorId, atMs: number, command: ExamCommand | CommonCommand): Answer {
    const { state } = turn;
    const refused = this.#obey(turn, by, atMs, command);
    return refused === null ? this.#settled(turn, state) : rejected(refused);
  }

  /** Null when it was done, else why not. */
  #obey(turn: ExamTurn, by: ActorId, atMs: number, command: ExamCommand | CommonCommand): Reason | null {
    const { phase } = turn.state;
    if (phase === "over") return reason("TEST_IS_OVER", {});
    if (command.name === "begin")
      return phase === "ready" ? this.#begin(turn, atMs) : reason("TEST_HAS_BEGUN", {});
    if (command.name === "abort") {
      // It was driven: what came of it is confirmed or objected to, not thrown away.
      if (phase === "signing" && typeof command.reason === "string") return reason("TEST_IS_DRIVEN", {});
      closeExam(this.#exam, turn, { kind: "aborted", reason: whyAborted("exam", by, command) });
      return null;
    }
    if (phase !== "running" && phase !== "signing") return reason("TEST_NOT_BEGUN", {});
    switch (command.name) {
      case "deduct":
        return deductByHand(this.#exam, turn, { ...command, by, atMs });
      case "withdraw":
        return withdrawEntry(this.#exam, turn, { ...command, by, atMs });
      case "candidate-confirm":
        return signResult(this.#exam, turn, { ...command, who: "candidate", by, atMs });
      case "sign":
        return signResult(this.#exam, turn, { ...command, who: "examiner", agrees: true, by, atMs });
      case "stop-item":
        return this.#stopItem(turn, whyStopped(by, command));
      case "end":
        if (phase === "signing") return reason("TEST_IS_DRIVEN", {});
        closeExam(this.#exam, turn, { kind: "ended" });
        return null;
    }
  }

  #stopItem(turn: ExamTurn, why: Reason): Reason | null {
    const { current, phase } = turn.state;
    if (phase !== "running" || current === null) return reason("NO_ITEM_RUNS", {});
    endItem(this.#exam, turn, current, { kind: "void", reason: why });
    return null;
  }

  #begin(turn: ExamTurn, atMs: number): Reason | null {
    if (this.#notInForce !== null) return this.#notInForce;
    const unfit = standingFaults(turn.state).find((fault) => keepsFromBeginning(fault.code));
    if (unfit !== undefined) {
      const { device, code, detail } = unfit;
      return reason("DEVICE_NOT_READY", { device, fault: code, detail });
    }
    turn.emit({ type: "begun", prompt: DRIVE_OFF, atMs });
    const afterMs = firstLookMs(this.#exam.rulebook.gate);
    turn.run({ kind: "prompt", prompt: DRIVE_OFF }, { kind: "start-timer", id: POSITION_TIMER, afterMs });
    return null;
  }

  #settled(turn: ExamTurn, before: ExamState): Answer {
    this.#settle(turn, before);
    return turn.decision();
  }

  /** Ends the test where what has happened decides it; the lamps and the station follow. */
  #settle(turn: ExamTurn, before: ExamState): void {
    const judged = turn.state.findings !== before.findings || turn.state.items !== before.items;
    if (
      judged &&
      turn.state.phase === "running" &&
      (isLost(this.#exam, turn.state) || isComplete(turn.state))
    )
      closeExam(this.#exam, turn, { kind: "by-itself" });
    const after = turn.state;
    const isClosed = after.phase === "over" && before.phase !== "over";
    if (after.phase === "signing" && before.phase === "running")
      turn.run(...allLamps(after), { kind: "cancel-timer", id: POSITION_TIMER });
    else if (isClosed)
      turn.run(...allLamps(after), { kind: "cancel-timer", id: POSITION_TIMER }, { kind: "conclude" });
    else if (judged || after.faults !== before.faults) turn.run(...lampChanges(before, after));
  }
}

function knowsSignals({ signals, phase }: ExamState): boolean {
  return phase !== "over" && [signals.lines, signals.channels].some((told) => Object.keys(told).length > 0);
}

/** Receiver and board speak by themselves: one that is silent is not there, whatever it would be in a lane. */
function keepsFromBeginning(code: FaultCode): boolean {
  return FAULTS[code].blocking || code === "silent";
}

/** The receiver's supervisor says that no positions come: do not wait for the next epoch to say so. */
function positionsLost(turn: ExamTurn, fault: DeviceFault): void {
  const { atMs, device, code, detail } = fault;
  const why = reason("DEVICE_FAULT", { role: "gnss", device, fault: code, detail });
  const utcMs = stationUtcMs(turn.state, atMs);
  turn.emit({ type: "unfit", reason: why, fix: "none", utcMs, atMs, lost: false });
  const index = turn.state.current;
  if (index !== null && turn.state.items[index]?.state === "running")
    turn.emit({ type: "item-suspended", index, reason: why });
}
