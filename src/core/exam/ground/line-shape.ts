import { reason } from "../../trade/reasons.ts";
import type { SurveyedCourse } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import { type CourseProblem, placeAt, refusesAt } from "./course-problem.ts";
import { crossingOf, distance, lengthOf, pointsOf, segmentsOf } from "./plane.ts";

/** 8 decimals of a degree are 1.1 mm; the narrowest window of a rule is 25 mm, and 7 would take half of it. */
const DECIMALS_MIN = 8;
/** Nearer than any survey can tell two points apart. */
const SAME_POINT_M = 0.001;
/** Shorter than this a line was not meant to be one. */
const LENGTH_MIN_M = { boundary: 0.05, other: 0.5 };

/** What is wrong with a line by itself, whatever it is for. */
export function lineShapeProblems(course: SurveyedCourse): CourseProblem[] {
  return course.features.flatMap((feature) => [
    ...decimalProblems(feature),
    ...pointProblems(course, feature),
    ...lengthProblems(course, feature),
    ...(feature.role === "route" || feature.role === "bay" ? [] : loopProblems(course, feature)),
  ]);
}

/** JSON drops zeros at the end: what a feature was written with is what its longest number shows. */
function decimalProblems(feature: CourseFeature): CourseProblem[] {
  const found = Math.max(...feature.lonLat.flat().map(decimalsOf));
  if (found >= DECIMALS_MIN) return [];
  return [refusesAt(feature, reason("COURSE_DECIMALS", { found, least: DECIMALS_MIN }))];
}

function decimalsOf(degrees: number): number {
  const [mantissa = "", exponent = "0"] = String(degrees).split("e");
  return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent));
}

function pointProblems({ frame }: SurveyedCourse, feature: CourseFeature): CourseProblem[] {
  const points = pointsOf(feature.line);
  const last = points.length - 1;
  return points.flatMap((p, point) => {
    const before = point === 0 ? nearlyClosing(feature) : points[point - 1];
    if (before === undefined || before === null || distance(p, before) >= SAME_POINT_M) return [];
    const which = point === 0 ? last : point;
    return [refusesAt(feature, reason("COURSE_POINT_TWICE", { point: which, ...placeAt(frame, p) }))];
  });
}

/** The last point of a bay's ring, where it is neither the first one again nor a corner. */
function nearlyClosing({ role, line }: CourseFeature) {
  const points = pointsOf(line);
  const [first, last] = [points[0], points.at(-1)];
  if (role !== "bay" || first === undefined || last === undefined || distance(first, last) === 0) return null;
  return last;
}

function lengthProblems({ frame }: SurveyedCourse, feature: CourseFeature): CourseProblem[] {
  const least =
    feature.role === "boundary" || feature.role === "route" ? LENGTH_MIN_M.boundary : LENGTH_MIN_M.other;
  const metres = lengthOf(feature.line);
  if (metres >= least) return [];
  const place = placeAt(frame, pointsOf(feature.line)[0] ?? [0, 0]);
  return [
    refusesAt(
      feature,
      reason("COURSE_LINE_SHORT", { metres: metres.toFixed(3), least: String(least), ...place }),
    ),
  ];
}

/** The first place where a line crosses itself; a ring that ends where it began does not. */
function loopProblems({ frame }: SurveyedCourse, feature: CourseFeature): CourseProblem[] {
  const segments = segmentsOf(feature.line);
  const closed =
    segments.length > 2 && distance(segments[0]?.a ?? [0, 0], segments.at(-1)?.b ?? [1, 1]) === 0;
  for (const [i, one] of segments.entries())
    for (let j = i + 2; j < segments.length; j++) {
      const other = segments[j];
      if (other === undefined || (closed && i === 0 && j === segments.length - 1)) continue;
      const place = crossingOf(one, other);
      if (place !== null)
        return [refusesAt(feature, reason("COURSE_LINE_CROSSES_ITSELF", placeAt(frame, place)))];
    }
  return [];
}
