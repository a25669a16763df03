import { hash } from "node:crypto";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import { loadCourseFile, loadSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { EXAM_NEEDS } from "../core/exam/admission.ts";
import type { CourseProblem } from "../core/exam/ground/course-problem.ts";
import { type VehicleBody, vehicleSchema } from "../core/exam/vehicle-body.ts";
import { type RoleUse, roleUses } from "../core/inspection/admission.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import { type Reason, reason, sentenceOf, told } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import { isEquipped, missingRoles } from "../station/fitness.ts";
import type { MissingView, SomeNeedView } from "../station/live-message.ts";
import { isSameSeat, type Seat } from "../station/sites.ts";
import type { Artifact, NewJob } from "../station/station-options.ts";
import { boardFileOf, loadBoard } from "./device-catalogue.ts";
import { courseKey, parsedOnce } from "./parsed-artifacts.ts";
import type { StationConfig } from "./station-config.ts";
import { editionsByDay, editionWarnings } from "./station-rulebooks.ts";
import { courseFilesOf, seatIn, seatsFor } from "./station-sites.ts";

/**
 * Reads every file that the station file names as a job would read it, so that a mistake shows at the start and not at the first
 * press. Throws EdgeError CONFIG_INVALID or FILE_UNREADABLE with file, line and column. Gives what a person should know of the
 * rulebooks on this civil date, and of the courses, one sentence each.
 */
export function checkStationFiles(config: StationConfig, today: string): readonly string[] {
  const told = new Set<string>(editionWarnings(config, today));
  const exams = editionsByDay("exam", config, today);
  for (const seat of seatsFor(config.sites, "gnss")) {
    const { course, vehicle } = courseFilesOf(config, seat);
    const car = vehicle === null ? null : loadYamlFile(vehicle, vehicleSchema, BYTES_MAX.vehicle).value;
    if (course === null) continue;
    if (car === null) loadCourseFile(course);
    else {
      const body = sha256Of(readArtifact(vehicle ?? "", "vehicle").text);
      for (const sentence of courseWarnings(course, { car, body }, exams)) told.add(sentence);
    }
  }
  for (const file of config.devices.map(boardFileOf)) if (file !== null) loadBoard(file);
  return [...told];
}

/**
 * A course and its car must be good for one of today's rulebooks at least: they may serve one licence class and not another. Throws
 * what the first one says against them where none of them has it. That one does not, today or later, is told.
 */
function courseWarnings(
  course: string,
  { car: vehicle, body }: { readonly car: VehicleBody; readonly body: string },
  { now, later }: ReturnType<typeof editionsByDay>,
): string[] {
  const told: string[] = [];
  const refused: EdgeError[] = [];
  for (const edition of [...now, ...later]) {
    const { book: rulebook } = edition;
    if (rulebook.kind !== "exam") continue;
    try {
      const sound = loadSoundCourse(course, { vehicle, rulebook });
      const { warnings } = sound;
      // It takes long enough to be felt by the devices of whoever drives when the first job asks for it.
      const ground = sha256Of(readArtifact(course, "course").text);
      parsedOnce(courseKey(ground, body, sha256Of(edition.file.text)), "course", () => sound);
      told.push(...warnings.map((one) => warning(course, one)));
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause;
      const { problem } = cause.context as { problem?: { zh: string } };
      if (now.includes(edition)) refused.push(cause);
      told.push(`${edition.id} (${edition.validFrom}): ${cause.message} ${problem?.zh ?? ""}`.trim());
    }
  }
  const [first] = refused;
  if (first !== undefined && refused.length === now.length) throw first;
  return told;
}

function sha256Of(text: string): string {
  return hash("sha256", text, "hex");
}

function warning(file: string, { reason: why }: CourseProblem): string {
  const { zh, en } = sentenceOf(why);
  return `${file}: ${en}. ${zh}。`;
}

/** What a person should know at the start: kinds of job that this station file cannot serve by today's rules, and why. */
export function unservedKinds(
  config: StationConfig,
  identities: readonly DeviceIdentity[],
  today: string,
): string[] {
  const some = neededBySome(config, today);
  return unserved(config, identities, today).map(({ kind, seat, roles, reason: why }) => {
    const what = `${kind === "exam" ? "Exams 考试" : "Inspections 检验"}${seat === "" ? "" : ` (${seat})`}`;
    if (why === null)
      return `${what}: the station file names no device for them; one that is begun ends void.`;
    const { en, zh } = sentenceOf(why);
    const only = some.find(({ role }) => roles.length === 1 && roles[0] === role)?.reason;
    return `${what}: ${en} ${zh}${only === undefined ? "" : ` ${only.en} ${only.zh}`}`;
  });
}

/** The same for the screens, without kinds for which there is no device at all: that is meant. */
export function missingViews(...asked: Parameters<typeof unserved>): readonly MissingView[] {
  return unserved(...asked).flatMap(({ reason: why, ...rest }) =>
    why === null ? [] : [{ ...rest, reason: told(why) }],
  );
}

/** Who needs what by the rules of that day; of an inspection alone, for an exam needs all of its own. */
function usesOn(config: StationConfig, today: string): readonly RoleUse[] {
  const { now } = editionsByDay("inspection", config, today);
  return roleUses(now.flatMap(({ book }) => (book.kind === "inspection" ? [book] : [])));
}

/** Roles that some vehicles alone need, each with which; for the screens. */
export function neededBySome(config: StationConfig, today: string): readonly SomeNeedView[] {
  return usesOn(config, today).flatMap(({ role, fuels, ...items }) =>
    fuels === null ? [] : [{ role, reason: told(reason("NEEDED_BY_SOME", { fuels, ...items })) }],
  );
}

interface Unserved extends Pick<MissingView, "kind" | "seat" | "roles"> {
  /** Null: the station file names no device for it. */
  readonly reason: Reason | null;
}

function unserved(
  config: StationConfig,
  identities: readonly DeviceIdentity[],
  today: string,
): readonly Unserved[] {
  const lane = usesOn(config, today).map(({ role }) => role);
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
    seatsFor(sites, role).flatMap((seat): Unserved[] => {
      const names = new Set(
        config.devices.filter((device) => isAt(seatIn(sites, device), seat)).map(({ device }) => device),
      );
      const there = identities.filter(({ device }) => names.has(device));
      const name = sites.length === 0 ? "" : [seat.site, seat.car ?? ""].join(" ").trim();
      if (!isEquipped(kind, there)) return [{ kind, seat: name, roles: [], reason: null }];
      const missing = missingRoles(kind, needs[kind], there);
      // What some vehicles alone need stops nobody else: each is told by itself, with whom it stops.
      const some = kind === "inspection" ? neededBySome(config, today).map(({ role }) => role) : [];
      const [all, few] = [
        missing.filter((role) => !some.includes(role)),
        missing.filter((role) => some.includes(role)),
      ];
      return [...(all.length === 0 ? [] : [all]), ...few.map((role) => [role])].map((roles) => ({
        ...{ kind, seat: name, roles },
        reason: reason("ROLE_MISSING", { roles }),
      }));
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
      readonly files: Pick<NewJob, "rulebooks" | "course" | "vehicle">;
      readonly names: Readonly<Record<string, string>>;
    }
  | { readonly kind: "none"; readonly reason: Reason };

export function readJobFiles(kind: JobKind, seat: Seat, config: StationConfig): JobFiles {
  const { course, vehicle } = courseFilesOf(config, seat);
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
        rulebooks: config.rulebooks[kind].map(readRulebook),
        course: read(course, "course"),
        vehicle: read(vehicle, "vehicle"),
      },
      names: { course: course ?? "", vehicle: vehicle ?? "" },
    };
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const { file, problem } = cause.context as { file?: string; problem?: { zh: string; en: string } };
    const { zh, en } = problem ?? { zh: cause.message, en: cause.message };
    return { kind: "none", reason: reason("STATION_FILE_REFUSED", { file: file ?? "", zh, en }) };
  }
}
