import type { BodyPoint, CarPose, GroundPoint } from "./car-pose.ts";
import { placeOnGround } from "./car-pose.ts";
import type { Boundary } from "./course-map.ts";
import type { CoursePath } from "./course-path.ts";
import type { CourseVehicle } from "./course-vehicle.ts";

function distanceToPiece(a: GroundPoint, b: GroundPoint, p: GroundPoint): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

const FAR_M = 10;

/** Positive on the permitted side, metres, infinite beyond some 10 m; the nearest piece of the line decides which side a point is on. */
export function sideClearance(boundary: Boundary, p: GroundPoint): number {
  const { points, inside } = boundary;
  let best = Number.POSITIVE_INFINITY;
  let signed = Number.POSITIVE_INFINITY;
  let bestAlong = 0;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1];
    const b = points[i];
    if (a === undefined || b === undefined) continue;
    // The far pieces, which are most, are not worth a square root.
    if (Math.abs(a.x - p.x) + Math.abs(a.y - p.y) > FAR_M + Math.abs(b.x - a.x) + Math.abs(b.y - a.y))
      continue;
    const d = distanceToPiece(a, b, p);
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const left = ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / length;
    // At a corner two pieces are equally near; the one whose normal points more at the point knows the side.
    if (d > best + 1e-9 || (d > best - 1e-9 && Math.abs(left) <= bestAlong)) continue;
    best = d;
    bestAlong = Math.abs(left);
    signed = left >= 0 === (inside === "left") ? d : -d;
  }
  return signed;
}

/** The car's pose when its rear axle stands here on the path. */
export function poseOn(path: CoursePath, wayM: number, direction: "forward" | "reverse"): CarPose {
  const place = path.at(wayM);
  return {
    xM: place.x,
    yM: place.y,
    zM: 0,
    headingDeg: place.azimuthDeg + (direction === "reverse" ? 180 : 0),
    pitchDeg: 0,
    speedMPerS: 0,
    yawRateDegPerS: 0,
  };
}

export function wheelsOf(vehicle: CourseVehicle): BodyPoint[] {
  const { frontLeft, frontRight, rearLeft, rearRight } = vehicle.wheels;
  const half = (vehicle.treadWidthM ?? 0) / 2;
  return [frontLeft, frontRight, rearLeft, rearRight].map(({ x, y }) => ({
    x: x < 0 ? x - half : x + half,
    y,
  }));
}

/** Least clearance of these points of the body at this pose to boundaries of an item. */
export function clearanceAt(
  pose: CarPose,
  body: readonly BodyPoint[],
  boundaries: readonly Boundary[],
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const point of body) {
    const p = placeOnGround(pose, point);
    for (const boundary of boundaries) least = Math.min(least, sideClearance(boundary, p));
  }
  return least;
}
