import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { parseCourse } from "../core/exam/course.ts";
import { LAYOUTS, layOutCourse } from "../core/exam/course-layout.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";

export const COURSE_GENERATE_HELP = `usage: proofmark course generate --vehicle F --origin LAT,LON[,HEIGHT] [options]

Lays the items of a driving test out for a vehicle, one after another on one site, by the formulas of GA 1029,
and writes GeoJSON (docs/course-format.md).

  --vehicle F    vehicle file (docs/vehicle-format.md)
  --origin P     WGS84 degrees of the start of the first run-in, and ellipsoidal height in metres (default 0)
  --items L      comma list, in driving order (default ${Object.keys(LAYOUTS).join(",")})
  --heading D    direction of the first run-in, degrees clockwise from north (default 90)
  --id NAME      id of the course (default course-1)
  --out F        file to write (default: standard output)

exit codes: 0 written, 2 wrong input
example: proofmark course generate --vehicle config/vehicles/santana-c1.yaml --origin 30.5,114.4,25 --id demo-c1`;

const COMMAND = "course generate";
const OPTIONS = {
  vehicle: { type: "string" },
  origin: { type: "string" },
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
  const kinds = (values.items ?? Object.keys(LAYOUTS).join(",")).split(",").map((kind) => kind.trim());
  for (const kind of kinds) {
    if (!Object.hasOwn(LAYOUTS, kind))
      throw usage(`--items: found ${kind}, allowed: ${Object.keys(LAYOUTS).join(", ")}.`);
  }
  const headingDeg = Number(values.heading ?? "90");
  if (!Number.isFinite(headingDeg)) throw usage("--heading wants degrees.");
  const vehicle = loadYamlFile(files.vehicle, vehicleSchema, BYTES_MAX.vehicle).value;
  const course = layOutCourse(vehicle, { id: values.id ?? "course-1", ...origin, kinds, headingDeg });
  const check = parseCourse(course);
  if (!check.ok) throw usage(`The course cannot be laid out: ${sentenceOf(check.reason).en}.`);
  const text = asText(course);
  if (values.out === undefined) outLines(io, text);
  else writeFileOrSay(values.out, `${text}\n`);
  return 0;
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
