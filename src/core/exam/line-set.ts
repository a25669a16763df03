import type { Polyline } from "./course.ts";

/**
 * The swept test. Between two epochs every body point moves on a straight line at constant speed and an edge is the
 * straight line between its moving ends; under that interpolation the first contact of a body with fixed lines is
 * either a body point meeting a segment (`firstPointCrossing`) or a line's vertex meeting an edge (`firstVertexCrossing`).
 * Both are solved, not sampled. Nothing is allocated unless there is contact.
 */
export interface Crossing {
  /** 0..1 between the epochs. */
  readonly at: number;
  /** Index of the body point, or of the edge's first point for a vertex of the line. */
  readonly point: number;
  readonly line: number;
  readonly eastM: number;
  readonly northM: number;
  /** From the line's left (permitted) side to its right. */
  readonly outward: boolean;
}

export interface Nearest {
  readonly distanceM: number;
  /** On the line's right. */
  readonly outside: boolean;
  /** Abreast of the line, not before its beginning or past its end. */
  readonly beside: boolean;
}

const BESIDE_SLACK_M = 0.001;

/** Lets two segments that share a vertex leave no gap between them. */
const SLACK = 1e-9;
const REACH_STEP_M = 1;

export class LineSet {
  readonly #segments: Float64Array;
  readonly #lineOf: Int32Array;
  readonly #vertices: Float64Array;
  readonly #vertexLine: Int32Array;
  readonly #nearSegments: Int32Array;
  readonly #nearVertices: Int32Array;
  #nearSegmentCount = 0;
  #nearVertexCount = 0;
  #nearX = Number.NaN;
  #nearY = Number.NaN;
  #nearReachM = 0;

  constructor(lines: readonly Polyline[]) {
    const segments: number[] = [];
    const lineOf: number[] = [];
    const vertices: number[] = [];
    const vertexLine: number[] = [];
    for (const [index, line] of lines.entries()) {
      for (let i = 0; i + 1 < line.length; i += 2) {
        vertices.push(line[i] ?? 0, line[i + 1] ?? 0);
        vertexLine.push(index);
        if (i + 3 < line.length) {
          segments.push(line[i] ?? 0, line[i + 1] ?? 0, line[i + 2] ?? 0, line[i + 3] ?? 0);
          lineOf.push(index);
        }
      }
    }
    this.#segments = Float64Array.from(segments);
    this.#lineOf = Int32Array.from(lineOf);
    this.#vertices = Float64Array.from(vertices);
    this.#vertexLine = Int32Array.from(vertexLine);
    this.#nearSegments = new Int32Array(lineOf.length);
    this.#nearVertices = new Int32Array(vertexLine.length);
  }

  /**
   * Says where the body is: what lies further than `reachM` from (x, y) is left out of the tests that follow. The
   * reach covers every body point of both epochs.
   */
  focus(x: number, y: number, reachM: number): void {
    const moved = Math.abs(x - this.#nearX) + Math.abs(y - this.#nearY);
    if (moved + reachM <= this.#nearReachM) return;
    const reach = reachM + REACH_STEP_M;
    this.#nearX = x;
    this.#nearY = y;
    this.#nearReachM = reach;
    this.#nearSegmentCount = 0;
    this.#nearVertexCount = 0;
    const s = this.#segments;
    for (let i = 0; i < this.#lineOf.length; i++) {
      const ax = s[4 * i] as number;
      const ay = s[4 * i + 1] as number;
      const bx = s[4 * i + 2] as number;
      const by = s[4 * i + 3] as number;
      if (Math.min(ax, bx) > x + reach || Math.max(ax, bx) < x - reach) continue;
      if (Math.min(ay, by) > y + reach || Math.max(ay, by) < y - reach) continue;
      this.#nearSegments[this.#nearSegmentCount++] = i;
    }
    for (let i = 0; i < this.#vertexLine.length; i++) {
      if (Math.abs((this.#vertices[2 * i] as number) - x) > reach) continue;
      if (Math.abs((this.#vertices[2 * i + 1] as number) - y) > reach) continue;
      this.#nearVertices[this.#nearVertexCount++] = i;
    }
  }

  /** The first crossing by points `from` up to, not including, `to`; on the line counts as the permitted side. */
  firstPointCrossing(before: Float64Array, after: Float64Array, from: number, to: number): Crossing | null {
    let best: Crossing | null = null;
    for (let p = from; p < to; p++) {
      const found = this.#pointCrossing(before, after, p, best?.at ?? 2);
      if (found !== null) best = found;
    }
    return best;
  }

  /** The last crossing by one point: tells on which side it ends up. */
  lastPointCrossing(before: Float64Array, after: Float64Array, point: number): Crossing | null {
    return this.#pointCrossing(before, after, point, null);
  }

  /** The first before `limit`, or with `limit` null the last. */
  #pointCrossing(
    before: Float64Array,
    after: Float64Array,
    p: number,
    limit: number | null,
  ): Crossing | null {
    const x0 = before[2 * p] as number;
    const y0 = before[2 * p + 1] as number;
    const x1 = after[2 * p] as number;
    const y1 = after[2 * p + 1] as number;
    const s = this.#segments;
    let bestAt = limit ?? -1;
    let bestSegment = -1;
    let bestOutward = false;
    for (let n = 0; n < this.#nearSegmentCount; n++) {
      const i = 4 * (this.#nearSegments[n] as number);
      const ax = s[i] as number;
      const ay = s[i + 1] as number;
      const dx = (s[i + 2] as number) - ax;
      const dy = (s[i + 3] as number) - ay;
      // Positive on the right of the line, which is the forbidden side.
      const d0 = (x0 - ax) * dy - (y0 - ay) * dx;
      const d1 = (x1 - ax) * dy - (y1 - ay) * dx;
      if (d0 > 0 === d1 > 0) continue;
      const t = d0 / (d0 - d1);
      if (limit === null ? t <= bestAt : t >= bestAt) continue;
      const u = ((x0 + t * (x1 - x0) - ax) * dx + (y0 + t * (y1 - y0) - ay) * dy) / (dx * dx + dy * dy);
      if (u < -SLACK || u > 1 + SLACK) continue;
      bestAt = t;
      bestSegment = i / 4;
      bestOutward = d1 > 0;
    }
    if (bestSegment < 0) return null;
    return {
      at: bestAt,
      point: p,
      line: this.#lineOf[bestSegment] as number,
      eastM: x0 + bestAt * (x1 - x0),
      northM: y0 + bestAt * (y1 - y0),
      outward: bestOutward,
    };
  }

  /** The first meeting of a line's vertex with an edge of the closed polygon of the first `corners` points. */
  firstVertexCrossing(before: Float64Array, after: Float64Array, corners: number): Crossing | null {
    let best: Crossing | null = null;
    for (let n = 0; n < this.#nearVertexCount; n++) {
      const v = this.#nearVertices[n] as number;
      const x = this.#vertices[2 * v] as number;
      const y = this.#vertices[2 * v + 1] as number;
      for (let a = 0; a < corners; a++) {
        const b = a + 1 === corners ? 0 : a + 1;
        const at = edgeMeets(before, after, a, b, x, y);
        if (at >= 0 && (best === null || at < best.at))
          best = { at, point: a, line: this.#vertexLine[v] as number, eastM: x, northM: y, outward: true };
      }
    }
    return best;
  }

  /** True if a line cuts or ends inside the closed polygon of the first `corners` points. */
  overlaps(points: Float64Array, corners: number): boolean {
    for (let n = 0; n < this.#nearVertexCount; n++) {
      const v = this.#nearVertices[n] as number;
      if (encloses(points, corners, this.#vertices[2 * v] as number, this.#vertices[2 * v + 1] as number))
        return true;
    }
    const s = this.#segments;
    for (let n = 0; n < this.#nearSegmentCount; n++) {
      const i = 4 * (this.#nearSegments[n] as number);
      for (let a = 0; a < corners; a++) {
        const b = a + 1 === corners ? 0 : a + 1;
        if (cuts(s, i, points, a, b)) return true;
      }
    }
    return false;
  }

  /** The nearest line; null if nothing is near. */
  nearest(x: number, y: number): Nearest | null {
    const s = this.#segments;
    let best = Number.POSITIVE_INFINITY;
    let bestSide = 0;
    for (let n = 0; n < this.#nearSegmentCount; n++) {
      const i = 4 * (this.#nearSegments[n] as number);
      const ax = s[i] as number;
      const ay = s[i + 1] as number;
      const dx = (s[i + 2] as number) - ax;
      const dy = (s[i + 3] as number) - ay;
      const square = dx * dx + dy * dy;
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
      const distance = Math.hypot(x - ax - t * dx, y - ay - t * dy);
      const side = ((x - ax) * dy - (y - ay) * dx) / Math.sqrt(square);
      // At a shared vertex both segments are as near; the one the point is further beside of decides.
      if (distance < best - SLACK || (distance < best + SLACK && Math.abs(side) > Math.abs(bestSide))) {
        best = Math.min(best, distance);
        bestSide = side;
      }
    }
    if (best === Number.POSITIVE_INFINITY) return null;
    return { distanceM: best, outside: bestSide > 0, beside: Math.abs(bestSide) > best - BESIDE_SLACK_M };
  }
}

/** The earliest time 0..1 at which the moving edge a-b passes over (x, y); -1 if it does not. */
function edgeMeets(
  before: Float64Array,
  after: Float64Array,
  a: number,
  b: number,
  x: number,
  y: number,
): number {
  const ax0 = before[2 * a] as number;
  const bx0 = before[2 * b] as number;
  const ax1 = after[2 * a] as number;
  const bx1 = after[2 * b] as number;
  if (x < Math.min(ax0, bx0, ax1, bx1) - SLACK || x > Math.max(ax0, bx0, ax1, bx1) + SLACK) return -1;
  const ay0 = before[2 * a + 1] as number;
  const by0 = before[2 * b + 1] as number;
  const ay1 = after[2 * a + 1] as number;
  const by1 = after[2 * b + 1] as number;
  if (y < Math.min(ay0, by0, ay1, by1) - SLACK || y > Math.max(ay0, by0, ay1, by1) + SLACK) return -1;
  // cross(edge(t), vertex - a(t)) = 0 is a quadratic in t.
  const ex = bx0 - ax0;
  const ey = by0 - ay0;
  const ux = ax1 - ax0;
  const uy = ay1 - ay0;
  const wx = bx1 - bx0 - ux;
  const wy = by1 - by0 - uy;
  const px = x - ax0;
  const py = y - ay0;
  const c0 = ex * py - ey * px;
  const c1 = wx * py - wy * px - (ex * uy - ey * ux);
  const c2 = -(wx * uy - wy * ux);
  const on = (t: number): boolean => {
    if (!(t >= 0 && t <= 1)) return false;
    const dx = ex + t * wx;
    const dy = ey + t * wy;
    const u = ((px - t * ux) * dx + (py - t * uy) * dy) / (dx * dx + dy * dy);
    return u >= -SLACK && u <= 1 + SLACK;
  };
  if (Math.abs(c2) < 1e-12) {
    const only = -c0 / c1;
    return on(only) ? only : -1;
  }
  const root = c1 * c1 - 4 * c2 * c0;
  if (root < 0) return -1;
  const q = -(c1 + (c1 < 0 ? -1 : 1) * Math.sqrt(root)) / 2;
  const one = q / c2;
  const two = c0 / q;
  const early = Math.min(one, two);
  if (on(early)) return early;
  const late = Math.max(one, two);
  return on(late) ? late : -1;
}

function cuts(s: Float64Array, i: number, points: Float64Array, a: number, b: number): boolean {
  const ax = s[i] as number;
  const ay = s[i + 1] as number;
  const dx = (s[i + 2] as number) - ax;
  const dy = (s[i + 3] as number) - ay;
  const px = points[2 * a] as number;
  const py = points[2 * a + 1] as number;
  const qx = points[2 * b] as number;
  const qy = points[2 * b + 1] as number;
  const d0 = (px - ax) * dy - (py - ay) * dx;
  const d1 = (qx - ax) * dy - (qy - ay) * dx;
  if (d0 > 0 === d1 > 0) return false;
  const t = d0 / (d0 - d1);
  const u = ((px + t * (qx - px) - ax) * dx + (py + t * (qy - py) - ay) * dy) / (dx * dx + dy * dy);
  return u >= 0 && u <= 1;
}

function encloses(points: Float64Array, corners: number, x: number, y: number): boolean {
  let inside = false;
  for (let a = 0, b = corners - 1; a < corners; b = a++) {
    const ay = points[2 * a + 1] as number;
    const by = points[2 * b + 1] as number;
    if (ay > y === by > y) continue;
    const ax = points[2 * a] as number;
    const bx = points[2 * b] as number;
    if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}
