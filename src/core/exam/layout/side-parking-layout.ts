import type { ClassLayout } from "./class-layout.ts";
import { across, arc, type ItemLayout, join, type LayoutVehicle, leg, type Point } from "./layout.ts";

/**
 * Parallel parking, GA 1029 as quoted: bay 1.5 Lv + 1 (large bus: - 1, others but small cars: + 0) by Wv + 0.8, lane 1.5 Wv + 0.8. Frame: lane along y, x from 0 to
 * the lane width, bay to its right from y = 0 to the bay length.
 */
export function sideParkingLayout(vehicle: LayoutVehicle, { sideBayMoreM }: ClassLayout): ItemLayout {
  const length = 1.5 * vehicle.lengthM + sideBayMoreM;
  const width = vehicle.widthM + 0.8;
  const lane = 1.5 * vehicle.widthM + 0.8;
  const run = 1.5 * vehicle.lengthM + 1.5;
  const north = Math.PI / 2;
  const paths = parkingPaths(vehicle, { width, lane, run, length });
  const bay: Point[] = [
    [lane, 0],
    [lane + width, 0],
    [lane + width, length],
    [lane, length],
  ];
  const edge = (x: number, from: number, to: number): Point[] => [
    [x, from],
    [x, to],
  ];
  return {
    entry: { x: paths.x, y: -run, headingRad: north },
    exit: { x: paths.x, y: paths.leaveY, headingRad: north },
    features: [
      { role: "boundary", points: bay, properties: { contact: "body", inside: "left" } },
      {
        role: "boundary",
        points: edge(0, -run, length + run),
        properties: { contact: "wheel", inside: "right" },
      },
      { role: "boundary", points: edge(lane, -run, 0), properties: { contact: "wheel", inside: "left" } },
      {
        role: "boundary",
        points: edge(lane, length, length + run),
        properties: { contact: "wheel", inside: "left" },
      },
      { role: "entry", points: across(0, -run, north, 0, lane), properties: {} },
      { role: "exit", points: across(0, length + run, north, 0, lane), properties: {} },
      { role: "bay", points: [...bay, [lane, 0]], properties: {} },
      {
        role: "control-line",
        points: across(0, length, north, 0, lane + width),
        properties: { name: "front-bay-line" },
      },
      leg(paths.approach, { speedKmh: 5, stopS: 1.5 }),
      leg(paths.intoBay, { direction: "reverse", speedKmh: 3, stopS: 4 }),
      leg(paths.leave, { speedKmh: 3, signal: "left" }),
      leg(paths.runOut, { speedKmh: 5 }),
    ],
  };
}

interface Dimensions {
  readonly width: number;
  readonly lane: number;
  readonly run: number;
  readonly length: number;
}

/** Rear-axle paths: two arcs of one radius, the car's side 0.6 m from the bay while it passes. */
function parkingPaths(vehicle: LayoutVehicle, d: Dimensions) {
  const radius = 1.884 * vehicle.wheelbaseM;
  const x = d.lane - 0.6 - vehicle.widthM / 2;
  const bayX = d.lane + d.width / 2;
  const parkedY = vehicle.rearOverhangM + 0.5;
  const angle = Math.acos(1 - (bayX - x) / (2 * radius));
  const startY = parkedY + 2 * radius * Math.sin(angle);
  const first = arc([x + radius, startY], radius, Math.PI, Math.PI + angle, 0.2);
  const second = arc([bayX - radius, parkedY], radius, angle, 0, 0.2);
  const standingY = startY + 0.5;
  const intoBay = join([[x, standingY]], first, second);
  const leaveY = d.length + d.run + vehicle.rearOverhangM + 0.5;
  return {
    x,
    leaveY,
    approach: [
      [x, -d.run],
      [x, standingY],
    ] as Point[],
    intoBay,
    leave: [...intoBay].reverse(),
    runOut: [
      [x, standingY],
      [x, leaveY],
    ] as Point[],
  };
}
