import type { ClassLayout } from "./class-layout.ts";
import { across, type ItemLayout, type LayoutVehicle, leg, type Point } from "./layout.ts";

/** Slope length for small vehicles at least 20 m. */
const SLOPE_M = 24;
const LINE_WIDTH_M = 0.3;
const GRADE_PCT = 10;
/** Distance of the right body side from the right edge that the route keeps; the rule allows 0.30 m. */
const KERB_M = 0.15;

/** Frame: lane along y, x from 0 (left edge) to the lane width. The bumper stops on the pole line. */
export function hillStartLayout(vehicle: LayoutVehicle, { slopeLaneM }: ClassLayout): ItemLayout {
  const front = vehicle.lengthM - vehicle.rearOverhangM;
  const pole = 1.5 * vehicle.lengthM + 7;
  const x = slopeLaneM - KERB_M - vehicle.widthM / 2;
  const north = Math.PI / 2;
  const leave = SLOPE_M + vehicle.rearOverhangM + 0.5;
  const line = (at: number): Point[] => [
    [at, 0],
    [at, SLOPE_M],
  ];
  return {
    entry: { x, y: 0, headingRad: north },
    exit: { x, y: leave, headingRad: north },
    features: [
      { role: "boundary", points: line(0), properties: { contact: "wheel", inside: "right" } },
      { role: "boundary", points: line(slopeLaneM), properties: { contact: "wheel", inside: "left" } },
      { role: "entry", points: across(0, 0, north, 0, slopeLaneM), properties: {} },
      { role: "exit", points: across(0, SLOPE_M, north, 0, slopeLaneM), properties: {} },
      {
        role: "pole-line",
        points: across(0, pole, north, 0, slopeLaneM),
        properties: { lineWidthM: LINE_WIDTH_M, gradePct: GRADE_PCT },
      },
      leg(
        [
          [x, 0],
          [x, pole - front],
        ],
        { speedKmh: 6, stopS: 4, handbrake: true },
      ),
      leg(
        [
          [x, pole - front],
          [x, leave],
        ],
        { speedKmh: 6, signal: "left" },
      ),
    ],
  };
}
