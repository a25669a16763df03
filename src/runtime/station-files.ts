import { readArtifact } from "../adapters/config/artifact-file.ts";
import { loadCourseFile, loadSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { EXAM_NEEDS } from "../core/exam/admission.ts";
import type { CourseProblem } from "../core/exam/ground/course-problem.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { PROCEDURES } from "../core/inspection/items/catalogue.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import { isEquipped, missingRoles } from "../station/fitness.ts";
import { isSameSeat, type Seat } from "../station/sites.ts";
import type { Artifact, NewJob } from "../station/station-options.ts";
import { boardFileOf, loadBoard } from "./device-catalogue.ts";
import type { StationConfig } from "./station-config.ts";
import { courseFilesOf, seatIn, seatsFor } from "./station-sites.ts";

/**
 * Reads every file that the station file names as a job would read it, so that a mistake shows at the start and not at the first
 * press. Throws EdgeError CONFIG_INVALID or FILE_UNREADABLE with file, line and column. Gives what a person should know of the
 * courses, one sentence each.
 */
export function checkStationFiles(config: StationConfig): readonly string[] {
  const { rulebooks, devices } = config;
  loadYamlFile(rulebooks.inspection, inspectionRulebookSchema, BYTES_MAX.rulebook);
  const rulebook = loadYamlFile(rulebooks.exam, watchedRulebookSchema, BYTES_MAX.rulebook).value;
  const told = new Set<string>();
  for (const seat of seatsFor(config.sites, "gnss")) {
    const { course, vehicle } = courseFilesOf(config, seat);
    const car = vehicle === null ? null : loadYamlFile(vehicle, vehicleSchema, BYTES_MAX.vehicle).value;
    if (course === null) continue;
    if (car === null) loadCourseFile(course);
    else
      for (const one of loadSoundCourse(course, { vehicle: car, rulebook }).warnings)
        told.add(warning(course, one));
  }
  for (const file of devices.map(boardFileOf)) if (file !== null) loadBoard(file);
  return [...told];
}

function warning(file: string, { reason: why }: CourseProblem): string {
  const { zh, en } = sentenceOf(why);
  return `${file}: ${en}. ${zh}。`;
}

/** What a person should know at the start: kinds of job that this station file cannot serve, and why. */
export function unservedKinds(config: StationConfig, identities: readonly DeviceIdentity[]): string[] {
  const rulebook = loadYamlFile(
    config.rulebooks.inspection,
    inspectionRulebookSchema,
    BYTES_MAX.rulebook,
  ).value;
  const lane = new Set(rulebook.items.map((item) => PROCEDURES[item.procedure.kind].role));
  const needs = {
    inspection: [...lane, "lane-beams" as const].map((role) => ({ role, measures: false })),
    exam: EXAM_NEEDS,
  };
  const { sites } = config;
  const kinds = [
    { kind: "inspection", role: "lane-beams" },
    { kind: "exam", role: "gnss" },
  ] as const;
  return kinds.flatMap(({ kind, role }) =>
    seatsFor(sites, role).flatMap((seat) => {
      const names = new Set(
        config.devices.filter((device) => isAt(seatIn(sites, device), seat)).map(({ device }) => device),
      );
      const there = identities.filter(({ device }) => names.has(device));
      const kindOfJob = kind === "exam" ? "Exams 考试" : "Inspections 检验";
      const what =
        sites.length === 0 ? kindOfJob : `${kindOfJob} (${[seat.site, seat.car ?? ""].join(" ").trim()})`;
      if (!isEquipped(kind, there))
        return [`${what}: the station file names no device for them; one that is begun ends void.`];
      const missing = missingRoles(kind, needs[kind], there);
      if (missing.length === 0) return [];
      const { en, zh } = sentenceOf(reason("ROLE_MISSING", { roles: missing }));
      return [`${what}: ${en} ${zh}`];
    }),
  );
}

function isAt(its: Seat | null, seat: Seat): boolean {
  return its !== null && isSameSeat(its, seat);
}

/** The files of a job beside the subject's own; a mistake in one of them is the station's, and whoever waits goes on waiting. */
export type JobFiles =
  | {
      readonly kind: "files";
      readonly files: Pick<NewJob, "rulebook" | "course" | "vehicle">;
      readonly names: Readonly<Record<string, string>>;
    }
  | { readonly kind: "none"; readonly reason: Reason };

export function readJobFiles(kind: JobKind, seat: Seat, config: StationConfig): JobFiles {
  const { course, vehicle } = courseFilesOf(config, seat);
  const rulebook = config.rulebooks[kind];
  if (kind === "exam" && (course === null || vehicle === null)) {
    const what = course === null ? "course" : "vehicle";
    return { kind: "none", reason: reason("NOT_EQUIPPED", { what }) };
  }
  const read = (path: string | null, what: "course" | "vehicle"): Artifact | null =>
    kind === "exam" && path !== null ? readArtifact(path, what) : null;
  try {
    return {
      kind: "files",
      files: {
        rulebook: readArtifact(rulebook),
        course: read(course, "course"),
        vehicle: read(vehicle, "vehicle"),
      },
      names: { rulebook, course: course ?? "", vehicle: vehicle ?? "" },
    };
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const { file, problem } = cause.context as { file?: string; problem?: { zh: string; en: string } };
    const { zh, en } = problem ?? { zh: cause.message, en: cause.message };
    return { kind: "none", reason: reason("STATION_FILE_REFUSED", { file: file ?? rulebook, zh, en }) };
  }
}
