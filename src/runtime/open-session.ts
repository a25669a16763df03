import type { z } from "zod";
import { parseSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { EXAM_NEEDS, examObjections } from "../core/exam/admission.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import { EXAM_COMMAND_FORMS } from "../core/exam/commands.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import { createExamSession, type ExamState, pose } from "../core/exam/session.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { inspectionNeeds, inspectionObjections } from "../core/inspection/admission.ts";
import { INSPECTION_COMMAND_FORMS } from "../core/inspection/commands.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import type { InspectionState } from "../core/inspection/inspection-state.ts";
import { ONE_POSITION } from "../core/inspection/lane/layout.ts";
import { laneStanding } from "../core/inspection/lane/way-through.ts";
import { type InspectionRulebook, inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { createInspectionSession } from "../core/inspection/session.ts";
import type { JobOrder } from "../core/journal/entry.ts";
import { readCommand } from "../core/trade/command-reading.ts";
import { EdgeError } from "../errors.ts";
import { anySession, type OpenedSession, type OpenSession } from "../station/job-track.ts";

/** Parsed artifacts by hash: a station opens the same rulebook a thousand times a day. */
const parsed = new Map<string, unknown>();
const PARSED_MAX = 64;

export type ArtifactPart = "dossier" | "rulebook" | "course" | "vehicle";

/** Makes sessions from the journal's artifacts; the same at the door, after a restart, and in a replay elsewhere. */
export const openSession: OpenSession = (order, artifact, openedWallMs) => {
  const read: Read = (part, sha256, parse, use = "") => {
    if (sha256 === null) throw new EdgeError("CONFIG_INVALID", `The job names no ${part}.`, { part });
    return once(`${order.kind} ${part} ${sha256} ${use}`, () => partOf(part, () => parse(artifact(sha256))));
  };
  // Old journals name no date; there it was that of UTC.
  const today = order.localDate ?? new Date(openedWallMs).toISOString().slice(0, 10);
  return order.kind === "inspection" ? openInspection(order, read, today) : openExam(order, read, today);
};

/** `use`: what else the parsing rests on. */
type Read = <T>(part: ArtifactPart, sha256: string | null, parse: (text: string) => T, use?: string) => T;

function openExam(order: JobOrder, read: Read, today: string): OpenedSession {
  const rulebook: ExamRulebook = read(
    "rulebook",
    order.rulebookSha256,
    parser(watchedRulebookSchema, "rulebook", BYTES_MAX.rulebook),
  );
  const candidate = read(
    "dossier",
    order.dossierSha256,
    parser(candidateSchema, "candidate", BYTES_MAX.subject),
  );
  const vehicle = read("vehicle", order.vehicleSha256, parser(vehicleSchema, "vehicle", BYTES_MAX.vehicle));
  // The ground belongs to a car and its rules: the same file may serve one and not another.
  const use = `for ${order.vehicleSha256} by ${order.rulebookSha256}`;
  const { course } = read(
    "course",
    order.courseSha256,
    (text) => parseSoundCourse(text, "course", { vehicle, rulebook }),
    use,
  );
  const { devices } = order;
  const session = createExamSession({ candidate, rulebook, course, vehicle, devices, today });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: { id: course.id },
    pose: (state) => pose(state as ExamState),
    lane: () => null,
    needs: EXAM_NEEDS,
    objections: examObjections(candidate, rulebook, today),
    readCommand: (value) => readCommand(value, "exam", EXAM_COMMAND_FORMS),
  };
}

function openInspection(order: JobOrder, read: Read, today: string): OpenedSession {
  const rulebook: InspectionRulebook = read(
    "rulebook",
    order.rulebookSha256,
    parser(inspectionRulebookSchema, "rulebook", BYTES_MAX.rulebook),
  );
  const dossier = read("dossier", order.dossierSha256, parser(dossierSchema, "dossier", BYTES_MAX.subject));
  const dated = { ...dossier, inspectedOn: today };
  const layout = order.seat.positions ?? ONE_POSITION;
  const session = createInspectionSession({ dossier, rulebook, devices: order.devices, today, layout });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: null,
    pose: () => null,
    lane: (state) => laneStanding(state as InspectionState),
    needs: inspectionNeeds(dated, rulebook),
    objections: inspectionObjections(dated, rulebook),
    readCommand: (value) => readCommand(value, "inspection", INSPECTION_COMMAND_FORMS),
  };
}

/** What a file of this name may weigh, when it is opened as when it was taken in. */
function parser<S extends z.ZodType>(
  schema: S,
  name: string,
  bytesMax: number,
): (text: string) => z.output<S> {
  return (text) => parseYamlText(text, schema, name, bytesMax).value;
}

/** Which of a job's files a refusal is about: the door sends back the subject's, and keeps the others where they are. */
function partOf<T>(part: ArtifactPart, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError(cause.code, cause.message, { ...cause.context, part }, cause.cause);
  }
}

function once<T>(key: string, make: () => T): T {
  if (!parsed.has(key)) {
    if (parsed.size >= PARSED_MAX) parsed.clear();
    parsed.set(key, make());
  }
  return parsed.get(key) as T;
}
