import type { CarPose } from "./car-pose.ts";
import type { CoursePath } from "./course-path.ts";

const RAD = Math.PI / 180;
/** Lateral error dies out over this natural frequency, 1/m; a little less than critically damped. */
const FREQUENCY_PER_M = 0.8;
const DAMPING = 0.9;
/** Eyes go ahead by as long as the arms take to follow. */
const AHEAD_S = 0.12;

export interface Tracking {
  readonly wayM: number;
  readonly steerDeg: number;
}

/**
 * Follows the path with the rear axle: the path's own curvature, corrected by lateral and heading error as
 * a second-order system in the way travelled, which is the same forwards and backwards.
 */
export function steerAlong(
  path: CoursePath,
  pose: CarPose,
  direction: "forward" | "reverse",
  nearM: number,
  wheelbaseM: number,
): Tracking {
  const wayM = path.project({ x: pose.xM, y: pose.yM }, nearM);
  const here = path.at(wayM);
  const ahead = path.at(wayM + Math.abs(pose.speedMPerS) * AHEAD_S);
  const azimuth = here.azimuthDeg * RAD;
  const rightM = (pose.xM - here.x) * Math.cos(azimuth) - (pose.yM - here.y) * Math.sin(azimuth);
  const travelDeg = pose.headingDeg + (direction === "reverse" ? 180 : 0);
  const off = wrapDeg(travelDeg - here.azimuthDeg) * RAD;
  const curvaturePerM =
    ahead.curvaturePerM - FREQUENCY_PER_M ** 2 * rightM - 2 * DAMPING * FREQUENCY_PER_M * Math.sin(off);
  const noseCurvature = direction === "reverse" ? -curvaturePerM : curvaturePerM;
  return { wayM, steerDeg: Math.atan(wheelbaseM * noseCurvature) / RAD };
}

function wrapDeg(deg: number): number {
  return deg - 360 * Math.round(deg / 360);
}
