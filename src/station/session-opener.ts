import { EXAM_NEEDS, examObjections } from "../core/exam/admission.ts";
import type { Candidate } from "../core/exam/candidate.ts";
import { EXAM_COMMAND_FORMS } from "../core/exam/commands.ts";
import type { SurveyedCourse } from "../core/exam/course.ts";
import { enteredRules } from "../core/exam/entered-rules.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import { followingExam } from "../core/exam/second-attempt.ts";
import { createExamSession, type ExamState } from "../core/exam/session.ts";
import type { VehicleBody } from "../core/exam/vehicle-body.ts";
import { inspectionNeeds, inspectionObjections, inspectionPreChecks } from "../core/inspection/admission.ts";
import { INSPECTION_COMMAND_FORMS } from "../core/inspection/commands.ts";
import type { Dossier } from "../core/inspection/dossier.ts";
import type { InspectionState } from "../core/inspection/inspection-state.ts";
import { ONE_POSITION } from "../core/inspection/lane/layout.ts";
import { laneStanding } from "../core/inspection/lane/way-through.ts";
import { followingInspection } from "../core/inspection/reinspection.ts";
import type { InspectionRulebook } from "../core/inspection/rulebook.ts";
import { createInspectionSession } from "../core/inspection/session.ts";
import type { JobOrder } from "../core/journal/entry.ts";
import { papersRuleOf } from "../core/requests/papers-rule.ts";
import { readCommand } from "../core/trade/command-reading.ts";
import { EdgeError } from "../errors.ts";
import { anySession, type OpenedSession, type OpenSession } from "./job-track.ts";

/** A text that a job was made from, as the journal has it. */
export interface JobText {
  readonly sha256: string;
  readonly text: string;
}

/** How the texts of a job are read. Each throws EdgeError CONFIG_INVALID, with `context.part`. */
export interface JobTexts {
  examRulebook(of: JobText): ExamRulebook;
  inspectionRulebook(of: JobText): InspectionRulebook;
  candidate(of: JobText): Candidate;
  dossier(of: JobText): Dossier;
  vehicle(of: JobText): VehicleBody;
  /** The ground belongs to a car and its rules: the same file may serve one and not another. */
  course(of: JobText, use: CourseUse): SurveyedCourse;
}

export interface CourseUse {
  readonly vehicle: VehicleBody;
  readonly rulebook: ExamRulebook;
  readonly vehicleSha256: string;
  readonly rulebookSha256: string;
}

type Part = "dossier" | "rulebook" | "course" | "vehicle";
type Named = (part: Part, sha256: string | null) => JobText;

/** Makes the session of an order: the same at the door, after a restart, in a replay elsewhere, and where somebody looks at it afterwards. */
export function sessionOpener(read: JobTexts): OpenSession {
  return (order, artifact, openedWallMs) => {
    const named: Named = (part, sha256) => {
      if (sha256 === null) throw new EdgeError("CONFIG_INVALID", `The job names no ${part}.`, { part });
      return { sha256, text: artifact(sha256) };
    };
    // Old journals name no date; there it was that of UTC.
    const today = order.localDate ?? new Date(openedWallMs).toISOString().slice(0, 10);
    return order.kind === "inspection"
      ? openInspection(order, named, read, today)
      : openExam(order, named, read, today);
  };
}

function openExam(order: JobOrder, named: Named, read: JobTexts, today: string): OpenedSession {
  const rules = named("rulebook", order.rulebookSha256);
  const rulebook = read.examRulebook(rules);
  const candidate = read.candidate(named("dossier", order.dossierSha256));
  const body = named("vehicle", order.vehicleSha256);
  const vehicle = read.vehicle(body);
  const course = read.course(named("course", order.courseSha256), {
    ...{ vehicle, rulebook },
    ...{ vehicleSha256: body.sha256, rulebookSha256: rules.sha256 },
  });
  const { devices } = order;
  const session = createExamSession({
    candidate,
    rulebook,
    course,
    vehicle,
    devices,
    today,
    // Nobody confirms what is no result.
    isAttended: order.attended === true && order.practice === undefined,
    after: order.after,
  });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: { id: course.id },
    rules: enteredRules(rulebook, (session.initial as ExamState).items),
    pose: (state) => session.pose(state as ExamState),
    lane: () => null,
    needs: EXAM_NEEDS,
    preChecks: null,
    papersRule: candidate === null ? null : papersRuleOf(rulebook, order.after),
    objections: examObjections(candidate, rulebook, today, order.after),
    isSigning: (state) => (state as ExamState).phase === "signing",
    following: (verdict) => followingExam(rulebook, candidate, verdict),
    readCommand: (value) => readCommand(value, "exam", EXAM_COMMAND_FORMS),
  };
}

function openInspection(order: JobOrder, named: Named, read: JobTexts, today: string): OpenedSession {
  const rulebook = read.inspectionRulebook(named("rulebook", order.rulebookSha256));
  const dossier = read.dossier(named("dossier", order.dossierSha256));
  const dated = { ...dossier, inspectedOn: today };
  const layout = order.seat.positions ?? ONE_POSITION;
  const session = createInspectionSession({
    dossier,
    rulebook,
    devices: order.devices,
    today,
    layout,
    isAttended: order.attended === true,
    after: order.after,
  });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: null,
    rules: [],
    pose: () => null,
    lane: (state) => laneStanding(state as InspectionState),
    needs: inspectionNeeds(dated, rulebook, order.after),
    preChecks: inspectionPreChecks(dated, rulebook, order.after),
    papersRule: papersRuleOf(rulebook, order.after),
    objections: inspectionObjections(dated, rulebook, order.after),
    isSigning: (state) => (state as InspectionState).phase === "signing",
    following: (verdict) => followingInspection(rulebook, order.after, verdict),
    readCommand: (value) => readCommand(value, "inspection", INSPECTION_COMMAND_FORMS),
  };
}
