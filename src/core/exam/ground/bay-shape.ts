import { reason } from "../../trade/reasons.ts";
import type { CourseItem } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import type { LocalPoint } from "../geodesy.ts";
import { boundariesFor } from "../watch/line-contact.ts";
import { type CourseProblem, type Ground, placeAt, refuses, refusesAt } from "./course-problem.ts";
import { chord, distance, distanceTo, leftOf, pointsOf } from "./plane.ts";

/** A corner turns by more; a point on a straight side is none. */
const CORNER_RAD = 0.03;
/** A bay is surveyed by the middle of its paint or by its edge; paint is 0.10 to 0.15 m wide (recalled, GA 1029). */
const BAY_ON_BOUNDARY_M = 0.3;

export function bayProblems(ground: Ground): CourseProblem[] {
  const { course } = ground;
  return course.features
    .filter((feature) => feature.role === "bay")
    .flatMap((feature) => {
      const item = course.items.find((one) => one.item === feature.item);
      const corners = cornersOf(feature);
      const turning = turnProblems(ground, feature, corners);
      if (turning.length > 0 || item === undefined) return turning;
      return [
        ...sizeProblems(ground, feature, corners),
        ...placeProblems(ground, feature, item, corners),
        ...controlLineProblems(item, corners),
      ];
    });
}

function cornersOf({ line }: CourseFeature): LocalPoint[] {
  const ring = pointsOf(line);
  const open = ring.filter((p, i) => i === 0 || distance(p, ring[i - 1] ?? p) > 0);
  if (open.length > 1 && distance(open[0] ?? [0, 0], open.at(-1) ?? [0, 0]) === 0) open.pop();
  return open.filter((p, i) => Math.abs(turnAt(open, i, p)) > CORNER_RAD);
}

/** How far the ring turns at its point `i`, radians; positive to the left. */
function turnAt(ring: readonly LocalPoint[], i: number, p: LocalPoint): number {
  const before = ring.at(i - 1) ?? p;
  const after = ring[(i + 1) % ring.length] ?? p;
  const turn = Math.atan2(after[1] - p[1], after[0] - p[0]) - Math.atan2(p[1] - before[1], p[0] - before[0]);
  return Math.atan2(Math.sin(turn), Math.cos(turn));
}

/** Four corners that turn one way, and once around: a bow tie turns both ways, a star twice. */
function turnProblems({ course }: Ground, feature: CourseFeature, corners: LocalPoint[]): CourseProblem[] {
  if (corners.length !== 4)
    return [refusesAt(feature, reason("COURSE_BAY_CORNERS", { found: corners.length }))];
  const turns = corners.map((p, i) => turnAt(corners, i, p));
  const sign = Math.sign(turns.reduce((sum, turn) => sum + Math.sign(turn), 0)) || 1;
  const wrong = turns.findIndex((turn) => turn * sign <= 0);
  if (wrong < 0) return [];
  const place = placeAt(course.frame, corners[wrong] ?? [0, 0]);
  return [refusesAt(feature, reason("COURSE_BAY_NOT_CONVEX", place))];
}

function sizeProblems({ vehicle }: Ground, feature: CourseFeature, corners: LocalPoint[]): CourseProblem[] {
  const [a, b, c, d] = corners.map((p, i) => distance(p, corners[(i + 1) % corners.length] ?? p));
  const sides = [Math.min(a ?? 0, c ?? 0), Math.min(b ?? 0, d ?? 0)];
  const [longM, wideM] = [Math.max(...sides), Math.min(...sides)];
  if (longM >= vehicle.lengthM && wideM >= vehicle.widthM) return [];
  const size = {
    lengthM: longM.toFixed(2),
    widthM: wideM.toFixed(2),
    vehicleLengthM: String(vehicle.lengthM),
    vehicleWidthM: String(vehicle.widthM),
  };
  return [refusesAt(feature, reason("COURSE_BAY_SMALL", size))];
}

/** The bay is where its lines are. */
function placeProblems(
  { course }: Ground,
  feature: CourseFeature,
  item: CourseItem,
  corners: LocalPoint[],
): CourseProblem[] {
  const lines = boundariesFor(item, "body").map(({ line }) => line);
  if (lines.length === 0) return [];
  return corners.flatMap((corner) => {
    const metres = Math.min(...lines.map((line) => distanceTo(line, corner)));
    if (metres <= BAY_ON_BOUNDARY_M) return [];
    const at = placeAt(course.frame, corner);
    const found = { metres: metres.toFixed(2), most: String(BAY_ON_BOUNDARY_M), ...at };
    return [refusesAt(feature, reason("COURSE_BAY_OFF_BOUNDARY", found))];
  });
}

/** "Past the line" is the side away from the bay: the bay lies on one side, and where there are two lines, between them. */
function controlLineProblems(item: CourseItem, corners: LocalPoint[]): CourseProblem[] {
  const lines = Object.entries(item.controlLines);
  return lines.flatMap(([name, line]) => {
    const segment = chord(line);
    const leftM = (p: LocalPoint): number => leftOf(segment, p) / distance(segment.a, segment.b);
    const others = lines.filter(([other]) => other !== name).flatMap(([, other]) => pointsOf(other));
    const bay = corners.every((corner) => leftM(corner) > -BAY_ON_BOUNDARY_M);
    const between = others.every((p) => leftM(p) > 0);
    return bay && between ? [] : [refuses(reason("COURSE_CONTROL_LINES", { item: item.item, name }))];
  });
}
