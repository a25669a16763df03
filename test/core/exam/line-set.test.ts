import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineSet } from "../../../src/core/exam/line-set.ts";
import { BODY_POINTS, BodyPoints, OUTLINE_POINTS } from "../../../src/core/exam/vehicle-body.ts";
import { demoVehicle } from "../../support/exam-drive.ts";
import { runs } from "../../support/full-runs.ts";

/**
 * Goal: no crossing missed, none invented. Method: the swept test, against a body that is moved in steps of less than
 * 1 mm and looked at with geometry written for this test.
 */
const body = new BodyPoints(demoVehicle());
const STEP_M = 0.001;

/** Spread evenly; fc.double is dense near 0, where nothing moves. */
const real = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_003 }).map((n) => min + ((max - min) * n) / 1_000_003);

interface Case {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly line: readonly number[];
}

const cases = fc
  .record({
    headingRad: real(-3, 3),
    turnRad: real(-0.15, 0.15),
    east: real(-0.4, 0.4),
    north: real(-0.4, 0.4),
    near: fc.nat({ max: OUTLINE_POINTS - 1 }),
    off: real(1.001, 1.25),
    line: fc.array(real(-2.5, 2.5), { minLength: 2, maxLength: 6 }),
  })
  .map(({ headingRad, turnRad, east, north, near, off, line }): Case => {
    const before = new Float64Array(2 * BODY_POINTS);
    const after = new Float64Array(2 * BODY_POINTS);
    body.place({ eastM: 0, northM: 0, headingRad, pitchRad: 0 }, before);
    body.place({ eastM: east, northM: north, headingRad: headingRad + turnRad, pitchRad: 0 }, after);
    // The line begins just outside the body, and goes on anywhere: many cases touch soon, by a point or by a vertex.
    const x = (before[2 * near] ?? 0) * off;
    const y = (before[2 * near + 1] ?? 0) * off;
    const rest = line.slice(0, line.length - (line.length % 2)).map((v, i) => v + (i % 2 === 0 ? x : y));
    return { before, after, line: [x, y, ...rest] };
  });

function at(one: Case, t: number): Float64Array {
  return one.before.map((value, i) => value + t * ((one.after[i] ?? 0) - value));
}

function steps(one: Case): number {
  let far = 0;
  for (let i = 0; i < one.before.length; i += 2)
    far = Math.max(
      far,
      Math.hypot(
        (one.after[i] ?? 0) - (one.before[i] ?? 0),
        (one.after[i + 1] ?? 0) - (one.before[i + 1] ?? 0),
      ),
    );
  return Math.ceil(far / STEP_M) + 1;
}

type P = readonly [number, number];
const pointAt = (list: ArrayLike<number>, i: number): P => [list[2 * i] ?? 0, list[2 * i + 1] ?? 0];

function toSegment([x, y]: P, [ax, ay]: P, [bx, by]: P): number {
  const square = (bx - ax) ** 2 + (by - ay) ** 2;
  const t =
    square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

const turn = (a: P, b: P, c: P): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

function segmentsCross(a: P, b: P, c: P, d: P): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

function edges(points: Float64Array): [P, P][] {
  return Array.from({ length: OUTLINE_POINTS }, (_, i) => [
    pointAt(points, i),
    pointAt(points, (i + 1) % OUTLINE_POINTS),
  ]);
}

function pieces(line: readonly number[]): [P, P][] {
  return Array.from({ length: line.length / 2 - 1 }, (_, i) => [pointAt(line, i), pointAt(line, i + 1)]);
}

/** Distance between the outline and the line; 0 where they cross. */
function gapM(points: Float64Array, line: readonly number[]): number {
  let gap = Number.POSITIVE_INFINITY;
  for (const [a, b] of edges(points))
    for (const [c, d] of pieces(line)) {
      if (segmentsCross(a, b, c, d)) return 0;
      gap = Math.min(gap, toSegment(a, c, d), toSegment(b, c, d), toSegment(c, a, b), toSegment(d, a, b));
    }
  return gap;
}

function swept(one: Case, set = new LineSet([one.line])) {
  set.focus(0, 0, 6);
  const byPoint = set.firstPointCrossing(one.before, one.after, 0, OUTLINE_POINTS);
  const byVertex = set.firstVertexCrossing(one.before, one.after, OUTLINE_POINTS);
  return [byPoint, byVertex].filter((c) => c !== null).sort((a, b) => a.at - b.at)[0] ?? null;
}

describe("swept body", () => {
  test("misses no contact that dense sampling sees, and finds it no later", () => {
    let met = 0;
    fc.assert(
      fc.property(cases, (one) => {
        if (gapM(one.before, one.line) === 0) return;
        const count = steps(one);
        const found = swept(one);
        for (let k = 1; k <= count; k++) {
          if (gapM(at(one, k / count), one.line) > 0) continue;
          met++;
          expect(found, `sampled contact at ${k / count}`).not.toBeNull();
          expect(found?.at ?? 2).toBeLessThanOrEqual(k / count + 1e-9);
          return;
        }
      }),
      { seed: 7, numRuns: runs(250) },
    );
    expect(met).toBeGreaterThan(runs(20));
  });

  test("invents none: where it says there is contact, outline and line touch", () => {
    let met = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const found = swept(one);
        if (found === null) return;
        met++;
        expect(gapM(at(one, found.at), one.line)).toBeLessThan(1e-6);
        expect(gapM(at(one, found.at), [found.eastM, found.northM, found.eastM, found.northM])).toBeLessThan(
          1e-6,
        );
      }),
      { seed: 8, numRuns: runs(2000) },
    );
    expect(met).toBeGreaterThan(runs(200));
  });

  test("the static test agrees with plain geometry", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const set = new LineSet([one.line]);
        set.focus(0, 0, 6);
        const inside = one.line.length >= 4 && encloses(one.before, pointAt(one.line, 0));
        expect(set.overlaps(one.before, OUTLINE_POINTS)).toBe(gapM(one.before, one.line) === 0 || inside);
      }),
      { seed: 9, numRuns: runs(1000) },
    );
  });

  test("leaving out what is far changes nothing", () => {
    fc.assert(
      fc.property(cases, real(-0.3, 0.3), (one, wander) => {
        const set = new LineSet([one.line]);
        set.focus(wander, -wander, 4.5);
        set.focus(0, 0, 4.5);
        const narrow = set.firstPointCrossing(one.before, one.after, 0, OUTLINE_POINTS);
        set.focus(0, 0, 50);
        expect(narrow).toEqual(set.firstPointCrossing(one.before, one.after, 0, OUTLINE_POINTS));
      }),
      { seed: 10, numRuns: 300 },
    );
  });
});

describe("a wheel's point", () => {
  test("on the line is the permitted side; beyond it is outward", () => {
    const set = new LineSet([[0, -10, 0, 10]]);
    set.focus(0, 0, 5);
    const go = (x0: number, x1: number) =>
      set.firstPointCrossing(Float64Array.of(x0, 0), Float64Array.of(x1, 0.1), 0, 1);
    expect(go(-1, 0)).toBeNull();
    expect(go(0, 1)?.outward).toBe(true);
    expect(go(-1, 1)).toMatchObject({ at: 0.5, outward: true });
    expect(go(1, -1)).toMatchObject({ at: 0.5, outward: false });
    expect(go(1, 2)).toBeNull();
  });

  test("a corner of two segments has no gap", () => {
    fc.assert(
      fc.property(real(-3.1, 3.1), (angle) => {
        const set = new LineSet([[-5, 0.3, 0, 0, 5, 0.3]]);
        set.focus(0, 0, 5);
        const [x, y] = [Math.cos(angle), Math.sin(angle)];
        if (Math.abs(y) < 0.2) return;
        const before = Float64Array.of(-x, -y);
        const crossed = set.firstPointCrossing(before, Float64Array.of(x, y), 0, 1);
        expect(crossed?.at).toBeCloseTo(0.5, 6);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

function encloses(points: Float64Array, [x, y]: P): boolean {
  let angle = 0;
  for (const [a, b] of edges(points))
    angle += Math.atan2(
      (a[0] - x) * (b[1] - y) - (a[1] - y) * (b[0] - x),
      (a[0] - x) * (b[0] - x) + (a[1] - y) * (b[1] - y),
    );
  return Math.abs(angle) > 1;
}
