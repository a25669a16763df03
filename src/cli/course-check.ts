import { checkCourseText, type PlacedProblem } from "../adapters/config/course-file.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { linesOf, refusals } from "../core/exam/ground/check-course.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import type { AnyReason } from "../core/trade/reason-shape.ts";
import { type Reason, reason, sentenceOf, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";

/** A course driven once by the simulated car. */
export interface CourseDrive {
  /** Nothing was deducted, and every item that the course lays out was passed. */
  readonly sound: boolean;
  readonly verdict: string | null;
  readonly points: number | null;
  readonly faults: readonly DriveFault[];
}

export interface DriveFault {
  /** Null for what belongs to the whole test. */
  readonly item: string | null;
  readonly rule: string | null;
  /** What was seen, or why the item was not passed. */
  readonly because: readonly AnyReason[];
  readonly longitudeDeg: number | null;
  readonly latitudeDeg: number | null;
}

export interface CourseDriveOrder {
  readonly course: string;
  readonly vehicle: string;
  readonly rulebook: string;
  /** Of the candidate: one of the rulebook's. */
  readonly licenceClass: string;
}

/** What the composition root hands in; it is loaded when a course is to be driven. */
export interface CourseStage {
  driveCourse(order: CourseDriveOrder): Promise<CourseDrive>;
}

export const COURSE_CHECK_HELP = `usage: proofmark course check FILE --vehicle F --rules F [--no-drive] [--json]

Checks a surveyor's course file as a station does before a test: every rule of the rulebook has its line, the lines fit
each other and the vehicle (docs/course-format.md has the list). Then the simulated car drives it once, without a mistake,
and must lose no point.

  --vehicle F    vehicle file (docs/vehicle-format.md)
  --rules F      exam rulebook
  --no-drive     looks at the lines alone
  --json         one JSON document: problems, and what came of the drive

exit codes: 0 a test may be driven on it, 1 not so (each problem is told with its place), 2 wrong input, 3 a failure while running
example: proofmark course check config/courses/demo-c1.geojson --vehicle config/vehicles/santana-c1.yaml --rules config/rules/cn-exam-c1-2022.yaml`;

const COMMAND = "course check";
const OPTIONS = {
  vehicle: { type: "string" },
  rules: { type: "string" },
  "no-drive": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID. */
export async function courseCheck(
  args: readonly string[],
  io: CliIo,
  loadStage: () => Promise<CourseStage>,
): Promise<number> {
  const { values, words } = parseWords(COMMAND, args, OPTIONS);
  const [file, ...more] = words;
  if (file === undefined || more.length > 0)
    throw new EdgeError("USAGE", `proofmark ${COMMAND} needs one course file, found ${words.length}.`);
  const files = requireAll(COMMAND, { vehicle: values.vehicle, rules: values.rules });
  const rulebook = loadYamlFile(files.rules, watchedRulebookSchema, BYTES_MAX.rulebook);
  const vehicle = loadYamlFile(files.vehicle, vehicleSchema, BYTES_MAX.vehicle);
  const text = readTextFile(file, BYTES_MAX.course);
  const use = { vehicle: vehicle.value, rulebook: rulebook.value };
  const { course, problems } = checkCourseText(text, file, use);
  const refused = refusals(problems);
  const hasRoute = course.features.some(({ role, leg }) => role === "route" && leg !== null);
  const drive =
    refused.length > 0 || values["no-drive"] === true || !hasRoute
      ? null
      : await (await loadStage()).driveCourse({
          course: text,
          vehicle: vehicle.text,
          rulebook: rulebook.text,
          licenceClass: rulebook.value.licenceClasses[0] ?? "",
        });
  const sound = refused.length === 0 && drive?.sound !== false;
  const size = { items: course.items.length, lines: linesOf(course) };
  if (values.json === true) {
    const shown = problems.map(({ reason: why, ...place }) => ({ ...place, ...told(why) }));
    outLines(
      io,
      JSON.stringify({ file, sound, ...size, problems: shown, drive: shownDrive(drive) }, null, 2),
    );
    return sound ? 0 : 1;
  }
  for (const problem of problems) io.out(problemLine(file, problem));
  if (refused.length === 0) io.out(both(reason("COURSE_LINES_COMPLETE", size)));
  if (drive !== null) tellDrive(drive, io);
  return sound ? 0 : 1;
}

function problemLine(file: string, { severity, line, column, reason: why }: PlacedProblem): string {
  const place = `${file}:${line}:${column}: `;
  return `${place}${both(severity === "warns" ? reason("COURSE_NOTE", { because: why }) : why)}`;
}

function tellDrive(drive: CourseDrive, io: CliIo): void {
  if (drive.sound) {
    io.out(both(reason("COURSE_DRIVEN", { points: drive.points ?? 0 })));
    return;
  }
  io.out(both(reason("COURSE_DRIVE_NOT_PASSED", { verdict: drive.verdict ?? "-" })));
  for (const fault of drive.faults) io.out(`  ${both(faultReason(fault))}`);
}

function faultReason({ item, rule, because, longitudeDeg, latitudeDeg }: DriveFault): Reason {
  const at = longitudeDeg === null || latitudeDeg === null ? null : { longitudeDeg, latitudeDeg };
  return reason("COURSE_DRIVE_FAULT", {
    item,
    rule,
    place: at === null ? null : `${at.longitudeDeg.toFixed(9)}, ${at.latitudeDeg.toFixed(9)}`,
    because: [...because],
  });
}

function shownDrive(drive: CourseDrive | null) {
  if (drive === null) return null;
  return { ...drive, faults: drive.faults.map((fault) => ({ ...fault, because: fault.because.map(told) })) };
}

function both(why: Reason): string {
  const { zh, en } = sentenceOf(why);
  return `${en}. ${zh}。`;
}
