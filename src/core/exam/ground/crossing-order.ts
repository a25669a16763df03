import { reason } from "../../trade/reasons.ts";
import type { CourseItem } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import type { LocalPoint } from "../geodesy.ts";
import { boundariesFor } from "../watch/line-contact.ts";
import {
  type CourseProblem,
  type Ground,
  placeAt,
  refuses,
  refusesAt,
  warns,
  warnsAt,
} from "./course-problem.ts";
import { chord, distance, middle, nearestOn, rayHit, segmentsOf, travelOver } from "./plane.ts";
import { legsOf, type Passage, type Station } from "./way.ts";

/** Legs may lie as far apart as a survey is wrong. */
const LEG_APART_M = 0.05;

/** The route by itself: numbers, and each leg begins where the one before ended. */
export function routeProblems({ course }: Ground): CourseProblem[] {
  const legs = legsOf(course);
  const unnumbered = course.features
    .filter((feature) => feature.role === "route" && feature.leg === null)
    .map((feature) => warnsAt(feature, reason("COURSE_LEG_UNNUMBERED", {})));
  if (legs.length === 0) return [...unnumbered, warns(reason("COURSE_NO_ROUTE", {}))];
  const joined = legs.slice(1).flatMap((leg, i) => {
    const before = legs[i];
    if (before === undefined) return [];
    if (before.leg === leg.leg)
      return [refusesAt(leg, reason("COURSE_LEG_NUMBER", { leg: leg.leg, other: before.index }))];
    const [from, to] = [chord(before.line).b, chord(leg.line).a];
    const metres = distance(from, to);
    if (metres <= LEG_APART_M) return [];
    const apart = { leg: leg.leg, metres: metres.toFixed(2), ...placeAt(course.frame, to) };
    return [refusesAt(leg, reason("COURSE_LEG_APART", apart))];
  });
  return [...unnumbered, ...joined];
}

/** Entry and exit of each item by the route: crossed, from left to right, and one item after the other. */
export function crossingProblems(
  { course }: Ground,
  passages: ReadonlyMap<string, Passage>,
  stations: readonly Station[],
): CourseProblem[] {
  let left: { item: string; at: number } | null = null;
  const inOrder = course.items.toSorted((a, b) => entryOf(passages, a) - entryOf(passages, b));
  return inOrder.flatMap(({ item }) => {
    const passage = passages.get(item);
    const entry = featureOf(course.features, item, "entry");
    const exit = featureOf(course.features, item, "exit");
    if (passage === undefined || entry === undefined || exit === undefined) return [];
    const { entryAt, exitAt, entryBackward, exitBackward } = passage;
    const place = (i: number, end: "front" | "rear") => placeAt(course.frame, stations[i]?.[end] ?? [0, 0]);
    if (entryAt === null) return [notCrossed(entry, "front", entryBackward, place)];
    const before = left;
    left = { item, at: exitAt ?? Number.POSITIVE_INFINITY };
    const early =
      before !== null && entryAt < before.at
        ? [
            refusesAt(
              entry,
              reason("COURSE_CROSSED_EARLY", { after: before.item, ...place(entryAt, "front") }),
            ),
          ]
        : [];
    return exitAt === null ? [...early, notCrossed(exit, "rear", exitBackward, place)] : early;
  });

  function notCrossed(
    feature: CourseFeature,
    end: "front" | "rear",
    backward: number | null,
    place: (i: number, end: "front" | "rear") => ReturnType<typeof placeAt>,
  ): CourseProblem {
    if (backward !== null)
      return refusesAt(
        feature,
        reason("COURSE_CROSSED_WRONG_WAY", { how: "route", ...place(backward, end) }),
      );
    const at = placeAt(course.frame, middle(feature.line));
    return refusesAt(feature, reason("COURSE_NOT_CROSSED", { end, ...at }));
  }
}

function entryOf(passages: ReadonlyMap<string, Passage>, { item }: CourseItem): number {
  return passages.get(item)?.entryAt ?? -1;
}

/** Where no route tells: from the middle of the entry, the exit lies ahead; and at the exit, the entry behind. */
export function directionProblems({ course }: Ground): CourseProblem[] {
  return course.items.flatMap(({ item, entry, exit }) => {
    const [from, to] = [middle(entry), middle(exit)];
    return (["entry", "exit"] as const).flatMap((role) => {
      const feature = featureOf(course.features, item, role);
      const line = role === "entry" ? entry : exit;
      const [x, y] = travelOver(line);
      if (feature === undefined || (to[0] - from[0]) * x + (to[1] - from[1]) * y > 0) return [];
      const wrong = { how: "lines", ...placeAt(course.frame, middle(line)) };
      return [refusesAt(feature, reason("COURSE_CROSSED_WRONG_WAY", wrong))];
    });
  });
}

/** Further than this no lane is wide. */
const LANE_MAX_M = 30;

/** Entry and exit reach from edge to edge, as far as the middle of a vehicle can come. */
export function spanProblems({ course, vehicle }: Ground): CourseProblem[] {
  return course.items.flatMap((item) => {
    const walls = item.boundaries.flatMap(({ line }) => segmentsOf(line));
    return (["entry", "exit"] as const).flatMap((role) => {
      const feature = featureOf(course.features, item.item, role);
      if (feature === undefined) return [];
      const { a, b } = chord(feature.line);
      const from = middle(feature.line);
      return [a, b].flatMap((end) => {
        const out = distance(from, end);
        const direction: LocalPoint = [(end[0] - from[0]) / out, (end[1] - from[1]) / out];
        const hits = walls.flatMap((wall) => rayHit(from, direction, wall) ?? []);
        const metres = Math.min(LANE_MAX_M, ...hits) - out;
        if (hits.length === 0 || metres <= vehicle.widthM / 2 || metres + out >= LANE_MAX_M) return [];
        const at = placeAt(course.frame, end);
        return [refusesAt(feature, reason("COURSE_LINE_NARROW", { metres: metres.toFixed(2), ...at }))];
      });
    });
  });
}

/** The rear axle never comes so near to a boundary that the vehicle would stand on it, however it is turned. */
export function roomProblems(
  { course, vehicle }: Ground,
  passages: ReadonlyMap<string, Passage>,
): CourseProblem[] {
  const rearM = vehicle.rearOverhangM;
  return course.items.flatMap((item) => {
    const lines = [
      { boundaries: boundariesFor(item, "wheels"), leastM: Math.min(vehicle.trackM / 2, rearM) },
      { boundaries: boundariesFor(item, "body"), leastM: Math.min(vehicle.widthM / 2, rearM) },
    ].flatMap(({ boundaries, leastM }) =>
      boundaries.map(({ line, feature }) => ({ segments: segmentsOf(line), feature, leastM })),
    );
    for (const { axle } of passages.get(item.item)?.within ?? [])
      for (const { segments, feature, leastM } of lines)
        for (const segment of segments) {
          const metres = distance(axle, nearestOn(segment, axle));
          if (metres >= leastM) continue;
          const found = { boundary: feature, metres: metres.toFixed(2), ...placeAt(course.frame, axle) };
          const own = course.features.find(({ index }) => index === feature);
          const why = reason("COURSE_ROUTE_TOO_NEAR", found);
          return [own === undefined ? refuses(why) : refusesAt(own, why)];
        }
    return [];
  });
}

export function featureOf(
  features: readonly CourseFeature[],
  item: string,
  role: CourseFeature["role"],
): CourseFeature | undefined {
  return features.find((feature) => feature.item === item && feature.role === role);
}
