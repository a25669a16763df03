import { parseCourse, type SurveyedCourse } from "../../../../src/core/exam/course.ts";
import { LocalFrame } from "../../../../src/core/exam/geodesy.ts";
import { checkCourse, refusals } from "../../../../src/core/exam/ground/check-course.ts";
import type { CourseProblem } from "../../../../src/core/exam/ground/course-problem.ts";
import type { ExamRulebook } from "../../../../src/core/exam/rulebook.ts";
import type { VehicleBody } from "../../../../src/core/exam/vehicle-body.ts";
import { type Reason, sentenceOf } from "../../../../src/core/trade/reasons.ts";
import {
  demoCourseDocument,
  demoRulebook,
  demoVehicle,
  drive,
  ExamRun,
  legsOf,
} from "../../../support/exam-drive.ts";

/** The demo course with one thing changed, as a slip of a surveyor or of his program changes it. */
export interface MutableFeature {
  type: string;
  properties: Record<string, unknown> & { item: string; role: string };
  geometry: { type: string; coordinates: unknown };
}

export interface MutableCourse {
  type: string;
  crs?: unknown;
  proofmark: {
    origin: { latitudeDeg: number; longitudeDeg: number; heightM: number };
    forVehicle: { lengthM: number; widthM: number; wheelbaseM: number };
  };
  features: MutableFeature[];
}

export type LonLat = [number, number];

export function demoDocument(): MutableCourse {
  return demoCourseDocument() as unknown as MutableCourse;
}

export function changed(change: (course: MutableCourse) => void): MutableCourse {
  const course = demoDocument();
  change(course);
  return course;
}

/** The points of a feature, as the array that stands in the document. */
export function pointsIn({ geometry }: MutableFeature): LonLat[] {
  return (
    geometry.type === "Polygon" ? (geometry.coordinates as LonLat[][])[0] : geometry.coordinates
  ) as LonLat[];
}

export function moved(
  course: MutableCourse,
  [longitudeDeg, latitudeDeg]: LonLat,
  east: number,
  north: number,
): LonLat {
  const frame = new LocalFrame(course.proofmark.origin);
  const [x, y] = frame.toLocal(latitudeDeg, longitudeDeg);
  const place = frame.toGeodetic(x + east, y + north);
  return [Number(place.longitudeDeg.toFixed(11)), Number(place.latitudeDeg.toFixed(11))];
}

export type Outcome =
  | {
      readonly kind: "refused";
      readonly codes: readonly string[];
      readonly features: readonly (number | null)[];
    }
  | { readonly kind: "driven"; readonly verdict: string; readonly outcomes: string };

/** The code of what is said of a feature, without the feature. */
export function saidOf(why: Reason): string {
  return why.code === "COURSE_FEATURE" ? why.params.because.code : why.code;
}

/** What the door says of it; where it lets it in, what comes of a drive without a mistake: every outcome of every rule. */
export function outcomeOf(document: MutableCourse): Outcome {
  const read = parseCourse(document);
  if (!read.ok) return { kind: "refused", codes: [read.reason.code], features: [read.featureIndex] };
  const refused = refusals(
    checkCourse({ course: read.course, vehicle: demoVehicle(), rulebook: demoRulebook() }),
  );
  if (refused.length > 0)
    return {
      kind: "refused",
      codes: refused.map((problem) => saidOf(problem.reason)),
      features: refused.map(({ feature }) => feature),
    };
  const legs = legsOf(read.course, document as unknown as Parameters<typeof legsOf>[1]).sort(
    (a, b) => a.number - b.number,
  );
  const run = new ExamRun({ course: read.course });
  run.command({ name: "begin" });
  run.observe(drive(read.course, demoVehicle(), { legs, hz: 10 }));
  if (run.state.phase === "running") run.command({ name: "end" });
  const report = run.report();
  const findings = [...report.findings, ...report.items.flatMap((item) => item.findings)];
  const outcomes = findings.map(({ item, rule, outcome }) => `${item} ${rule} ${outcome}`).join("\n");
  return { kind: "driven", verdict: report.verdict ?? "-", outcomes };
}

export function course(document: unknown): SurveyedCourse {
  const read = parseCourse(document);
  if (!read.ok) throw new Error(sentenceOf(read.reason).en);
  return read.course;
}

export function problems(
  document: unknown,
  use: { vehicle?: VehicleBody; rulebook?: ExamRulebook } = {},
): readonly CourseProblem[] {
  const { vehicle = demoVehicle(), rulebook = demoRulebook() } = use;
  return checkCourse({ course: course(document), vehicle, rulebook });
}

export const said = (found: readonly CourseProblem[]): string[] =>
  found.map(({ severity, feature, reason }) => `${severity} ${feature ?? "-"} ${saidOf(reason)}`);
export const english = (found: readonly CourseProblem[]): string =>
  found.map(({ reason }) => sentenceOf(reason).en).join("\n");

export function feature(document: MutableCourse, item: string, role: string, which = 0): MutableFeature {
  const found = document.features.filter(
    ({ properties }) => properties.item === item && properties.role === role,
  );
  const one = found[which];
  if (one === undefined) throw new Error(`no ${role} of ${item}`);
  return one;
}

export function at(document: MutableCourse, which: MutableFeature): number {
  return document.features.indexOf(which);
}

/** The demo course with one of its features changed, and the index of that. */
export function withFeature(
  item: string,
  role: string,
  change: (points: LonLat[], document: MutableCourse, one: MutableFeature) => void,
  which = 0,
): { document: MutableCourse; index: number } {
  const document = demoDocument();
  const one = feature(document, item, role, which);
  change(pointsIn(one), document, one);
  return { document, index: at(document, one) };
}
