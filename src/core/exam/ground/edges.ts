import { reason } from "../../trade/reasons.ts";
import type { Boundary, CourseItem } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import type { LocalPoint } from "../geodesy.ts";
import { type CourseProblem, type Ground, placeAt, refuses, refusesAt, warns } from "./course-problem.ts";
import { liesOutside } from "./edge-ends.ts";
import { leftOf, middle, rayHit, type Segment, segmentsOf } from "./plane.ts";
import { knownPlaces, type Passage } from "./way.ts";

/** Directions in which a place of the way looks for the lines around it. */
const RAYS = 16;
/** A second line of the same paint lies so close behind the first, and runs along it. */
const SAME_PAINT_M = 0.3;
const ALONG_COS = 0.9;
/** Every so many stations of the route one looks around. */
const LOOK_EVERY = 5;
/** And every so many, whether there is an edge on either side; openings that are smaller have two ends near each other. */
const SIDE_EVERY = 2;

interface Wall {
  readonly segment: Segment;
  /** Null: entry or exit. */
  readonly boundary: Boundary | null;
}

interface Hit extends Wall {
  readonly distanceM: number;
}

/** How often a boundary's permitted side faced the way, and how often its other side did. */
interface Votes {
  right: number;
  wrong: number;
  from: LocalPoint;
}

/** Whether `inside` of each boundary is the side on which the item is driven, and whether the way has an edge on both sides. */
export function edgeProblems(ground: Ground, item: CourseItem, passage: Passage | null): CourseProblem[] {
  const walls: Wall[] = [
    ...item.boundaries.flatMap((boundary) =>
      segmentsOf(boundary.line).map((segment) => ({ segment, boundary })),
    ),
    ...[...segmentsOf(item.entry), ...segmentsOf(item.exit)].map((segment) => ({ segment, boundary: null })),
  ];
  const route = passage === null || passage.within.length === 0 ? null : passage;
  const places =
    route === null
      ? knownPlaces(item)
      : route.within.filter((_, i) => i % LOOK_EVERY === 0).map(({ axle }) => axle);
  const votes = lookAround(item, places, walls);
  return [...sideProblems(ground, item, votes), ...openProblems(ground, item, walls, route)];
}

function lookAround(
  item: CourseItem,
  places: readonly LocalPoint[],
  walls: readonly Wall[],
): Map<Boundary, Votes> {
  const votes = new Map<Boundary, Votes>(
    item.boundaries.map((boundary) => [boundary, { right: 0, wrong: 0, from: [0, 0] }]),
  );
  for (const from of places)
    for (let k = 0; k < RAYS; k++) {
      const angle = (2 * Math.PI * k) / RAYS;
      for (const { boundary, segment } of seen(from, [Math.cos(angle), Math.sin(angle)], walls)) {
        const vote = boundary === null ? undefined : votes.get(boundary);
        if (vote === undefined) continue;
        const onLeft = leftOf(segment, from) > 0;
        if (onLeft === (boundary?.inside === "left")) vote.right++;
        else {
          vote.wrong++;
          vote.from = from;
        }
      }
    }
  return votes;
}

/** The first line that a ray meets, and those of the same paint behind it. */
function seen(from: LocalPoint, direction: LocalPoint, walls: readonly Wall[]): Hit[] {
  const hits = hitsOf(from, direction, walls);
  const first = hits.reduce<Hit | null>(
    (nearest, hit) => (nearest === null || hit.distanceM < nearest.distanceM ? hit : nearest),
    null,
  );
  if (first === null) return [];
  return hits.filter(
    (hit) =>
      hit === first ||
      (hit.distanceM - first.distanceM <= SAME_PAINT_M && runsAlong(hit.segment, first.segment)),
  );
}

function hitsOf(from: LocalPoint, direction: LocalPoint, walls: readonly Wall[]): Hit[] {
  const hits: Hit[] = [];
  for (const wall of walls) {
    const distanceM = rayHit(from, direction, wall.segment);
    if (distanceM !== null) hits.push({ ...wall, distanceM });
  }
  return hits;
}

function runsAlong(s: Segment, t: Segment): boolean {
  const [ux, uy] = [s.b[0] - s.a[0], s.b[1] - s.a[1]];
  const [vx, vy] = [t.b[0] - t.a[0], t.b[1] - t.a[1]];
  return Math.abs(ux * vx + uy * vy) >= ALONG_COS * Math.hypot(ux, uy) * Math.hypot(vx, vy);
}

function sideProblems(
  { course }: Ground,
  item: CourseItem,
  votes: ReadonlyMap<Boundary, Votes>,
): CourseProblem[] {
  return [...votes].flatMap(([boundary, { right, wrong, from }]) => {
    const feature = featureAt(course.features, boundary.feature);
    if (feature === undefined) return [];
    if (wrong > right) {
      const seenFrom = { inside: boundary.inside, ...placeAt(course.frame, from) };
      return [refusesAt(feature, reason("COURSE_BOUNDARY_INSIDE", seenFrom))];
    }
    if (right > 0 || liesOutside(item, boundary) || isJoined(item, boundary, votes)) return [];
    return [
      refusesAt(feature, reason("COURSE_BOUNDARY_ASIDE", placeAt(course.frame, middle(boundary.line)))),
    ];
  });
}

/** Of an edge of several features, some are seen, and the sides of all agree (edge-ends.ts). */
function isJoined(item: CourseItem, boundary: Boundary, votes: ReadonlyMap<Boundary, Votes>): boolean {
  const reached = new Set<Boundary>([boundary]);
  for (const one of reached)
    for (const other of item.boundaries) {
      if (reached.has(other) || !meet(one, other)) continue;
      if ((votes.get(other)?.right ?? 0) > 0) return true;
      reached.add(other);
    }
  return false;
}

const MEET_M = 0.02;

function meet(one: Boundary, other: Boundary): boolean {
  const ends = (line: Boundary["line"]) => [line.slice(0, 2), line.slice(-2)];
  return ends(one.line).some(([x = 0, y = 0]) =>
    ends(other.line).some(([u = 0, v = 0]) => Math.hypot(x - u, y - v) <= MEET_M),
  );
}

/** Without a route, only the two ends can be looked at, and it is not told that an edge has to be there: a warning. */
function openProblems(
  { course }: Ground,
  item: CourseItem,
  walls: readonly Wall[],
  route: Passage | null,
): CourseProblem[] {
  if (item.boundaries.length === 0) return [];
  const looks =
    route?.within.filter((_, i) => i % SIDE_EVERY === 0).map(({ axle, nose }) => ({ place: axle, nose })) ??
    knownPlaces(item)
      .slice(0, 1)
      .map((place) => ({ place, nose: alongEntry(item) }));
  const edges = route === null ? walls.filter(({ boundary }) => boundary !== null) : walls;
  return (["left", "right"] as const).flatMap((side) => {
    const open = looks.find(({ place, nose: [x, y] }) => {
      const direction: LocalPoint = side === "left" ? [-y, x] : [y, -x];
      return hitsOf(place, direction, edges).length === 0;
    });
    if (open === undefined) return [];
    const why = reason("COURSE_EDGE_MISSING", {
      item: item.item,
      side,
      ...placeAt(course.frame, open.place),
    });
    return [route === null ? warns(why) : refuses(why)];
  });
}

function alongEntry({ entry }: CourseItem): LocalPoint {
  const [segment] = segmentsOf(entry);
  if (segment === undefined) return [0, 1];
  const [dx, dy] = [segment.b[0] - segment.a[0], segment.b[1] - segment.a[1]];
  const long = Math.hypot(dx, dy);
  return [dy / long, -dx / long];
}

function featureAt(features: readonly CourseFeature[], index: number): CourseFeature | undefined {
  return features.find((feature) => feature.index === index);
}
