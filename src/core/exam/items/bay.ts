import type { Polyline } from "../course.ts";
import { OUTLINE_POINTS, WHEEL_FRONT_LEFT, WHEEL_FRONT_RIGHT } from "../vehicle-body.ts";

/** Corner points of a bay without the closing one, turned counter-clockwise. Bays are convex. */
export function bayPolygon(ring: Polyline): Polyline {
  const open =
    ring.length > 6 && ring[0] === ring.at(-2) && ring[1] === ring.at(-1) ? ring.slice(0, -2) : [...ring];
  if (signedArea(open) >= 0) return open;
  const turned: number[] = [];
  for (let i = open.length - 2; i >= 0; i -= 2) turned.push(open[i] ?? 0, open[i + 1] ?? 0);
  return turned;
}

/** How far the outline sticks out of the bay at its worst place, metres; negative when all of it is inside. */
export function outOfBayM(bay: Polyline, points: Float64Array): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < bay.length; i += 2) {
    const ax = bay[i] as number;
    const ay = bay[i + 1] as number;
    const dx = (bay[(i + 2) % bay.length] as number) - ax;
    const dy = (bay[(i + 3) % bay.length] as number) - ay;
    const length = Math.hypot(dx, dy);
    for (let p = 0; p < OUTLINE_POINTS; p++) {
      const out =
        (((points[2 * p] as number) - ax) * dy - ((points[2 * p + 1] as number) - ay) * dx) / length;
      if (out > worst) worst = out;
    }
  }
  return worst;
}

/** True when both front wheels stand beyond the line, seen from the bay. */
export function frontWheelsPast(line: Polyline, bay: Polyline, points: Float64Array): boolean {
  const bayside = side(line, bay[0] ?? 0, bay[1] ?? 0);
  const left = side(line, points[2 * WHEEL_FRONT_LEFT] ?? 0, points[2 * WHEEL_FRONT_LEFT + 1] ?? 0);
  const right = side(line, points[2 * WHEEL_FRONT_RIGHT] ?? 0, points[2 * WHEEL_FRONT_RIGHT + 1] ?? 0);
  return left * bayside < 0 && right * bayside < 0;
}

/** True when no outline point is left on the bay's side of the line. */
export function bodyPast(line: Polyline, bay: Polyline, points: Float64Array): boolean {
  const bayside = side(line, centre(bay, 0), centre(bay, 1));
  for (let p = 0; p < OUTLINE_POINTS; p++) {
    if (side(line, points[2 * p] as number, points[2 * p + 1] as number) * bayside > 0) return false;
  }
  return true;
}

function side(line: Polyline, x: number, y: number): number {
  const ax = line[0] ?? 0;
  const ay = line[1] ?? 0;
  return (x - ax) * ((line.at(-1) ?? 0) - ay) - (y - ay) * ((line.at(-2) ?? 0) - ax);
}

function centre(bay: Polyline, axis: 0 | 1): number {
  let sum = 0;
  for (let i = axis; i < bay.length; i += 2) sum += bay[i] ?? 0;
  return sum / (bay.length / 2);
}

function signedArea(ring: Polyline): number {
  let area = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    area += (ring[i] ?? 0) * (ring[j + 1] ?? 0) - (ring[j] ?? 0) * (ring[i + 1] ?? 0);
  }
  return area;
}
