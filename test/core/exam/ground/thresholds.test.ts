import { expect, test } from "vitest";
import {
  at,
  demoDocument,
  feature,
  type LonLat,
  type MutableCourse,
  type MutableFeature,
  moved,
  pointsIn,
  problems,
  said,
} from "./mutated-course.ts";

/** Each number of the check from both sides. */
type Change = (document: MutableCourse, metres: number) => MutableFeature;

const shifted =
  (item: string, role: string, vertex: number, east: number, north: number, which = 0): Change =>
  (document, metres) => {
    const one = feature(document, item, role, which);
    const points = pointsIn(one);
    const k = vertex < 0 ? points.length + vertex : vertex;
    points[k] = moved(document, points[k] as LonLat, east * metres, north * metres);
    return one;
  };

/** The right edge of the hill in two features, `metres` apart in the middle. */
const gap: Change = (document, metres) => {
  const one = feature(document, "hill-start-1", "boundary", 1);
  const [a, b] = pointsIn(one) as [LonLat, LonLat];
  const half: LonLat = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  one.geometry.coordinates = [a, half];
  const other: MutableFeature = {
    ...one,
    geometry: { type: "LineString", coordinates: [moved(document, half, metres, 0), b] },
  };
  document.features.push(other);
  return metres <= 1 ? other : one;
};

const decimals: Change = (document, places) => {
  const one = feature(document, "curve-1", "boundary");
  for (const p of pointsIn(one)) p.splice(0, 2, ...p.map((degrees) => Number(degrees.toFixed(places))));
  return one;
};

const nearPoint: Change = (document, metres) => {
  const one = feature(document, "hill-start-1", "boundary");
  const points = pointsIn(one);
  points.splice(1, 0, moved(document, points[0] as LonLat, metres, 0));
  return one;
};

const shortLine: Change = (document, metres) => {
  const one = feature(document, "hill-start-1", "pole-line");
  const [a, b] = pointsIn(one) as [LonLat, LonLat];
  const half: LonLat = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  one.geometry.coordinates = [half, moved(document, half, 0, metres)];
  return one;
};

test.each<[string, string, Change, number, number]>([
  ["decimals", "COURSE_DECIMALS", decimals, 8, 7],
  ["two points of one line", "COURSE_POINT_TWICE", nearPoint, 0.0015, 0.0005],
  ["length of a pole line", "COURSE_LINE_SHORT", shortLine, 0.55, 0.45],
  ["a gap that is none", "COURSE_BOUNDARY_GAP", gap, 0.018, 0.03],
  ["a gap that is one", "COURSE_BOUNDARY_ENDS", gap, 0.9, 1.1],
  [
    "a corner of the bay from its boundary",
    "COURSE_BAY_OFF_BOUNDARY",
    shifted("reverse-bay-1", "bay", 2, 0, -1),
    0.28,
    0.32,
  ],
  ["the next leg", "COURSE_LEG_APART", shifted("curve-1", "route", 0, 0, 1), 0.04, 0.06],
  // Half of the car is 0.853 m wide.
  ["an entry's end", "COURSE_LINE_NARROW", shifted("hill-start-1", "entry", 1, 0, -1), 0.8, 0.9],
  [
    "an edge that ends before the exit",
    "COURSE_BOUNDARY_ENDS",
    shifted("hill-start-1", "boundary", -1, -1, 0),
    0.25,
    0.35,
  ],
])("%s: %s", (_, code, change, fine, wrong) => {
  const told = (metres: number): string[] => {
    const document = demoDocument();
    const one = change(document, metres);
    const index = at(document, one);
    return said(problems(document)).filter((line) => line === `refuses ${index} ${code}`);
  };
  expect(told(fine)).toEqual([]);
  expect(told(wrong)).toHaveLength(1);
});
