/** Plane geometry of the tests' own, so that the drive is not judged by the functions it was planned with. */
export type Xy = readonly [x: number, y: number];

export function segmentDistance(a: Xy, b: Xy, c: Xy, d: Xy): number {
  if (crosses(a, b, c, d)) return 0;
  return Math.min(
    pointDistance(a, c, d),
    pointDistance(b, c, d),
    pointDistance(c, a, b),
    pointDistance(d, a, b),
  );
}

export function pointDistance(p: Xy, a: Xy, b: Xy): number {
  const [vx, vy] = [b[0] - a[0], b[1] - a[1]];
  const [wx, wy] = [p[0] - a[0], p[1] - a[1]];
  const square = vx * vx + vy * vy;
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, (wx * vx + wy * vy) / square));
  return Math.hypot(wx - t * vx, wy - t * vy);
}

/** Twice the area of the triangle; positive when p lies to the left of a to b. */
export function leftOf(p: Xy, a: Xy, b: Xy): number {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

function crosses(a: Xy, b: Xy, c: Xy, d: Xy): boolean {
  return leftOf(a, c, d) * leftOf(b, c, d) < 0 && leftOf(c, a, b) * leftOf(d, a, b) < 0;
}

/** Signed distance to a line through a and b; positive to its left. */
export function leftDistance(p: Xy, a: Xy, b: Xy): number {
  return leftOf(p, a, b) / Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** Depth inside a closed ring (first point repeated), negative outside; for convex rings. */
export function depthInside(p: Xy, ring: readonly Xy[]): number {
  const pieces = ring.slice(1).map((b, i): [Xy, Xy] => [ring[i] ?? b, b]);
  const area = pieces.reduce((sum, [a, b]) => sum + a[0] * b[1] - b[0] * a[1], 0);
  return Math.min(...pieces.map(([a, b]) => leftDistance(p, a, b) * Math.sign(area)));
}
