import {
  across,
  arc,
  type ItemLayout,
  join,
  type LayoutVehicle,
  leg,
  mirrorX,
  type Point,
} from "./layout.ts";

/**
 * Reverse parking into a bay, GA 1029 as quoted in public pages: bay Wv + 0.6 by Lv + 0.7, lane 1.5 Lv, control lines
 * 1.5 Lv from the bay. Frame: lane along x, bay centred on x = 0 below y = 0. The vehicle comes from -x, so the start
 * control line is the one at +x.
 */
export function reverseBayLayout(vehicle: LayoutVehicle): ItemLayout {
  const width = vehicle.widthM + 0.6;
  const depth = vehicle.lengthM + 0.7;
  const lane = 1.5 * vehicle.lengthM;
  const control = 1.5 * vehicle.lengthM + width / 2;
  const end = control + 1.5 * vehicle.lengthM;
  const half = width / 2;
  const paths = bayPaths(vehicle, { depth, lane, control, end });
  const bay: Point[] = [
    [-half, 0],
    [-half, -depth],
    [half, -depth],
    [half, 0],
  ];
  return {
    entry: { x: -end, y: paths.y, headingRad: 0 },
    exit: { x: end + vehicle.rearOverhangM + 0.5, y: paths.y, headingRad: 0 },
    features: [
      {
        role: "boundary",
        points: [[-end, 0], ...bay, [end, 0]],
        properties: { contact: "body", inside: "left" },
      },
      {
        role: "boundary",
        points: [
          [-end, lane],
          [end, lane],
        ],
        properties: { contact: "body", inside: "right" },
      },
      { role: "entry", points: across(-end, 0, 0, lane, 0), properties: {} },
      { role: "exit", points: across(end, 0, 0, lane, 0), properties: {} },
      { role: "bay", points: [...bay, [-half, 0]], properties: {} },
      { role: "control-line", points: across(control, 0, 0, lane, 0), properties: { name: "start" } },
      { role: "control-line", points: across(-control, 0, Math.PI, 0, lane), properties: { name: "far" } },
      leg(paths.approach, { speedKmh: 5, stopS: 1.5 }),
      leg(paths.intoBay, { direction: "reverse", speedKmh: 3, stopS: 1.5 }),
      leg(mirrorX([...paths.intoBay].reverse()), { speedKmh: 3, stopS: 1.5 }),
      leg(mirrorX(paths.intoBay), { direction: "reverse", speedKmh: 3, stopS: 1.5 }),
      leg(paths.leave, { speedKmh: 3 }),
    ],
  };
}

interface Dimensions {
  readonly depth: number;
  readonly lane: number;
  readonly control: number;
  readonly end: number;
}

/** Rear-axle paths: a quarter circle between the lane and the bay, as far from the far lane edge as from the bay's corner. */
function bayPaths(vehicle: LayoutVehicle, d: Dimensions) {
  const radius = 1.884 * vehicle.wheelbaseM;
  const front = vehicle.lengthM - vehicle.rearOverhangM;
  const sweep = Math.hypot(radius + vehicle.widthM / 2, front);
  const y = d.lane - 0.35 - sweep + radius;
  const standing = d.control - vehicle.wheelbaseM + 0.4;
  const parked = -d.depth + 0.35 + vehicle.rearOverhangM;
  const quarter = arc([radius, y - radius], radius, Math.PI / 2, Math.PI, 0.2);
  const intoBay = join([[standing, y]], quarter, [[0, parked]]);
  return {
    y,
    approach: [
      [-d.end, y],
      [standing, y],
    ] as Point[],
    intoBay,
    leave: join([...intoBay].reverse(), [[d.end + vehicle.rearOverhangM + 0.5, y]]),
  };
}
