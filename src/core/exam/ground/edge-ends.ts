import { reason } from "../../trade/reasons.ts";
import type { Boundary, CourseItem, Polyline } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";
import { type CourseProblem, type Ground, placeAt, refusesAt } from "./course-problem.ts";
import { distance, distanceTo, middle, pointsOf, travelOver } from "./plane.ts";

/** Two parts of one edge meet: nearer than RTK can tell their ends apart. */
const JOINED_M = 0.02;
/** A line for the body is the base line of the paint, one for wheels its inner edge: their ends may lie the paint's width apart. */
const OTHER_CONTACT_M = 0.3;
/** A wider opening is no gap: the lines belong to different edges. */
const GAP_MAX_M = 1;
/** An edge may end so short of entry or exit. */
const SHORT_M = 0.3;

interface End {
  readonly boundary: Boundary;
  readonly which: "start" | "end";
  readonly at: LocalPoint;
}

/** Where boundaries end: joined to the next one with the same side permitted, or outside the item, and nowhere else. */
export function endProblems(ground: Ground, item: CourseItem): CourseProblem[] {
  const ends = item.boundaries.flatMap(endsOf);
  return ends.flatMap((end) => [...sideProblems(ground, end, ends), ...gapProblems(ground, item, end, ends)]);
}

function endsOf(boundary: Boundary): End[] {
  const points = pointsOf(boundary.line);
  const first = points[0] ?? [0, 0];
  const last = points.at(-1) ?? first;
  return [
    { boundary, which: "start", at: first },
    { boundary, which: "end", at: last },
  ];
}

/** Two features that go on as one line permit the same side of it. */
function sideProblems({ course }: Ground, end: End, ends: readonly End[]): CourseProblem[] {
  const there = ends.filter((other) => distance(end.at, other.at) <= JOINED_M);
  const [other] = there.filter(({ boundary }) => boundary !== end.boundary);
  // More than two: a crossing of edges, of which nothing can be said. Told once, at the later feature.
  if (there.length !== 2 || other === undefined || other.boundary.feature > end.boundary.feature) return [];
  const goesOn = other.which !== end.which;
  if (goesOn === (other.boundary.inside === end.boundary.inside)) return [];
  const feature = course.features.find(({ index }) => index === end.boundary.feature);
  if (feature === undefined) return [];
  const found = { other: other.boundary.feature, ...placeAt(course.frame, end.at) };
  return [refusesAt(feature, reason("COURSE_SIDES_DIFFER", found))];
}

function gapProblems({ course }: Ground, item: CourseItem, end: End, ends: readonly End[]): CourseProblem[] {
  const { boundary, at } = end;
  const feature = course.features.find(({ index }) => index === boundary.feature);
  if (feature === undefined || isHeld(item, end)) return [];
  const others = ends.filter((other) => other !== end);
  const metres = Math.min(...others.map((other) => distance(at, other.at)));
  const place = placeAt(course.frame, at);
  if (metres <= GAP_MAX_M) {
    // Both ends of a gap see it; it is told once.
    const other = others.find((one) => distance(at, one.at) === metres);
    if (other !== undefined && isLater(other, end)) return [];
    const found = { metres: metres.toFixed(2), most: String(JOINED_M), ...place };
    return [refusesAt(feature, reason("COURSE_BOUNDARY_GAP", found))];
  }
  return isOutside(item, at) ? [] : [refusesAt(feature, reason("COURSE_BOUNDARY_ENDS", place))];
}

function isLater(other: End, end: End): boolean {
  if (other.boundary !== end.boundary) return other.boundary.feature > end.boundary.feature;
  return end.which === "start";
}

/** It touches another boundary, or the other end of its own. */
function isHeld(item: CourseItem, { boundary, which, at }: End): boolean {
  const own = endsOf(boundary).find((end) => end.which !== which);
  if (own !== undefined && distance(own.at, at) <= JOINED_M) return true;
  return item.boundaries.some((other) => {
    if (other === boundary) return false;
    const allowed = other.contact === boundary.contact ? JOINED_M : OTHER_CONTACT_M;
    return distanceTo(other.line, at) <= allowed;
  });
}

/** Before the entry, or past the exit. */
function isOutside(item: CourseItem, p: LocalPoint): boolean {
  return isBefore(item, p) || isBeyond(item, p);
}

function isBefore({ entry }: CourseItem, p: LocalPoint): boolean {
  return past(entry, p) <= SHORT_M;
}

function isBeyond({ exit }: CourseItem, p: LocalPoint): boolean {
  return past(exit, p) >= -SHORT_M;
}

/** A boundary of the run-in or the run-out, which no place of the item has to see. */
export function liesOutside(item: CourseItem, { line }: Boundary): boolean {
  const points = pointsOf(line);
  return points.every((p) => isBefore(item, p)) || points.every((p) => isBeyond(item, p));
}

/** Metres past a line in the direction of travel. */
function past(line: Polyline, p: LocalPoint): number {
  const [x, y] = travelOver(line);
  const [mx, my] = middle(line);
  return (p[0] - mx) * x + (p[1] - my) * y;
}
