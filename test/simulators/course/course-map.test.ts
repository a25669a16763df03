import { describe, expect, test } from "vitest";
import { readCourseMap } from "../../../simulators/world/course-map.ts";
import { CoursePath } from "../../../simulators/world/course-path.ts";
import { stagesOf } from "../../../simulators/world/course-stage.ts";
import { COURSE_TEXT, MAP } from "./recorded-drive.ts";

interface RawCourse {
  features: { properties: Record<string, unknown> }[];
}

function changed(change: (course: RawCourse) => void): string {
  const course = JSON.parse(COURSE_TEXT) as RawCourse;
  change(course);
  return JSON.stringify(course);
}

describe("the course, read for driving", () => {
  test("items in the order they are driven, legs that join", () => {
    expect(MAP.items.map((item) => item.kind)).toEqual([
      "reverse-bay",
      "hill-start",
      "side-parking",
      "curve",
      "right-angle",
    ]);
    for (const [i, leg] of MAP.legs.entries()) {
      const end = MAP.legs[i - 1]?.points.at(-1);
      const start = leg.points[0];
      if (end === undefined || start === undefined) continue;
      expect(Math.hypot(end.x - start.x, end.y - start.y)).toBeLessThan(1e-3);
    }
  });

  test("stages part where the car stops or changes its direction", () => {
    const stages = stagesOf(MAP.legs);
    expect(stages.map((s) => s.direction[0]).join("")).toBe("frfrffrf");
    for (const stage of stages.slice(0, -1)) expect(stage.stopS).toBeGreaterThan(0);
  });

  test("a route without numbered legs cannot be driven", () => {
    const unnumbered = changed((course) => {
      for (const feature of course.features) delete feature.properties.leg;
    });
    expect(() => readCourseMap(unnumbered)).toThrow(/leg/);
    const noRoute = changed((course) => {
      course.features = course.features.filter((f) => f.properties.role !== "route");
    });
    expect(() => readCourseMap(noRoute)).toThrow(/no route/);
  });

  test("a path knows its heading and curvature: a circle of 5 m to the right", () => {
    const points = Array.from({ length: 80 }, (_, i) => {
      const angle = (i * 0.1) / 5;
      return { x: 5 - 5 * Math.cos(angle), y: 5 * Math.sin(angle) };
    });
    const path = new CoursePath(points);
    const middle = path.at(4);
    expect(middle.curvaturePerM).toBeCloseTo(0.2, 2);
    expect(middle.azimuthDeg).toBeCloseTo((4 / 5) * (180 / Math.PI), 0);
    expect(path.project({ x: middle.x + 0.3, y: middle.y }, 3.5)).toBeGreaterThan(3.9);
  });
});
