import type { Boundary, Polyline } from "./course.ts";

/** More than this many times the offset a mitre never reaches; sharper corners are cut off there. */
const MITRE_MAX = 1.9;

/**
 * A boundary moved outward, away from its permitted side, by `offsetM`. Corners are mitred: at a right angle the corner
 * moves 1.41 times the offset, which stays inside a window of twice the offset. The line is turned so that its
 * permitted side is on the left.
 */
export function detectionLine(boundary: Boundary, offsetM: number): Polyline {
  const line = withoutRepeats(boundary.inside === "left" ? boundary.line : reversed(boundary.line));
  const count = line.length / 2;
  const moved: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = rightNormal(line, i - 1, count);
    const after = rightNormal(line, i, count);
    const one = before ?? after ?? [0, 0];
    const two = after ?? before ?? [0, 0];
    const sumX = one[0] + two[0];
    const sumY = one[1] + two[1];
    const square = sumX * sumX + sumY * sumY;
    const scale = Math.min(2 / square, MITRE_MAX / Math.sqrt(square));
    moved.push((line[2 * i] ?? 0) + sumX * scale * offsetM, (line[2 * i + 1] ?? 0) + sumY * scale * offsetM);
  }
  return moved;
}

/** Unit normal to the right of the segment that starts at point `i`; null where there is none. */
function rightNormal(line: Polyline, i: number, count: number): readonly [number, number] | null {
  if (i < 0 || i + 1 >= count) return null;
  const dx = (line[2 * i + 2] ?? 0) - (line[2 * i] ?? 0);
  const dy = (line[2 * i + 3] ?? 0) - (line[2 * i + 1] ?? 0);
  const length = Math.hypot(dx, dy);
  return [dy / length, -dx / length];
}

function withoutRepeats(line: Polyline): Polyline {
  const kept: number[] = [];
  for (let i = 0; i < line.length; i += 2) {
    const x = line[i] ?? 0;
    const y = line[i + 1] ?? 0;
    const near = kept.length > 0 && Math.hypot(x - (kept.at(-2) ?? 0), y - (kept.at(-1) ?? 0)) < 1e-6;
    if (!near) kept.push(x, y);
  }
  return kept;
}

function reversed(line: Polyline): number[] {
  const back: number[] = [];
  for (let i = line.length - 2; i >= 0; i -= 2) back.push(line[i] ?? 0, line[i + 1] ?? 0);
  return back;
}
