import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LAYOUTS, layOutCourse } from "../../../../src/core/exam/course-layout.ts";
import { LocalFrame } from "../../../../src/core/exam/geodesy.ts";
import { demoVehicle } from "../../../support/exam-drive.ts";
import {
  changed,
  demoDocument,
  english,
  type LonLat,
  type MutableCourse,
  moved,
  pointsIn,
  problems,
} from "./mutated-course.ts";

/** A check that refuses sound courses would soon be switched off: these are sound, each in another way. */
const angle = fc.double({ min: 0, max: 360, noNaN: true });

test("wherever it lies and however it is turned", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 18, max: 53, noNaN: true }),
      fc.double({ min: 74, max: 134, noNaN: true }),
      angle,
      fc.shuffledSubarray(Object.keys(LAYOUTS), { minLength: 1 }),
      (latitudeDeg, longitudeDeg, headingDeg, kinds) => {
        const site = { id: "site", latitudeDeg, longitudeDeg, heightM: 100, kinds, headingDeg };
        const found = problems(layOutCourse(demoVehicle(), site));
        expect(english(found.filter(({ severity }) => severity === "refuses"))).toBe("");
      },
    ),
    { seed: 7, numRuns: 25 },
  );
});

/** Every point that stands in the file moves once, wherever it stands: who snaps his lines has one point where they meet. */
function shaken(noiseM: number, together: boolean, draw: () => number): MutableCourse {
  const places = new Map<string, LonLat>();
  return changed((course) => {
    for (const feature of course.features) {
      const points = pointsIn(feature);
      for (const [i, p] of points.entries()) {
        const key = together ? p.join() : `${course.features.indexOf(feature)} ${p.join()}`;
        const place = places.get(key) ?? moved(course, p, noiseM * draw(), noiseM * draw());
        places.set(key, place);
        points[i] = place;
      }
    }
  });
}

describe("with the noise of a survey", () => {
  test.each([
    ["15 mm, lines snapped to each other", 0.015, true],
    ["5 mm, each line by itself", 0.005, false],
  ])("of %s", (_, noiseM, together) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (stream) => {
        const document = shaken(noiseM, together, () => stream.next().value);
        expect(english(problems(document))).toBe("");
      }),
      { seed: 11, numRuns: 8 },
    );
  });
});

test("mirrored, so that left is right", () => {
  const { origin } = demoDocument().proofmark;
  const frame = new LocalFrame(origin);
  const mirrored = changed((course) => {
    for (const feature of course.features) {
      const { properties, geometry } = feature;
      const points = pointsIn(feature).map(([longitudeDeg, latitudeDeg]): LonLat => {
        const [east, north] = frame.toLocal(latitudeDeg, longitudeDeg);
        const place = frame.toGeodetic(east, -north);
        return [Number(place.longitudeDeg.toFixed(11)), Number(place.latitudeDeg.toFixed(11))];
      });
      if (properties.inside !== undefined)
        properties.inside = properties.inside === "left" ? "right" : "left";
      if (properties.role === "entry" || properties.role === "exit") points.reverse();
      geometry.coordinates = geometry.type === "Polygon" ? [points] : points;
    }
  });
  expect(english(problems(mirrored))).toBe("");
});

test("with every edge in pieces that end in one point, with or without the route", () => {
  const pieces = changed((course) => {
    course.features = course.features.flatMap((feature) => {
      const points = pointsIn(feature);
      if (feature.properties.role !== "boundary" || points.length < 4) return [feature];
      const cuts = [0, Math.floor(points.length / 3), Math.floor((2 * points.length) / 3), points.length - 1];
      return cuts.slice(1).map((to, i) => ({
        ...feature,
        properties: { ...feature.properties },
        geometry: { type: "LineString", coordinates: points.slice(cuts[i], to + 1) },
      }));
    });
  });
  expect(english(problems(pieces))).toBe("");
  pieces.features = pieces.features.filter(({ properties }) => properties.role !== "route");
  expect(problems(pieces).map(({ severity, reason: { code } }) => `${severity} ${code}`)).toEqual([
    "warns COURSE_NO_ROUTE",
  ]);
});

test("with wider lines: the base line of the paint for the body, its inner edge for wheels", () => {
  // The bay of parallel parking by its base line, 0.12 m behind the inner edge of the lane's paint.
  const painted = changed((course) => {
    // Here the lane runs east, and the bay lies to the south of it.
    const [x, y] = [0, -0.12];
    for (const feature of course.features) {
      const { item, role, contact } = feature.properties;
      if (item !== "side-parking-1" || !(role === "bay" || contact === "body")) continue;
      const points = pointsIn(feature);
      const shifted = points.map((p) => moved(course, p, x, y));
      for (const [i, p] of shifted.entries()) points[i] = p;
    }
  });
  const along = english(problems(painted));
  expect(along).toBe("");
});
