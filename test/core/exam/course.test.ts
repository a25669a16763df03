import { describe, expect, test } from "vitest";
import { parseCourse } from "../../../src/core/exam/course.ts";
import { layOutCourse } from "../../../src/core/exam/course-layout.ts";
import { LocalFrame } from "../../../src/core/exam/geodesy.ts";
import { sentenceOf } from "../../../src/core/trade/reasons.ts";
import { demoCourse, demoCourseDocument, demoVehicle } from "../../support/exam-drive.ts";

describe("local frame", () => {
  const frame = new LocalFrame({ latitudeDeg: 30.5, longitudeDeg: 114.4, heightM: 25 });

  test("there and back is exact", () => {
    for (const [east, north] of [
      [0, 0],
      [200, -150],
      [-1234.5, 987.6],
    ] as const) {
      const place = frame.toGeodetic(east, north);
      const [e, n] = frame.toLocal(place.latitudeDeg, place.longitudeDeg);
      expect(Math.hypot(e - east, n - north)).toBeLessThan(1e-8);
    }
  });

  test("a degree of the meridian and of the parallel have their textbook lengths", () => {
    // Radii of curvature of WGS84 at 30.5 degrees: M = 6 351 817.6 m, N cos(lat) = 5 504 349 m, plus 25 m of height.
    const sin = Math.sin((30.5 * Math.PI) / 180);
    const w = 1 - 0.00669437999014 * sin * sin;
    const meridian = (6378137 * (1 - 0.00669437999014)) / w ** 1.5 + 25;
    const parallel = (6378137 / Math.sqrt(w) + 25) * Math.cos((30.5 * Math.PI) / 180);
    const [, north] = frame.toLocal(30.501, 114.4);
    const [east] = frame.toLocal(30.5, 114.401);
    expect(north).toBeCloseTo((meridian * 0.001 * Math.PI) / 180, 4);
    expect(east).toBeCloseTo((parallel * 0.001 * Math.PI) / 180, 4);
  });
});

describe("course", () => {
  test("the demo course has the five items of C1 in order, with the figures of GA 1029 for the Santana", () => {
    const course = demoCourse();
    expect(course.items.map((item) => item.kind)).toEqual([
      "reverse-bay",
      "hill-start",
      "side-parking",
      "curve",
      "right-angle",
    ]);
    const sides = (ring: readonly number[]): number[] =>
      [0, 1].map((i) =>
        Math.hypot(
          (ring[2 * i + 2] ?? 0) - (ring[2 * i] ?? 0),
          (ring[2 * i + 3] ?? 0) - (ring[2 * i + 1] ?? 0),
        ),
      );
    const [depth, width] = sides(course.items[0]?.bay ?? []);
    expect(width).toBeCloseTo(2.306, 5);
    expect(depth).toBeCloseTo(5.173, 5);
    const [parkWidth, parkLength] = sides(course.items[2]?.bay ?? []);
    expect(parkLength).toBeCloseTo(1.5 * 4.473 + 1, 5);
    expect(parkWidth).toBeCloseTo(2.506, 5);
  });

  test("the file in config is what the generator writes", () => {
    const vehicle = demoVehicle();
    const kinds = ["reverse-bay", "hill-start", "side-parking", "curve", "right-angle"];
    const site = {
      id: "demo-c1",
      latitudeDeg: 30.5,
      longitudeDeg: 114.4,
      heightM: 25,
      kinds,
      headingDeg: 90,
    };
    expect(JSON.parse(JSON.stringify(layOutCourse(vehicle, site)))).toEqual(demoCourseDocument());
  });

  type Doc = { features: { properties: Record<string, unknown>; geometry: { coordinates: unknown } }[] };
  const broken = (change: (doc: Doc) => void) => {
    const doc = demoCourseDocument() as unknown as Doc;
    change(doc);
    return parseCourse(doc);
  };

  test.each([
    [
      "an unknown role",
      (doc: Doc) => {
        (doc.features[1] as Doc["features"][0]).properties.role = "kerb";
      },
      1,
      "properties.role",
    ],
    [
      "a boundary without a side",
      (doc: Doc) => {
        delete (doc.features[1] as Doc["features"][0]).properties.inside;
      },
      1,
      "properties.inside",
    ],
    [
      "latitude before longitude",
      (doc: Doc) => {
        (doc.features[2] as Doc["features"][0]).geometry.coordinates = [
          [30.5, 90],
          [30.5, 89],
        ];
      },
      2,
      "longitude comes first",
    ],
  ])("%s is refused with its feature", (_, change, index, reason) => {
    const result = broken(change);
    expect(result).toMatchObject({ ok: false, featureIndex: index });
    expect(result.ok ? "" : sentenceOf(result.reason).en).toContain(reason);
  });

  test("an item without an exit is refused", () => {
    const result = broken((doc) => {
      doc.features = doc.features.filter(
        (f) => f.properties.item !== "curve-1" || f.properties.role !== "exit",
      );
    });
    expect(result).toMatchObject({
      ok: false,
      reason: { code: "COURSE_ITEM_WITHOUT", params: { item: "curve-1", role: "exit" } },
    });
    expect(parseCourse({ type: "FeatureCollection" }).ok).toBe(false);
  });
});
