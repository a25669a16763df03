import { describe, expect, test } from "vitest";
import type { CourseLine, CourseMap } from "../../src/console/course-map.ts";
import { marginsOf } from "../../src/console/web/course-margins.ts";
import type { PoseView } from "../../src/station/live-message.ts";

/** Goal: how near a line is, is the distance of the nearest part of the vehicle to the nearest edge of the paint. */
const car = (eastM: number): PoseView => ({
  utcMs: 0,
  outline: [eastM, 0, eastM, 4, eastM - 1.8, 4, eastM - 1.8, 0],
  wheels: [eastM - 0.1, 1, eastM - 1.7, 1, eastM - 0.1, 3, eastM - 1.7, 3],
  fix: "fixed",
  speedKmh: 3,
  lines: [],
  linesOff: [],
  now: null,
});

function map(...lines: Partial<CourseLine>[]): CourseMap {
  const whole = { item: "bay", kind: "reverse-bay", role: "boundary", points: [2, -10, 2, 10] };
  return { id: "x", lines: lines.map((line) => ({ ...whole, ...line })) };
}

describe("how near the lines are", () => {
  test("the body by body lines, the wheels by wheel lines, both by both, each the nearest", () => {
    expect(marginsOf(map({ contact: "body" }), "bay", car(1))).toEqual([{ part: "body", metres: 1 }]);
    expect(marginsOf(map({ contact: "wheel" }), "bay", car(1))).toEqual([{ part: "wheel", metres: 1.1 }]);
    expect(
      marginsOf(map({ contact: "both" }, { contact: "both", points: [1.5, -10, 1.5, 10] }), "bay", car(1)),
    ).toEqual([
      { part: "body", metres: 0.5 },
      { part: "wheel", metres: 0.6 },
    ]);
  });

  test("the paint has a width; over it is on it; beside it is told from the corner", () => {
    expect(marginsOf(map({ lineWidthM: 0.2 }), "bay", car(1))).toEqual([{ part: "body", metres: 0.9 }]);
    expect(marginsOf(map({}), "bay", car(2.5))).toEqual([{ part: "body", metres: 0 }]);
    expect(marginsOf(map({ points: [1.3, 4.4, 5, 4.4] }), "bay", car(1))).toEqual([
      { part: "body", metres: 0.5 },
    ]);
  });

  test("of another item, of no boundary, and far away, nothing is told", () => {
    expect(marginsOf(map({ item: "curve" }), "bay", car(1))).toEqual([]);
    expect(marginsOf(map({ role: "bay" }), "bay", car(1))).toEqual([]);
    expect(marginsOf(map({}), "bay", car(-1))).toEqual([]);
  });
});
