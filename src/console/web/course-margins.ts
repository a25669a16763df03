import type { PoseView } from "../../station/live-message.ts";
import type { CourseLine, CourseMap } from "../course-map.ts";

/** How near the vehicle is to the next line that this part of it may not cross. */
export interface Margin {
  readonly part: "body" | "wheel";
  /** To the centimetre, 0 where it is on the line or over it. */
  readonly metres: number;
}

/** Further away than this nobody steers by it. */
const SHOWN_M_MAX = 2;

/**
 * Of the item that is on: the nearest line for the body and for the wheels, in metres on the ground. For the eye alone: what counts as
 * crossed the station decides, by the width of the paint and of what it measures.
 */
export function marginsOf(map: CourseMap, item: string, pose: PoseView): readonly Margin[] {
  const edges = map.lines.filter((line) => line.item === item && line.role === "boundary");
  const body = nearest(edges.filter(isOf("body")), segments(pose.outline, true));
  const wheels: Segment[] = [];
  for (let at = 0; at + 1 < pose.wheels.length; at += 2) {
    const [x, y] = [pose.wheels[at] ?? 0, pose.wheels[at + 1] ?? 0];
    wheels.push([x, y, x, y]);
  }
  const wheel = nearest(edges.filter(isOf("wheel")), wheels);
  return [
    ...(body <= SHOWN_M_MAX ? [{ part: "body", metres: hundredths(body) } as const] : []),
    ...(wheel <= SHOWN_M_MAX ? [{ part: "wheel", metres: hundredths(wheel) } as const] : []),
  ];
}

type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/** A line without a word of what may not cross it is for the body, as it is drawn. */
function isOf(part: "body" | "wheel"): (line: CourseLine) => boolean {
  return ({ contact = "body" }) => contact === part || contact === "both";
}

function nearest(lines: readonly CourseLine[], parts: readonly Segment[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines)
    for (const edge of segments(line.points, false))
      for (const part of parts) {
        const metres = between(edge, part) - (line.lineWidthM ?? 0) / 2;
        if (metres < least) least = metres;
      }
  return Math.max(0, least);
}

function segments(points: readonly number[], isClosed: boolean): Segment[] {
  const found: Segment[] = [];
  for (let at = 0; at + 3 < points.length; at += 2) found.push(segment(points, at, at + 2));
  if (isClosed && points.length >= 4) found.push(segment(points, points.length - 2, 0));
  return found;
}

function segment(points: readonly number[], from: number, to: number): Segment {
  return [points[from] ?? 0, points[from + 1] ?? 0, points[to] ?? 0, points[to + 1] ?? 0];
}

function between(a: Segment, b: Segment): number {
  if (cross(a, b)) return 0;
  return Math.min(
    toSegment(a[0], a[1], b),
    toSegment(a[2], a[3], b),
    toSegment(b[0], b[1], a),
    toSegment(b[2], b[3], a),
  );
}

function cross(a: Segment, b: Segment): boolean {
  return side(a, b[0], b[1]) * side(a, b[2], b[3]) < 0 && side(b, a[0], a[1]) * side(b, a[2], a[3]) < 0;
}

function side([x0, y0, x1, y1]: Segment, x: number, y: number): number {
  return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
}

function toSegment(x: number, y: number, [x0, y0, x1, y1]: Segment): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - (x0 + along * dx), y - (y0 + along * dy));
}

function hundredths(metres: number): number {
  return Math.round(metres * 100) / 100;
}
