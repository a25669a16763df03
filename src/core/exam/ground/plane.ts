import type { Polyline } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";

/** Plane geometry of surveyed lines, metres. For checks of a file: nothing here runs at the rate of positions. */
export interface Segment {
  readonly a: LocalPoint;
  readonly b: LocalPoint;
}

export function pointsOf(line: Polyline): LocalPoint[] {
  return Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i] ?? 0, line[2 * i + 1] ?? 0]);
}

export function segmentsOf(line: Polyline): Segment[] {
  const points = pointsOf(line);
  return points.slice(1).map((b, i) => ({ a: points[i] ?? b, b }));
}

export function distance(p: LocalPoint, q: LocalPoint): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1]);
}

export function lengthOf(line: Polyline): number {
  return segmentsOf(line).reduce((sum, { a, b }) => sum + distance(a, b), 0);
}

/** Positive when `p` lies to the left of the line through a and b; twice the area of the triangle. */
export function leftOf({ a, b }: Segment, p: LocalPoint): number {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

/** From the first to the last point, whatever lies between. */
export function chord(line: Polyline): Segment {
  const points = pointsOf(line);
  const a = points[0] ?? [0, 0];
  return { a, b: points.at(-1) ?? a };
}

export function middle(line: Polyline): LocalPoint {
  const half = lengthOf(line) / 2;
  let gone = 0;
  for (const { a, b } of segmentsOf(line)) {
    const long = distance(a, b);
    if (gone + long >= half && long > 0) {
      const t = (half - gone) / long;
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    }
    gone += long;
  }
  return chord(line).a;
}

/** Unit vector of travel over a line that is crossed from its left to its right. */
export function travelOver(line: Polyline): LocalPoint {
  const { a, b } = chord(line);
  const long = distance(a, b);
  return [(b[1] - a[1]) / long, (a[0] - b[0]) / long];
}

export function nearestOn({ a, b }: Segment, p: LocalPoint): LocalPoint {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square;
  const held = Math.min(1, Math.max(0, t));
  return [a[0] + held * dx, a[1] + held * dy];
}

export function distanceTo(line: Polyline, p: LocalPoint): number {
  return Math.min(...segmentsOf(line).map((segment) => distance(p, nearestOn(segment, p))));
}

/** Where two segments cross or touch; null where they do not, or run along each other. */
export function crossingOf(s: Segment, t: Segment): LocalPoint | null {
  const a = leftOf(t, s.a);
  const b = leftOf(t, s.b);
  const c = leftOf(s, t.a);
  const d = leftOf(s, t.b);
  if (a * b > 0 || c * d > 0 || a === b) return null;
  const u = a / (a - b);
  return [s.a[0] + u * (s.b[0] - s.a[0]), s.a[1] + u * (s.b[1] - s.a[1])];
}

/** Where a way from one place to another goes over a line: 1 from its left to its right, -1 the other way, 0 not at all. */
export function crossingSense(line: readonly Segment[], from: LocalPoint, to: LocalPoint): -1 | 0 | 1 {
  for (const segment of line) {
    const before = leftOf(segment, from);
    const after = leftOf(segment, to);
    if (before >= 0 === after >= 0) continue;
    if (crossingOf({ a: from, b: to }, segment) !== null) return before >= 0 ? 1 : -1;
  }
  return 0;
}

/** Parts of one line are joined though their ends were surveyed twice; a ray does not slip between them. */
const SEAM_M = 0.02;

/** How far along a ray from `from` the segment lies; null where the ray passes it. */
export function rayHit(from: LocalPoint, direction: LocalPoint, { a, b }: Segment): number | null {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const cross = direction[0] * dy - direction[1] * dx;
  const long = Math.sqrt(dx * dx + dy * dy);
  if (Math.abs(cross) <= 1e-9 * long) return null;
  const along = ((a[0] - from[0]) * dy - (a[1] - from[1]) * dx) / cross;
  const u = ((a[0] - from[0]) * direction[1] - (a[1] - from[1]) * direction[0]) / cross;
  const slack = SEAM_M / long;
  return along >= 0 && u >= -slack && u <= 1 + slack ? along : null;
}
