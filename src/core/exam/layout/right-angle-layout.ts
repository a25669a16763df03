import type { ClassLayout } from "./class-layout.ts";
import { across, arc, type ItemLayout, join, type LayoutVehicle, leg } from "./layout.ts";

/** GA 1029 as quoted: width Wb + 1.0 for small vehicles, Wb + 0.5 for others, legs at least 1.5 Lv. Frame: up leg 1, left into leg 2, inner corner at 0, 0. */
export function rightAngleLayout(
  vehicle: LayoutVehicle,
  { cornerMoreM, turnWheelbases }: ClassLayout,
): ItemLayout {
  const width = vehicle.wheelbaseM + cornerMoreM;
  const length = 1.5 * vehicle.lengthM + 2;
  const radius = turnWheelbases * vehicle.wheelbaseM;
  // Outer front wheel and inner rear wheel share the room: the turning centre lies on the corner's diagonal.
  const outer = Math.hypot(radius + vehicle.trackM / 2, vehicle.wheelbaseM) - width;
  const inner = (radius - vehicle.trackM / 2) / Math.SQRT2;
  const centre = -(outer * 0.5 + inner * 0.5);
  const x = centre + radius;
  const leave = -(length + vehicle.rearOverhangM + 0.5);
  const north = Math.PI / 2;
  return {
    entry: { x, y: -length, headingRad: north },
    exit: { x: leave, y: x, headingRad: Math.PI },
    features: [
      {
        role: "boundary",
        points: [
          [0, -length],
          [0, 0],
          [-length, 0],
        ],
        properties: { contact: "wheel", inside: "right" },
      },
      {
        role: "boundary",
        points: [
          [width, -length],
          [width, width],
          [-length, width],
        ],
        properties: { contact: "wheel", inside: "left" },
      },
      { role: "entry", points: across(0, -length, north, 0, width), properties: {} },
      { role: "exit", points: across(-length, 0, Math.PI, 0, width), properties: {} },
      leg(join([[x, -length]], arc([centre, centre], radius, 0, Math.PI / 2, 0.2)), {
        speedKmh: 4,
        signal: "left",
      }),
      leg(
        [
          [centre, x],
          [leave, x],
        ],
        { speedKmh: 4 },
      ),
    ],
  };
}
