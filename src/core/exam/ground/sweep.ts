import { type Reason, reason } from "../../trade/reasons.ts";
import type { CourseItem, SurveyedCourse } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";
import type { VehicleBody } from "../vehicle-body.ts";
import { boundariesFor } from "../watch/line-contact.ts";
import { placeAt } from "./course-problem.ts";
import { crossingOf, type Segment, segmentsOf } from "./plane.ts";
import { passageThrough, type Station, stationsOf } from "./way.ts";

/**
 * Where the vehicle would touch a line if it followed the route exactly: the first place in each item. For routes that were computed;
 * one that a person drew by hand has corners at which no vehicle turns so.
 */
export function touchesOnRoute(course: SurveyedCourse, vehicle: VehicleBody): Reason[] {
  const stations = stationsOf(course, vehicle);
  return course.items.flatMap((item) => {
    const { entryAt, exitAt } = passageThrough(item, stations);
    const driven = stations.slice(entryAt ?? 0, exitAt ?? stations.length);
    const touch = firstTouch(item, driven, vehicle);
    if (touch === null) return [];
    const { part, boundary, at } = touch;
    return [reason("LAYOUT_TOUCHES", { item: item.item, part, boundary, ...placeAt(course.frame, at) })];
  });
}

interface Touch {
  readonly part: "body" | "wheel";
  readonly boundary: number;
  readonly at: LocalPoint;
}

function firstTouch(item: CourseItem, driven: readonly Station[], vehicle: VehicleBody): Touch | null {
  const checks = (["body", "wheel"] as const).map((part) => ({
    part,
    lines: boundariesFor(item, part === "body" ? "body" : "wheels").map(({ line, feature }) => ({
      feature,
      segments: segmentsOf(line),
    })),
  }));
  for (const station of driven)
    for (const { part, lines } of checks) {
      const edges = part === "body" ? outlineAt(station, vehicle) : axlesAt(station, vehicle);
      for (const { feature, segments } of lines)
        for (const segment of segments)
          for (const edge of edges) {
            const at = crossingOf(edge, segment);
            if (at !== null) return { part, boundary: feature, at };
          }
    }
  return null;
}

function outlineAt(station: Station, { outline }: VehicleBody): Segment[] {
  const points = outline.map((p) => onGround(station, p));
  return points.map((a, i) => ({ a, b: points[(i + 1) % points.length] ?? a }));
}

/** From wheel to wheel: a line between two of one axle has a wheel on either side of it. */
function axlesAt(station: Station, { wheels }: VehicleBody): Segment[] {
  const at = (wheel: { x: number; y: number }): LocalPoint => onGround(station, wheel);
  return [
    { a: at(wheels.frontLeft), b: at(wheels.frontRight) },
    { a: at(wheels.rearLeft), b: at(wheels.rearRight) },
  ];
}

/** Body frame: x right, y forward, from the middle of the rear axle. */
function onGround({ axle, nose: [dx, dy] }: Station, { x, y }: { x: number; y: number }): LocalPoint {
  return [axle[0] + y * dx + x * dy, axle[1] + y * dy - x * dx];
}
