import { across, arc, type ItemLayout, join, type LayoutVehicle, leg, type Point } from "./layout.ts";

/** GA 1029 for small vehicles: two arcs of 3/8 circle, outer radius 7.5, inner 4.0, centres 11.5 apart. */
const OUTER_M = 7.5;
const INNER_M = 4;
const CENTRES_M = OUTER_M + INNER_M;
const STEP_RAD = Math.PI / 180;
/** A rear axle at this radius leaves the inner rear and the outer front wheel about equal room. */
const REAR_AXLE_M = 5.4;

/** Frame: first centre at the origin (left turn), second at (11.5, 0) (right turn). */
export function curveLayout(vehicle: LayoutVehicle): ItemLayout {
  const from = (-3 * Math.PI) / 4;
  const to = Math.PI / 4;
  const second: Point = [CENTRES_M, 0];
  const lane = (one: number, two: number): Point[] =>
    join(arc([0, 0], one, from, 0, one * STEP_RAD), arc(second, two, Math.PI, to, two * STEP_RAD));
  const headingRad = -Math.PI / 4;
  const at = (center: Point, angle: number, radius = REAR_AXLE_M): Point => [
    center[0] + radius * Math.cos(angle),
    center[1] + radius * Math.sin(angle),
  ];
  const first = at([0, 0], from);
  const last = at(second, to);
  const beyond = vehicle.rearOverhangM + 0.5;
  const exit: Point = [last[0] + beyond * Math.cos(headingRad), last[1] + beyond * Math.sin(headingRad)];
  // The straight that touches both circles from inside; its ends are symmetric about the middle of the course.
  const touch = -Math.acos((2 * REAR_AXLE_M) / CENTRES_M);
  const path = join(
    arc([0, 0], REAR_AXLE_M, from, touch, 0.2),
    arc(second, REAR_AXLE_M, Math.PI + touch, to, 0.2),
    [exit],
  );
  return {
    entry: { x: first[0], y: first[1], headingRad },
    exit: { x: exit[0], y: exit[1], headingRad },
    features: [
      { role: "boundary", points: lane(INNER_M, OUTER_M), properties: { contact: "wheel", inside: "right" } },
      { role: "boundary", points: lane(OUTER_M, INNER_M), properties: { contact: "wheel", inside: "left" } },
      {
        role: "entry",
        points: across(first[0], first[1], headingRad, REAR_AXLE_M - INNER_M, OUTER_M - REAR_AXLE_M),
        properties: {},
      },
      {
        role: "exit",
        points: across(last[0], last[1], headingRad, OUTER_M - REAR_AXLE_M, REAR_AXLE_M - INNER_M),
        properties: {},
      },
      leg(path, { speedKmh: 5 }),
    ],
  };
}
