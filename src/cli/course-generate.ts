import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import { LICENCE_CLASSES } from "../core/door/licence-class.ts";
import { parseCourse } from "../core/exam/course.ts";
import { LAYOUTS, layOutCourse } from "../core/exam/course-layout.ts";
import { CLASS_LENGTH_M, isOfClass } from "../core/exam/ground/course-for.ts";
import { touchesOnRoute } from "../core/exam/ground/sweep.ts";
import { classLayout, kindsOf, type LicenceClass, whyNotLaid } from "../core/exam/layout/class-layout.ts";
import { type VehicleBody, vehicleSchema } from "../core/exam/vehicle-body.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";

export const COURSE_GENERATE_HELP = `usage: proofmark course generate --vehicle F --origin LAT,LON[,HEIGHT] [options]

Lays the items of a driving test out for a vehicle and its licence class, one after another on one site, by the formulas
of GA 1029, and writes GeoJSON (docs/course-format.md). What the class is not examined on, and what no source says of it,
is refused.

  --vehicle F    vehicle file (docs/vehicle-format.md)
  --origin P     WGS84 degrees of the start of the first run-in, and ellipsoidal height in metres (default 0)
  --class C      licence class (default C1)
  --items L      comma list, in driving order, out of ${Object.keys(LAYOUTS).join(",")}
                 (default: all that can be laid out for the class)
  --heading D    direction of the first run-in, degrees clockwise from north (default 90)
  --id NAME      id of the course (default course-1)
  --out F        file to write (default: standard output)

exit codes: 0 written, 2 wrong input
example: proofmark course generate --vehicle config/vehicles/santana-c1.yaml --origin 30.5,114.4,25 --id demo-c1`;

const COMMAND = "course generate";
const OPTIONS = {
  vehicle: { type: "string" },
  origin: { type: "string" },
  class: { type: "string" },
  items: { type: "string" },
  heading: { type: "string" },
  id: { type: "string" },
  out: { type: "string" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, FILE_UNWRITABLE. */
export async function courseGenerate(args: readonly string[], io: CliIo): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const files = requireAll(COMMAND, { vehicle: values.vehicle, origin: values.origin });
  const origin = parseOrigin(files.origin);
  const licenceClass = classNamed(values.class ?? "C1");
  const kinds = kindsAsked(values.items, licenceClass, io);
  const headingDeg = Number(values.heading ?? "90");
  if (!Number.isFinite(headingDeg)) throw usage("--heading wants degrees.");
  const vehicle = loadYamlFile(files.vehicle, vehicleSchema, BYTES_MAX.vehicle).value;
  refuseOtherClass(vehicle, licenceClass);
  const site = { id: values.id ?? "course-1", ...origin, kinds, headingDeg, licenceClass };
  const course = layOutCourse(vehicle, site);
  const check = parseCourse(course);
  const [touch] = check.ok ? touchesOnRoute(check.course, vehicle) : [check.reason];
  if (touch !== undefined) throw usage(`The course cannot be laid out: ${sentenceOf(touch).en}.`);
  const { curve } = classLayout(licenceClass);
  if (curve.recalled && kinds.includes("curve")) {
    const figures = { outerM: String(curve.outerM), laneM: String(curve.laneM) };
    note(io, reason("LAYOUT_RECALLED", { licenceClass, ...figures }));
  }
  const text = asText(course);
  if (values.out === undefined) outLines(io, text);
  else writeWholeOrSay(values.out, `${text}\n`);
  return 0;
}

function classNamed(text: string): LicenceClass {
  const found = LICENCE_CLASSES.find((one) => one === text);
  if (found === undefined) throw usage(`--class: found ${text}, allowed: ${LICENCE_CLASSES.join(", ")}.`);
  return found;
}

/** What was asked for has to be possible; of what was not, it is told what is left out. */
function kindsAsked(items: string | undefined, licenceClass: LicenceClass, io: CliIo): readonly string[] {
  const refusalOf = (kind: string): Reason | null => whyNotLaid(kind, licenceClass);
  if (items !== undefined) {
    const kinds = items.split(",").map((kind) => kind.trim());
    for (const kind of kinds) {
      if (!Object.hasOwn(LAYOUTS, kind))
        throw usage(`--items: found ${kind}, allowed: ${Object.keys(LAYOUTS).join(", ")}.`);
      const why = refusalOf(kind);
      if (why !== null) throw usage(`--items: ${sentenceOf(why).en}.`);
    }
    return kinds;
  }
  const reasons = kindsOf(licenceClass).map((kind) => ({ kind, why: refusalOf(kind) }));
  const kinds = reasons.filter(({ why }) => why === null).map(({ kind }) => kind);
  const left = reasons.flatMap(({ why }) => why ?? []);
  if (kinds.length === 0)
    throw usage(`--class ${licenceClass}: ${sentenceOf(left[0] ?? reason("LAYOUT_NOTHING", {})).en}.`);
  for (const why of left) note(io, why);
  return kinds;
}

function refuseOtherClass({ lengthM }: VehicleBody, licenceClass: LicenceClass): void {
  if (isOfClass(lengthM, licenceClass)) return;
  const { least = null, below = null } = CLASS_LENGTH_M[licenceClass] ?? {};
  const bounds = {
    least: least === null ? null : String(least),
    below: below === null ? null : String(below),
  };
  const why = reason("COURSE_VEHICLE_CLASS", {
    classes: [licenceClass],
    lengthM: String(lengthM),
    ...bounds,
  });
  throw usage(`--class ${licenceClass}: ${sentenceOf(why).en}.`);
}

function note(io: CliIo, why: Reason): void {
  const { zh, en } = sentenceOf(why);
  io.err(`note: ${en}. ${zh}。`);
}

function parseOrigin(text: string): { latitudeDeg: number; longitudeDeg: number; heightM: number } {
  const [latitudeDeg, longitudeDeg, heightM = 0, ...rest] = text.split(",").map(Number);
  const good = (value: number | undefined, limit: number): value is number =>
    value !== undefined && Number.isFinite(value) && Math.abs(value) <= limit;
  if (!good(latitudeDeg, 89) || !good(longitudeDeg, 180) || !good(heightM, 9000) || rest.length > 0)
    throw usage(`--origin: found ${text}, allowed: LAT,LON[,HEIGHT] in degrees and metres.`);
  return { latitudeDeg, longitudeDeg, heightM };
}

function usage(message: string): EdgeError {
  return new EdgeError("USAGE", message);
}

/** One feature a line: a changed survey shows as changed lines. */
function asText(course: Record<string, unknown>): string {
  const features = Array.isArray(course.features) ? course.features : [];
  const head = JSON.stringify({ ...course, features: [] }).replace(/\[\]\}$/, "[\n");
  return `${head}${features.map((feature) => JSON.stringify(feature)).join(",\n")}\n]}`;
}
