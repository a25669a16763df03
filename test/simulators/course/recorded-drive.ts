import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BodyPoint, CarPose } from "../../../simulators/world/car-pose.ts";
import { type CourseItem, readCourseMap } from "../../../simulators/world/course-map.ts";
import { readCourseVehicle } from "../../../simulators/world/course-vehicle.ts";
import { CourseWorld } from "../../../simulators/world/course-world.ts";
import { type DriverSettings, driverSchema } from "../../../src/scenario/driver.ts";
import { ROOT } from "../../support/source-tree.ts";
import { pointDistance, segmentDistance, type Xy } from "./ground-geometry.ts";

export const COURSE_TEXT = readFileSync(join(ROOT, "config/courses/demo-c1.geojson"), "utf8");
export const VEHICLE_TEXT = readFileSync(join(ROOT, "config/vehicles/santana-c1.yaml"), "utf8");
export const MAP = readCourseMap(COURSE_TEXT);
export const VEHICLE = readCourseVehicle(VEHICLE_TEXT);

export interface Moment {
  readonly atS: number;
  readonly pose: CarPose;
  readonly travelM: number;
  readonly rpm: number;
}

export interface Change {
  readonly atS: number;
  readonly what: string;
  readonly value: number;
}

export interface Stop {
  readonly fromS: number;
  readonly toS: number;
  readonly pose: CarPose;
}

export interface Drive {
  readonly moments: readonly Moment[];
  readonly changes: readonly Change[];
  readonly entries: ReadonlyMap<string, number>;
  readonly stops: readonly Stop[];
  readonly endS: number;
}

const STEP_MS = 20;

/** The whole course, from driving off to the last standstill. */
export function recordDrive(driver: Partial<DriverSettings> = {}, seed = 1): Drive {
  const moments: Moment[] = [];
  const changes: Change[] = [];
  const entries = new Map<string, number>();
  const note = (what: string, value: number, atMs: number): void => {
    changes.push({ atS: atMs / 1000, what, value });
  };
  const world = new CourseWorld({
    map: MAP,
    vehicle: VEHICLE,
    driver: driverSchema.parse(driver),
    seed,
    startMs: 0,
    listener: {
      onLine: (line, active, atMs) => note(line, active ? 1 : 0, atMs),
      onChannel: (channel, value, atMs) => note(channel, value, atMs),
      onEntry: (item, atMs) => entries.set(item, atMs / 1000),
    },
  });
  world.driveOff(0);
  let atMs = 0;
  while (world.active && atMs < 900_000) {
    atMs += STEP_MS;
    world.advanceTo(atMs);
    const pose = world.poseAt(atMs);
    moments.push({ atS: atMs / 1000, pose, travelM: world.car.travelM, rpm: world.car.powertrain.engineRpm });
  }
  return { moments, changes, entries, stops: stopsOf(moments), endS: atMs / 1000 };
}

function stopsOf(moments: readonly Moment[]): Stop[] {
  const stops: Stop[] = [];
  let fromS: number | null = null;
  for (const { atS, pose } of moments) {
    if (pose.speedMPerS === 0) fromS ??= atS;
    else if (fromS !== null) {
      if (atS - fromS > 0.25) stops.push({ fromS, toS: atS, pose });
      fromS = null;
    }
  }
  return stops;
}

export function itemOf(id: string): CourseItem {
  const item = MAP.items.find((i) => i.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
}

/** Stops between the entry of this item and that of the next. */
export function stopsIn(drive: Drive, id: string): Stop[] {
  const order = [...drive.entries.keys()];
  const fromS = drive.entries.get(id) ?? Number.POSITIVE_INFINITY;
  const toS = drive.entries.get(order[order.indexOf(id) + 1] ?? "") ?? Number.POSITIVE_INFINITY;
  return drive.stops.filter((stop) => stop.fromS > fromS && stop.fromS < toS);
}

export function onGround(pose: CarPose, { x, y }: BodyPoint): Xy {
  const h = (pose.headingDeg * Math.PI) / 180;
  return [pose.xM + x * Math.cos(h) + y * Math.sin(h), pose.yM - x * Math.sin(h) + y * Math.cos(h)];
}

export const xy = (p: { readonly x: number; readonly y: number }): Xy => [p.x, p.y];

export function pieces<T>(points: readonly T[]): [T, T][] {
  return points.slice(1).map((b, i): [T, T] => [points[i] ?? b, b]);
}

export interface Margin {
  readonly distanceM: number;
  readonly atS: number;
}

/** The least distance of body (its closed outline) or wheels to the lines they must not touch, over the whole drive. */
export function marginOf(drive: Drive, id: string, contact: "body" | "wheel"): Margin {
  const lines = itemOf(id)
    .boundaries.filter((b) => b.contact === contact || b.contact === "both")
    .flatMap((b) => pieces(b.points.map(xy)));
  const wheels = Object.values(VEHICLE.wheels);
  const reach = 5;
  const [xs, ys] = [lines.flat().map(([x]) => x), lines.flat().map(([, y]) => y)];
  const [west, east] = [Math.min(...xs) - reach, Math.max(...xs) + reach];
  const [south, north] = [Math.min(...ys) - reach, Math.max(...ys) + reach];
  let least: Margin = { distanceM: Number.POSITIVE_INFINITY, atS: 0 };
  for (const { atS, pose } of drive.moments) {
    const here: Xy = [pose.xM, pose.yM];
    if (pose.xM < west || pose.xM > east || pose.yM < south || pose.yM > north) continue;
    const near = lines.filter(([a, b]) => pointDistance(here, a, b) < reach);
    if (near.length === 0) continue;
    const ring = VEHICLE.outline.map((p) => onGround(pose, p));
    const parts: [Xy, Xy][] =
      contact === "body"
        ? ring.map((a, i) => [a, ring[(i + 1) % ring.length] ?? a])
        : wheels.map((wheel) => [onGround(pose, wheel), onGround(pose, wheel)]);
    for (const [a, b] of parts)
      for (const [c, d] of near) {
        const distanceM = contact === "body" ? segmentDistance(a, b, c, d) : pointDistance(a, c, d);
        if (distanceM < least.distanceM) least = { distanceM, atS };
      }
  }
  return least;
}

/** Value of a line or channel just before this time. */
export function valueAt(drive: Drive, what: string, atS: number): number {
  let value = Number.NaN;
  for (const change of drive.changes) if (change.what === what && change.atS <= atS) value = change.value;
  return value;
}
