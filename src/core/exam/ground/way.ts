import type { CourseItem, SurveyedCourse } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import type { LocalPoint } from "../geodesy.ts";
import { OUTLINE_FRONT, OUTLINE_REAR, type VehicleBody } from "../vehicle-body.ts";
import { crossingSense, distance, middle, pointsOf, segmentsOf, travelOver } from "./plane.ts";

/** The vehicle somewhere on the route: the middle of its rear axle, the ends of its body, the way its nose points. */
export interface Station {
  readonly axle: LocalPoint;
  readonly front: LocalPoint;
  readonly rear: LocalPoint;
  readonly nose: LocalPoint;
}

/** How the route goes through an item: indices into the stations; null where it does not cross that line, or only the wrong way. */
export interface Passage {
  readonly entryAt: number | null;
  readonly exitAt: number | null;
  /** The line was crossed from its right to its left instead. */
  readonly entryBackward: number | null;
  readonly exitBackward: number | null;
  /** Stations of which the rear axle lies between the two lines. */
  readonly within: readonly Station[];
}

/** Between two stations of the route, metres. */
const STEP_M = 0.2;

/** Numbered legs in driving order. Without numbers a route is for people to look at. */
export function legsOf(course: SurveyedCourse): (CourseFeature & { readonly leg: number })[] {
  return course.features
    .flatMap((feature) =>
      feature.role === "route" && feature.leg !== null ? [{ ...feature, leg: feature.leg }] : [],
    )
    .sort((a, b) => a.leg - b.leg);
}

export function stationsOf(course: SurveyedCourse, vehicle: VehicleBody): Station[] {
  return legsOf(course).flatMap(({ line, reverse }) => {
    const points = pointsOf(line);
    return points.slice(1).flatMap((b, i) => alongPiece(points[i] ?? b, b, reverse, vehicle));
  });
}

function alongPiece(a: LocalPoint, b: LocalPoint, reverse: boolean, vehicle: VehicleBody): Station[] {
  const long = distance(a, b);
  if (long === 0) return [];
  const way: LocalPoint = [(b[0] - a[0]) / long, (b[1] - a[1]) / long];
  const nose: LocalPoint = reverse ? [-way[0], -way[1]] : way;
  const steps = Math.ceil(long / STEP_M);
  return Array.from({ length: steps + 1 }, (_, k): Station => {
    const s = (long * k) / steps;
    const axle: LocalPoint = [a[0] + way[0] * s, a[1] + way[1] * s];
    const on = (y: number): LocalPoint => [axle[0] + nose[0] * y, axle[1] + nose[1] * y];
    const { outline } = vehicle;
    return { axle, nose, front: on(outline[OUTLINE_FRONT]?.y ?? 0), rear: on(outline[OUTLINE_REAR]?.y ?? 0) };
  });
}

/** As an examination sees it: in when the front crosses the entry, out when after that the rear crosses the exit. */
export function passageThrough(item: CourseItem, stations: readonly Station[]): Passage {
  const [entry, exit] = [segmentsOf(item.entry), segmentsOf(item.exit)];
  let entryAt: number | null = null;
  let exitAt: number | null = null;
  let entryBackward: number | null = null;
  let exitBackward: number | null = null;
  let axleIn = 0;
  let axleOut = 0;
  for (let i = 1; i < stations.length && exitAt === null; i++) {
    const before = stations[i - 1] as Station;
    const now = stations[i] as Station;
    const inward = crossingSense(entry, before.front, now.front);
    if (inward > 0) entryAt ??= i;
    if (inward < 0 && entryAt === null) entryBackward ??= i;
    if (crossingSense(entry, before.axle, now.axle) > 0) axleIn = i;
    const outward = crossingSense(exit, before.rear, now.rear);
    if (crossingSense(exit, before.axle, now.axle) > 0) axleOut = i;
    if (outward < 0) exitBackward ??= i;
    if (outward > 0 && entryAt !== null) exitAt = i;
  }
  const found = entryAt !== null && exitAt !== null;
  const within = found
    ? stations.slice(Math.max(axleIn, entryAt ?? 0), axleOut > axleIn ? axleOut : (exitAt ?? 0))
    : [];
  return { entryAt, exitAt, entryBackward, exitBackward, within };
}

/** Places that are in an item for certain where no route says so: just behind its entry, just before its exit, in its bay, at its pole line. */
export function knownPlaces({ entry, exit, bay, poleLine }: CourseItem): LocalPoint[] {
  const places = [beside(entry, 1), beside(exit, -1)];
  if (bay !== null) places.push(middleOfRing(pointsOf(bay)));
  if (poleLine !== null) places.push(middle(poleLine.line));
  return places;
}

const BESIDE_M = 0.05;

function beside(line: CourseItem["entry"], sense: 1 | -1): LocalPoint {
  const [x, y] = middle(line);
  const [tx, ty] = travelOver(line);
  return [x + sense * BESIDE_M * tx, y + sense * BESIDE_M * ty];
}

function middleOfRing(ring: readonly LocalPoint[]): LocalPoint {
  const sum = ring.reduce<LocalPoint>(([x, y], p) => [x + p[0], y + p[1]], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}
