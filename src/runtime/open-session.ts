import { parseSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { EXAM_NEEDS, examObjections } from "../core/exam/admission.ts";
import { EXAM_COMMAND_FORMS } from "../core/exam/commands.ts";
import { enteredRules } from "../core/exam/entered-rules.ts";
import { followingExam } from "../core/exam/second-attempt.ts";
import { createExamSession, type ExamState } from "../core/exam/session.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { inspectionNeeds, inspectionObjections, inspectionPreChecks } from "../core/inspection/admission.ts";
import { INSPECTION_COMMAND_FORMS } from "../core/inspection/commands.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import type { InspectionState } from "../core/inspection/inspection-state.ts";
import { ONE_POSITION } from "../core/inspection/lane/layout.ts";
import { laneStanding } from "../core/inspection/lane/way-through.ts";
import { followingInspection } from "../core/inspection/reinspection.ts";
import { createInspectionSession } from "../core/inspection/session.ts";
import type { JobOrder } from "../core/journal/entry.ts";
import { papersRuleOf } from "../core/requests/papers-rule.ts";
import { readCommand } from "../core/trade/command-reading.ts";
import { EdgeError } from "../errors.ts";
import { anySession, type OpenedSession, type OpenSession } from "../station/job-track.ts";
import {
  type ArtifactPart,
  candidateOf,
  courseKey,
  examRulebookOf,
  inspectionRulebookOf,
  parsedOnce,
  parsedText,
} from "./parsed-artifacts.ts";

/** Makes sessions from the journal's artifacts; the same at the door, after a restart, and in a replay elsewhere. */
export const openSession: OpenSession = (order, artifact, openedWallMs) => {
  const text: Texts = (part, sha256) => {
    if (sha256 === null) throw new EdgeError("CONFIG_INVALID", `The job names no ${part}.`, { part });
    return { sha256, text: artifact(sha256) };
  };
  // Old journals name no date; there it was that of UTC.
  const today = order.localDate ?? new Date(openedWallMs).toISOString().slice(0, 10);
  return order.kind === "inspection" ? openInspection(order, text, today) : openExam(order, text, today);
};

type Texts = (
  part: ArtifactPart,
  sha256: string | null,
) => { readonly sha256: string; readonly text: string };

function openExam(order: JobOrder, texts: Texts, today: string): OpenedSession {
  const rules = texts("rulebook", order.rulebookSha256);
  const rulebook = examRulebookOf(rules.sha256, rules.text);
  const subject = texts("dossier", order.dossierSha256);
  const candidate = candidateOf(subject.sha256, subject.text);
  const body = texts("vehicle", order.vehicleSha256);
  const vehicle = parsedOnce(`vehicle ${body.sha256}`, "vehicle", () =>
    parsedText(body.text, vehicleSchema, "vehicle", BYTES_MAX.vehicle),
  );
  const ground = texts("course", order.courseSha256);
  // The ground belongs to a car and its rules: the same file may serve one and not another.
  const key = courseKey(ground.sha256, body.sha256, rules.sha256);
  const { course } = parsedOnce(key, "course", () =>
    parseSoundCourse(ground.text, "course", { vehicle, rulebook }),
  );
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

function openInspection(order: JobOrder, texts: Texts, today: string): OpenedSession {
  const rules = texts("rulebook", order.rulebookSha256);
  const rulebook = inspectionRulebookOf(rules.sha256, rules.text);
  const subject = texts("dossier", order.dossierSha256);
  const dossier = parsedOnce(`dossier ${subject.sha256}`, "dossier", () =>
    parsedText(subject.text, dossierSchema, "dossier", BYTES_MAX.subject),
  );
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
