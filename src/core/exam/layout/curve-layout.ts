import type { ClassLayout } from "./class-layout.ts";
import { across, arc, type ItemLayout, join, type LayoutVehicle, leg, type Point } from "./layout.ts";

const STEP_RAD = Math.PI / 180;
/** Of the small curve: there the inner rear and the outer front wheel of a small car have about equal room. */
const SMALL_OUTER_M = 7.5;
const SMALL_REAR_AXLE_M = 5.4;

/**
 * GA 1029: two arcs of 3/8 circle, the outer edge of one meeting the inner edge of the other. Frame: first centre at the origin (left
 * turn), second at (outer plus inner radius, 0) (right turn).
 */
export function curveLayout(vehicle: LayoutVehicle, { curve }: ClassLayout): ItemLayout {
  const outerM = curve.outerM;
  const innerM = curve.outerM - curve.laneM;
  const centresM = outerM + innerM;
  const rearAxleM = outerM === SMALL_OUTER_M ? SMALL_REAR_AXLE_M : middleRadius(vehicle, innerM, outerM);
  const from = (-3 * Math.PI) / 4;
  const to = Math.PI / 4;
  const second: Point = [centresM, 0];
  const lane = (one: number, two: number): Point[] =>
    join(arc([0, 0], one, from, 0, one * STEP_RAD), arc(second, two, Math.PI, to, two * STEP_RAD));
  const headingRad = -Math.PI / 4;
  const at = (center: Point, angle: number, radius = rearAxleM): Point => [
    center[0] + radius * Math.cos(angle),
    center[1] + radius * Math.sin(angle),
  ];
  const first = at([0, 0], from);
  const last = at(second, to);
  const beyond = vehicle.rearOverhangM + 0.5;
  const exit: Point = [last[0] + beyond * Math.cos(headingRad), last[1] + beyond * Math.sin(headingRad)];
  // The straight that touches both circles from inside; its ends are symmetric about the middle of the course.
  const touch = -Math.acos((2 * rearAxleM) / centresM);
  const path = join(
    arc([0, 0], rearAxleM, from, touch, 0.2),
    arc(second, rearAxleM, Math.PI + touch, to, 0.2),
    [exit],
  );
  return {
    entry: { x: first[0], y: first[1], headingRad },
    exit: { x: exit[0], y: exit[1], headingRad },
    features: [
      { role: "boundary", points: lane(innerM, outerM), properties: { contact: "wheel", inside: "right" } },
      { role: "boundary", points: lane(outerM, innerM), properties: { contact: "wheel", inside: "left" } },
      {
        role: "entry",
        points: across(first[0], first[1], headingRad, rearAxleM - innerM, outerM - rearAxleM),
        properties: {},
      },
      {
        role: "exit",
        points: across(last[0], last[1], headingRad, outerM - rearAxleM, rearAxleM - innerM),
        properties: {},
      },
      leg(path, { speedKmh: 5 }),
    ],
  };
}

/** Where the inner rear and the outer front wheel have equal room; the wheels of one axle stand a track apart. */
function middleRadius({ trackM, wheelbaseM }: LayoutVehicle, innerM: number, outerM: number): number {
  let [low, high] = [innerM, outerM];
  for (let round = 0; round < 40; round++) {
    const radius = (low + high) / 2;
    const inside = radius - trackM / 2 - innerM;
    const outside = outerM - Math.hypot(radius + trackM / 2, wheelbaseM);
    if (inside < outside) low = radius;
    else high = radius;
  }
  return low;
}
