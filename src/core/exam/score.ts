import type { Observation } from "../observation.ts";
import { asId } from "../quantities/ids.ts";
import { byOtherRules } from "../rules/other-rules.ts";
import type { SessionReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import { examObjections } from "./admission.ts";
import type { Candidate } from "./candidate.ts";
import type { Course } from "./course.ts";
import { dateProblem, isInstant, noonOf } from "./quality-gate.ts";
import type { ExamRulebook } from "./rulebook.ts";
import { createExamSession } from "./session.ts";
import type { VehicleBody } from "./vehicle-body.ts";

/** One line of a recorded trace. */
export interface Recorded {
  readonly role: DeviceRole;
  readonly observation: Observation;
}

export interface ExamScoreInput {
  /** Null: nobody is named, and no class held against the rulebook. */
  readonly candidate: Candidate | null;
  readonly rulebook: ExamRulebook;
  readonly course: Course;
  readonly vehicle: VehicleBody;
  /** In the order of their times. */
  readonly trace: Iterable<Recorded>;
  /** Civil date of the test, `2026-01-31`. That the receiver tells another one is noted: whoever scores may mean it so. */
  readonly today: string;
}

const NOBODY: Candidate = {
  name: "-",
  idMasked: "******************",
  learnerCertificate: "000000000000",
  licenceClass: "-",
  attempt: 1,
  examiner: "-",
};
const BY = asId<"actor">("score-exam");

/**
 * The verdict on a recorded test, by the machine that judges in the car: it begins before the first line and is ended after the last.
 * Undecided where the rulebook is not in force on that date, or does not examine the candidate's class.
 */
export function scoreExam(input: ExamScoreInput): SessionReport {
  const { candidate, rulebook, course, vehicle, today } = input;
  const session = createExamSession({
    ...{ candidate: candidate ?? NOBODY, rulebook, course, vehicle, devices: [] },
    // Its rules begin any test here, and say below that they were not in force.
    today: null,
  });
  let state = session.initial;
  const feed = (fed: Parameters<typeof session.decide>[1]): void => {
    const answer = session.decide(state, fed);
    if (answer.kind === "accepted") state = answer.events.reduce(session.evolve, state);
  };
  feed({ kind: "command", by: BY, atMs: 0, command: { name: "begin" } });
  let atMs = 0;
  let utcMs: number | null = null;
  for (const { role, observation } of input.trace) {
    atMs = observation.atMs;
    if (observation.kind === "gnss-epoch") utcMs = observation.utcMs;
    feed({ kind: "observation", role, observation });
  }
  if (state.phase === "running") feed({ kind: "command", by: BY, atMs, command: { name: "end" } });
  const report = session.report(state);
  const notes = [...report.notes, ...otherDay(utcMs, today)];
  return byOtherRules({ ...report, notes }, examObjections(candidate, rulebook, today));
}

/** By the last epoch: a receiver that has just been switched on may not know the day yet. */
function otherDay(utcMs: number | null, today: string): readonly Reason[] {
  if (utcMs === null || !isInstant(utcMs) || dateProblem(utcMs, noonOf(today)) === null) return [];
  const recorded = new Date(utcMs).toISOString().slice(0, 10);
  return [reason("TRACE_OF_OTHER_DAY", { recorded, scoredFor: today })];
}
