import { describe, expect, test } from "vitest";
import { parseCourse } from "../../../../src/core/exam/course.ts";
import { layOutCourse } from "../../../../src/core/exam/course-layout.ts";
import { isOfClass } from "../../../../src/core/exam/ground/course-for.ts";
import type { ExamRulebook } from "../../../../src/core/exam/rulebook.ts";
import { demoRulebook, demoVehicle } from "../../../support/exam-drive.ts";
import {
  changed,
  demoDocument,
  english,
  type MutableCourse,
  type MutableFeature,
  pointsIn,
  problems,
  said,
  withFeature,
} from "./mutated-course.ts";

describe("whose course it is", () => {
  test.each(["lengthM", "widthM", "wheelbaseM"] as const)(
    "another %s than the vehicle's is refused",
    (key) => {
      const other = changed(({ proofmark }) => {
        proofmark.forVehicle[key] += 0.06;
      });
      expect(said(problems(other))).toContain("refuses - COURSE_OTHER_VEHICLE");
      const near = changed(({ proofmark }) => {
        proofmark.forVehicle[key] += 0.04;
      });
      expect(problems(near)).toEqual([]);
    },
  );

  test("a bus is no vehicle of class C1, a small car none of class B2", () => {
    const bus = { ...demoVehicle(), lengthM: 6 };
    const forBus = changed(({ proofmark }) => {
      proofmark.forVehicle.lengthM = 6;
    });
    expect(english(problems(forBus, { vehicle: bus }))).toContain(
      "no test vehicle of class C1, C3 (below 6 m)",
    );
    const rulebook: ExamRulebook = { ...demoRulebook(), licenceClasses: ["B2"] };
    expect(english(problems(demoDocument(), { rulebook }))).toContain("(9 m or more)");
  });

  test.each([
    ["A1", 8.99, 9],
    ["A2", 11.99, 12],
    ["A3", 8.99, 9],
    ["B1", 5.79, 5.8],
    ["B2", 8.99, 9],
    ["C1", 6, 5.99],
    ["C2", 6, 5.99],
    ["C3", 6, 5.99],
    ["C5", 6, 5.99],
  ] as const)(
    "class %s is not examined in a vehicle of %f m, but in one of %f m",
    (licenceClass, not, well) => {
      expect(isOfClass(not, licenceClass)).toBe(false);
      expect(isOfClass(well, licenceClass)).toBe(true);
    },
  );

  test("a course of another country is said, and refused where it lies in this one the other way round", () => {
    const lay = (latitudeDeg: number, longitudeDeg: number) =>
      layOutCourse(demoVehicle(), {
        id: "abroad",
        latitudeDeg,
        longitudeDeg,
        heightM: 0,
        kinds: demoRulebook().items.map(({ kind }) => kind),
        headingDeg: 90,
      });
    expect(said(problems(lay(43.8, 87.6)))).toEqual([]);
    expect(said(problems(lay(87.6, 43.8)))).toContain("refuses - COURSE_ABROAD");
    expect(said(problems(lay(-33.9, 151.2)))).toEqual(["warns - COURSE_ABROAD"]);
  });
});

describe("the form", () => {
  const refusal = (document: MutableCourse): string => {
    const read = parseCourse(document);
    return read.ok
      ? "read"
      : `${read.featureIndex} ${read.reason.code} ${read.issues.map(({ message }) => message)}`;
  };

  test("names of WGS 84 are read, any other system is refused", () => {
    const named = (name: string): MutableCourse =>
      changed((doc) => {
        doc.crs = { type: "name", properties: { name } };
      });
    for (const name of ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
      expect(refusal(named(name))).toBe("read");
    expect(refusal(named("urn:ogc:def:crs:EPSG::4490"))).toBe("null COURSE_FORM form:wgs84");
  });

  test("a geometry of several parts, and a bay with a hole, are refused", () => {
    const parts = withFeature("curve-1", "boundary", (points, _, one) => {
      one.geometry = { type: "MultiLineString", coordinates: [points, points] };
    });
    expect(refusal(parts.document)).toBe(`${parts.index} COURSE_FORM form:onePart`);
    const hole = withFeature("reverse-bay-1", "bay", (points, _, one) => {
      one.geometry.coordinates = [points, points];
    });
    expect(refusal(hole.document)).toBe(`${hole.index} COURSE_FORM form:oneRing`);
  });

  test("swapped coordinates are said also where both are below 90", () => {
    const document = layOutCourse(demoVehicle(), {
      id: "urumqi",
      latitudeDeg: 43.8,
      longitudeDeg: 87.6,
      heightM: 900,
      kinds: ["curve"],
      headingDeg: 0,
    }) as unknown as MutableCourse;
    const copy = structuredClone(document);
    for (const p of pointsIn(copy.features[2] as MutableFeature)) p.reverse();
    expect(refusal(copy)).toMatch(/^2 COURSE_SWAPPED/);
  });

  test("a second control line of one name, and a second pole line, are refused", () => {
    for (const [item, role] of [
      ["reverse-bay-1", "control-line"],
      ["hill-start-1", "pole-line"],
    ] as const) {
      const { document } = withFeature(item, role, (_, doc, one) => {
        doc.features.push(structuredClone(one));
      });
      expect(refusal(document)).toBe(`${document.features.length - 1} COURSE_SECOND `);
    }
  });
});
