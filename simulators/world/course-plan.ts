import type { DriverDefect } from "../../src/scenario/driver.ts";
import type { CarPose, GroundPoint } from "./car-pose.ts";
import { placeOnGround } from "./car-pose.ts";
import { clearanceAt, poseOn, wheelsOf } from "./course-clearance.ts";
import type { CourseItem, CourseMap, RouteLeg } from "./course-map.ts";
import { CoursePath, lengthOf } from "./course-path.ts";
import { type Stage, stagesOf, turningOf } from "./course-stage.ts";
import type { CourseVehicle } from "./course-vehicle.ts";

/** Where the car is to go, with those mistakes of the driver in it that are mistakes of place. */
export function planDrive(
  map: CourseMap,
  vehicle: CourseVehicle,
  defects: readonly DriverDefect[],
): readonly Stage[] {
  let legs: readonly RouteLeg[] = map.legs;
  for (const defect of defects) {
    if (!("item" in defect)) continue;
    const item = map.items.find((i) => i.id === defect.item);
    if (item === undefined) throw new Error(`The course ${map.id} has no item ${defect.item}.`);
    if (defect.kind === "leaves-out") legs = leaveOut(legs, item);
    if (defect.kind === "forgets-signal")
      legs = legs.map((leg) => (leg.item === item.id ? { ...leg, signal: "none" as const } : leg));
    if (defect.kind === "touches-bay-line") legs = overBayLine(legs, item, vehicle, defect);
    if (defect.kind === "cuts-corner") legs = cutCorner(legs, item, vehicle, defect.byMm / 1000);
    if (defect.kind === "hill-stop-off") legs = stopElsewhere(legs, item, defect.byCm / 100);
    if (defect.kind === "edge-distance") legs = keepFromEdge(legs, item, vehicle, defect.distanceCm / 100);
  }
  return stagesOf(legs);
}

/** The leg of an item in which most of the steering is done; for a parking item the first one backwards. */
export function manoeuvreOf(legs: readonly RouteLeg[], item: string): RouteLeg | undefined {
  const own = legs.filter((leg) => leg.item === item);
  const reverse = own.find((leg) => leg.direction === "reverse");
  if (reverse !== undefined) return reverse;
  return own.toSorted((a, b) => turningOf(b.points) - turningOf(a.points))[0];
}

function replaced(legs: readonly RouteLeg[], old: RouteLeg, ...by: RouteLeg[]): RouteLeg[] {
  return legs.flatMap((leg) => (leg === old ? by : [leg]));
}

/** Straight past the bay, or over the hill without a stop; items that are the road itself cannot be left out. */
function leaveOut(legs: readonly RouteLeg[], item: CourseItem): RouteLeg[] {
  const own = legs.filter((leg) => leg.item === item.id);
  if (item.kind === "hill-start")
    return legs.map((leg) => (own.includes(leg) ? { ...leg, stopS: 0, handbrake: false } : leg));
  const firstBack = own.findIndex((leg) => leg.direction === "reverse");
  const before = own[firstBack - 1];
  const last = own.at(-1);
  if (before === undefined || last === undefined)
    throw new Error(`${item.id} is the road itself and cannot be left out.`);
  const onward = tailFrom(last.points, before.points.at(-1) ?? { x: 0, y: 0 });
  const straight = { ...before, stopS: 0, signal: "none" as const };
  return legs.flatMap((leg) => {
    if (leg === before) return [straight];
    if (leg === last)
      return [{ ...last, points: onward, speedKmh: before.speedKmh, signal: "none" as const }];
    return own.indexOf(leg) >= firstBack ? [] : [leg];
  });
}

function tailFrom(points: readonly GroundPoint[], from: GroundPoint): GroundPoint[] {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, p] of points.entries()) {
    const d = Math.hypot(p.x - from.x, p.y - from.y);
    if (d <= least) {
      least = d;
      nearest = i;
    }
  }
  return [from, ...points.slice(nearest + 1)];
}

/** Straight on at the end of a leg; negative takes away. */
function prolonged(leg: RouteLeg, byM: number): RouteLeg {
  const last = leg.points.at(-1);
  const before = leg.points.at(-2);
  if (last === undefined || before === undefined) return leg;
  const pieceM = Math.hypot(last.x - before.x, last.y - before.y);
  const t = (pieceM + byM) / pieceM;
  const end = { x: before.x + (last.x - before.x) * t, y: before.y + (last.y - before.y) * t };
  return { ...leg, points: [...leg.points.slice(0, -1), end] };
}

/** The next leg begins where this one now ends. */
function beginningAt(leg: RouteLeg, start: GroundPoint | undefined): RouteLeg {
  return start === undefined ? leg : { ...leg, points: [start, ...leg.points.slice(1)] };
}

function endPose(leg: RouteLeg): CarPose {
  const path = new CoursePath(leg.points);
  return poseOn(path, path.lengthM, leg.direction);
}

function overBayLine(
  legs: readonly RouteLeg[],
  item: CourseItem,
  vehicle: CourseVehicle,
  { byMm, line }: Extract<DriverDefect, { kind: "touches-bay-line" }>,
): RouteLeg[] {
  const leg = manoeuvreOf(legs, item.id);
  const { bay } = item;
  if (leg === undefined || bay === null) throw new Error(`${item.id} has no bay to reverse into.`);
  if (line === "side" && item.kind !== "reverse-bay")
    throw new Error(`${item.id} lies along the lane; only a reverse bay is entered off-centre.`);
  const next = legs[legs.indexOf(leg) + 1];
  const moved = (byM: number): RouteLeg => (line === "rear" ? prolonged(leg, byM) : besideBay(leg, leg, byM));
  const beyondM = (movedM: number): number => {
    const pose = endPose(moved(movedM));
    return -Math.min(...vehicle.outline.map((p) => insideDepth(bay, placeOnGround(pose, p))));
  };
  const byM = leastWith((m) => beyondM(m) > byMm / 1000, 4);
  const wrong = moved(byM);
  const changed = replaced(legs, leg, wrong);
  if (next === undefined) return changed;
  return replaced(
    changed,
    next,
    line === "rear" ? beginningAt(next, wrong.points.at(-1)) : besideBay(next, leg, byM),
  );
}

/** Over this way along the lane the car gets from the right line to the wrong one; there it only drives longer. */
const SIDESTEP_M = 0.8;

/** The same way in or out, shifted along the lane, towards where the car came from; the far end stays. */
function besideBay(leg: RouteLeg, into: RouteLeg, byM: number): RouteLeg {
  const path = new CoursePath(leg.points);
  const end = endPose(into);
  const start = into.points[0] ?? { x: end.xM, y: end.yM };
  const right = (end.headingDeg * Math.PI) / 180 + Math.PI / 2;
  const side = Math.sign((start.x - end.xM) * Math.sin(right) + (start.y - end.yM) * Math.cos(right));
  const points: GroundPoint[] = [];
  const shifted = (wayM: number): GroundPoint => {
    const { x, y } = path.at(wayM);
    const fromLaneM = leg === into ? wayM : path.lengthM - wayM;
    const d = side * byM * Math.min(1, fromLaneM / SIDESTEP_M);
    return { x: x + d * Math.sin(right), y: y + d * Math.cos(right) };
  };
  for (let wayM = 0; wayM < path.lengthM - 0.05; wayM += 0.1) points.push(shifted(wayM));
  return { ...leg, points: [...points, shifted(path.lengthM)] };
}

/** By halving: the least value up to `most` for which it holds; it holds from some value on. */
function leastWith(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let round = 0; round < 13; round++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How deep inside a convex ring; negative outside. */
function insideDepth(polygon: readonly GroundPoint[], p: GroundPoint): number {
  let turns = 0;
  for (const [i, b] of polygon.entries()) {
    const a = polygon[i - 1];
    if (a !== undefined) turns += a.x * b.y - b.x * a.y;
  }
  let least = Number.POSITIVE_INFINITY;
  for (const [i, b] of polygon.entries()) {
    const a = polygon[i - 1];
    if (a === undefined) continue;
    const d = ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / Math.hypot(b.x - a.x, b.y - a.y);
    least = Math.min(least, turns > 0 ? d : -d);
  }
  return least;
}

/** A bulge to the inside of the first bend, as wide as it takes; it may reach into the next leg of the item. */
function cutCorner(
  legs: readonly RouteLeg[],
  item: CourseItem,
  vehicle: CourseVehicle,
  byM: number,
): RouteLeg[] {
  const leg = manoeuvreOf(legs, item.id);
  if (leg === undefined) throw new Error(`${item.id} has no bend to cut.`);
  const run = runAround(legs, leg);
  const path = new CoursePath(run.flatMap(({ points }, i) => (i === 0 ? points : points.slice(1))));
  const bend = bendOf(path);
  const bulged = (amplitudeM: number, fromM: number, toM: number): GroundPoint[] => {
    const points: GroundPoint[] = [];
    for (let wayM = fromM; wayM < toM - 0.05; wayM += 0.1) points.push(bulge(path, wayM, bend, amplitudeM));
    return [...points, bulge(path, toM, bend, amplitudeM)];
  };
  const clearanceM = (amplitudeM: number): number => {
    const line = new CoursePath(bulged(amplitudeM, 0, path.lengthM));
    let least = Number.POSITIVE_INFINITY;
    for (let wayM = bend.middleM - bend.halfM; wayM < bend.middleM + bend.halfM; wayM += 0.2) {
      const pose = poseOn(line, wayM, leg.direction);
      least = Math.min(least, clearanceAt(pose, wheelsOf(vehicle), item.boundaries));
    }
    return least;
  };
  const amplitudeM = leastWith((m) => clearanceM(m) < -byM, 3);
  let fromM = 0;
  const cut = new Map<RouteLeg, RouteLeg>();
  for (const part of run) {
    const toM = fromM + lengthOf(part.points);
    cut.set(part, { ...part, points: bulged(amplitudeM, fromM, toM) });
    fromM = toM;
  }
  return legs.map((other) => cut.get(other) ?? other);
}

/** The legs of the same item that are driven in one go with this one. */
function runAround(legs: readonly RouteLeg[], leg: RouteLeg): RouteLeg[] {
  let from = legs.indexOf(leg);
  let to = from;
  const joined = (a: RouteLeg | undefined, b: RouteLeg | undefined): boolean =>
    a !== undefined && b !== undefined && a.item === b.item && a.direction === b.direction && a.stopS === 0;
  while (joined(legs[from - 1], legs[from])) from--;
  while (joined(legs[to], legs[to + 1])) to++;
  return legs.slice(from, to + 1);
}

interface Bend {
  readonly middleM: number;
  readonly halfM: number;
  readonly toTheRight: boolean;
}

/** The first bend: from where the curvature begins to where it ends or changes its sign. */
function bendOf(path: CoursePath): Bend {
  let fromM: number | null = null;
  let toM = path.lengthM;
  let sign = 0;
  for (let wayM = 0; wayM < path.lengthM; wayM += 0.1) {
    const { curvaturePerM } = path.at(wayM);
    if (fromM === null && Math.abs(curvaturePerM) > 0.05) {
      fromM = wayM;
      sign = Math.sign(curvaturePerM);
    } else if (fromM !== null && curvaturePerM * sign < 0.05) {
      toM = wayM;
      break;
    }
  }
  const beginM = fromM ?? 0;
  const middleM = (beginM + toM) / 2;
  const halfM = Math.min((toM - beginM) / 2 + 4, middleM, path.lengthM - middleM);
  return { middleM, halfM, toTheRight: sign > 0 };
}

function bulge(path: CoursePath, wayM: number, bend: Bend, amplitudeM: number): GroundPoint {
  const place = path.at(wayM);
  const phase = (wayM - bend.middleM) / bend.halfM;
  const aside = Math.abs(phase) >= 1 ? 0 : (amplitudeM / 2) * (1 + Math.cos(Math.PI * phase));
  const right = (place.azimuthDeg * Math.PI) / 180 + Math.PI / 2;
  const signed = bend.toTheRight ? aside : -aside;
  return { x: place.x + signed * Math.sin(right), y: place.y + signed * Math.cos(right) };
}

function hillLegs(legs: readonly RouteLeg[], item: CourseItem): [RouteLeg, RouteLeg] {
  const stop = legs.findIndex((leg) => leg.item === item.id && leg.stopS > 0);
  const [before, after] = [legs[stop], legs[stop + 1]];
  if (item.poleLine === null || before === undefined || after === undefined)
    throw new Error(`${item.id} has no stop on a hill.`);
  return [before, after];
}

function stopElsewhere(legs: readonly RouteLeg[], item: CourseItem, byM: number): RouteLeg[] {
  const [before, after] = hillLegs(legs, item);
  const far = prolonged(before, byM);
  return replaced(replaced(legs, before, far), after, beginningAt(after, far.points.at(-1)));
}

/** Over to the wanted distance from the right edge before the stop, and back after it. */
function keepFromEdge(
  legs: readonly RouteLeg[],
  item: CourseItem,
  vehicle: CourseVehicle,
  distanceM: number,
): RouteLeg[] {
  const [before, after] = hillLegs(legs, item);
  const edge = item.boundaries.find((b) => b.inside === "left");
  if (edge === undefined) throw new Error(`${item.id} has no right edge.`);
  const rightM = clearanceAt(endPose(before), vehicle.outline, [edge]);
  const asideM = rightM - distanceM;
  const shifted = (leg: RouteLeg, share: (wayM: number, lengthM: number) => number): RouteLeg => {
    const path = new CoursePath(leg.points);
    const points: GroundPoint[] = [];
    for (let wayM = 0; wayM <= path.lengthM; wayM += 0.2) points.push(aside(path, wayM, share));
    return { ...leg, points: [...points, aside(path, path.lengthM, share)] };
  };
  const aside = (path: CoursePath, wayM: number, share: (wayM: number, lengthM: number) => number) => {
    const place = path.at(wayM);
    const right = (place.azimuthDeg * Math.PI) / 180 + Math.PI / 2;
    const d = asideM * share(wayM, path.lengthM);
    return { x: place.x + d * Math.sin(right), y: place.y + d * Math.cos(right) };
  };
  return replaced(
    replaced(
      legs,
      before,
      shifted(before, (wayM) => smooth(wayM / 6.5)),
    ),
    after,
    shifted(after, (wayM, lengthM) => smooth((lengthM - wayM) / Math.min(8, lengthOf(after.points)))),
  );
}

function smooth(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}
