import type { CourseItem, Polyline } from "./course.ts";

type PoleLine = NonNullable<CourseItem["poleLine"]>;

/** How far a point is past the middle of the painted line, along the slope and in the direction of travel; metres, negative before it. */
export function pastPoleLineM({ line, gradePct }: PoleLine, x: number, y: number): number {
  return beyond(line, x, y) * Math.hypot(1, gradePct / 100);
}

/** Metres past the line in the direction of travel (from its left to its right). */
function beyond(line: Polyline, x: number, y: number): number {
  const dx = (line.at(-2) ?? 0) - (line[0] ?? 0);
  const dy = (line.at(-1) ?? 0) - (line[1] ?? 0);
  return ((x - (line[0] ?? 0)) * dy - (y - (line[1] ?? 0)) * dx) / Math.hypot(dx, dy);
}
