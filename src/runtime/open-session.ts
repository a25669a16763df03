import type { z } from "zod";
import { parseCourseText } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import type { Course } from "../core/exam/course.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import { createExamSession, type ExamState, pose } from "../core/exam/session.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { type InspectionRulebook, inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { createInspectionSession } from "../core/inspection/session.ts";
import type { JobOrder } from "../core/journal/entry.ts";
import { EdgeError } from "../errors.ts";
import { anySession, type OpenedSession, type OpenSession } from "../station/job-track.ts";

/** Parsed artifacts by hash: a station opens the same rulebook a thousand times a day. */
const parsed = new Map<string, unknown>();
const PARSED_MAX = 64;

/** Makes sessions from the journal's artifacts; the same at the lane, after a restart, and in a replay elsewhere. */
export const openSession: OpenSession = (order, artifact, openedWallMs) => {
  const read = <S extends z.ZodType>(sha256: string | null, schema: S, what: string): z.output<S> => {
    if (sha256 === null) throw new EdgeError("CONFIG_INVALID", `The job names no ${what}.`, { what });
    return once(
      `${what} ${sha256}`,
      () => parseYamlText(artifact(sha256), schema, what, BYTES_MAX[LIMITS[what] ?? "rulebook"]).value,
    ) as z.output<S>;
  };
  if (order.kind === "inspection") return openInspection(order, read, openedWallMs);
  const course = once(`course ${order.courseSha256}`, () =>
    readCourse(artifact(order.courseSha256 ?? "")),
  ) as ReturnType<typeof readCourse>;
  const rulebook: ExamRulebook = read(order.rulebookSha256, watchedRulebookSchema, "exam rulebook");
  const session = createExamSession({
    candidate: read(order.dossierSha256, candidateSchema, "candidate"),
    rulebook,
    course,
    vehicle: read(order.vehicleSha256, vehicleSchema, "vehicle"),
    devices: order.devices,
  });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: { id: course.id },
    pose: (state) => pose(state as ExamState),
  };
};

/** What a file of this name may weigh, when it is opened as when it was taken in. */
const LIMITS: Readonly<Record<string, keyof typeof BYTES_MAX>> = {
  candidate: "subject",
  dossier: "subject",
  vehicle: "vehicle",
};

type Read = <S extends z.ZodType>(sha256: string | null, schema: S, what: string) => z.output<S>;

function openInspection(order: JobOrder, read: Read, openedWallMs: number): OpenedSession {
  const rulebook: InspectionRulebook = read(
    order.rulebookSha256,
    inspectionRulebookSchema,
    "inspection rulebook",
  );
  const session = createInspectionSession({
    dossier: read(order.dossierSha256, dossierSchema, "dossier"),
    rulebook,
    devices: order.devices,
    today: new Date(openedWallMs).toISOString().slice(0, 10),
  });
  return {
    session: anySession(session),
    rulebook: { id: rulebook.id, edition: rulebook.edition },
    course: null,
    pose: () => null,
  };
}

/** Throws EdgeError CONFIG_INVALID with the line and the feature that is wrong. */
export function readCourse(text: string): Course {
  return parseCourseText(text, "course");
}

function once(key: string, make: () => unknown): unknown {
  if (!parsed.has(key)) {
    if (parsed.size >= PARSED_MAX) parsed.clear();
    parsed.set(key, make());
  }
  return parsed.get(key);
}
