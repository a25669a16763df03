import { describe, expect, test } from "vitest";
import { type CourseItem, parseCourse, type SurveyedCourse } from "../../../src/core/exam/course.ts";
import { LAYOUTS, layOutCourse } from "../../../src/core/exam/course-layout.ts";
import { checkCourse } from "../../../src/core/exam/ground/check-course.ts";
import { touchesOnRoute } from "../../../src/core/exam/ground/sweep.ts";
import { kindsOf, type LicenceClass, whyNotLaid } from "../../../src/core/exam/layout/class-layout.ts";
import type { VehicleBody } from "../../../src/core/exam/vehicle-body.ts";
import { vehicleSchema } from "../../../src/core/exam/vehicle-body.ts";
import { demoRulebook, demoVehicle } from "../../support/exam-drive.ts";
import { BUS, boxVehicle, TRUCK } from "../../support/large-vehicles.ts";

function laid(vehicle: VehicleBody, licenceClass: LicenceClass): SurveyedCourse {
  const kinds = kindsOf(licenceClass).filter((kind) => whyNotLaid(kind, licenceClass) === null);
  const site = { id: "site", latitudeDeg: 30.5, longitudeDeg: 114.4, heightM: 25, kinds, headingDeg: 90 };
  const read = parseCourse(layOutCourse(vehicle, { ...site, licenceClass }));
  if (!read.ok) throw new Error(read.reason.code);
  return read.course;
}

function itemOf(course: SurveyedCourse, kind: string): CourseItem {
  const item = course.items.find((one) => one.kind === kind);
  if (item === undefined) throw new Error(kind);
  return item;
}

const long = (line: readonly number[]): number =>
  Math.hypot((line.at(-2) ?? 0) - (line[0] ?? 0), (line.at(-1) ?? 0) - (line[1] ?? 0));

/** Of a circle through the first, a middle and a later point of the boundary's first arc. */
function radius(line: readonly number[]): number {
  const p = (i: number): [number, number] => [line[2 * i] ?? 0, line[2 * i + 1] ?? 0];
  const [a, b, c] = [p(0), p(40), p(80)];
  const side = ([x, y]: [number, number], [u, v]: [number, number]): number => Math.hypot(x - u, y - v);
  const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
  return (side(a, b) * side(b, c) * side(c, a)) / (4 * area);
}

describe("dimensions by class", () => {
  test.each([
    ["C1", demoVehicle(), 7.5, 4, 3.548, 7.7095],
    ["A1", boxVehicle(BUS), 12, 8, 6.3, 16.25],
    ["B2", boxVehicle(TRUCK), 12, 8, 5.5, 13.5],
  ] as const)("%s: curve, corner, bay", (licenceClass, vehicle, outerM, innerM, cornerM, bayM) => {
    const course = laid(vehicle, licenceClass);
    const curve = itemOf(course, "curve").boundaries.map(({ line }) => radius(line));
    expect(curve[0]).toBeCloseTo(innerM, 3);
    expect(curve[1]).toBeCloseTo(outerM, 3);
    expect(long(itemOf(course, "curve").entry)).toBeCloseTo(outerM - innerM, 5);
    expect(long(itemOf(course, "right-angle").entry)).toBeCloseTo(cornerM, 5);
    const bay = itemOf(course, "side-parking").bay ?? [];
    expect(Math.max(long(bay.slice(0, 4)), long(bay.slice(2, 6)))).toBeCloseTo(bayM, 5);
  });

  test.each([
    ["A1", BUS],
    [
      "B1",
      {
        ...TRUCK,
        id: "coach-b1",
        lengthM: 7,
        widthM: 2.05,
        wheelbaseM: 3.935,
        trackM: 1.7,
        rearOverhangM: 1.7,
      },
    ],
    ["B2", TRUCK],
  ] as const)(
    "what is laid for %s has room for the vehicle, and nothing against it",
    (licenceClass, size) => {
      const vehicle = boxVehicle(size);
      expect(vehicleSchema.safeParse(vehicle).success).toBe(true);
      const course = laid(vehicle, licenceClass);
      expect(touchesOnRoute(course, vehicle)).toEqual([]);
      const rulebook = { ...demoRulebook(), licenceClasses: [licenceClass] };
      const found = checkCourse({ course, vehicle, rulebook });
      expect(found.filter(({ severity }) => severity === "refuses")).toEqual([]);
    },
  );

  test("a vehicle that is too large for the class's course touches a line, and it is said where", () => {
    const vehicle = boxVehicle(BUS);
    const course = laid(vehicle, "C1");
    const items = touchesOnRoute(course, vehicle).map(({ params }) => ("item" in params ? params.item : ""));
    expect(items).toContain("curve-1");
  });
});

describe("what a class does not have, and what no source says, is not laid out", () => {
  const codes = (licenceClass: LicenceClass): Record<string, string | null> =>
    Object.fromEntries(
      Object.keys(LAYOUTS).map((kind) => [kind, whyNotLaid(kind, licenceClass)?.code ?? null]),
    );
  const [NO, UNKNOWN] = ["LAYOUT_NOT_OF_CLASS", "LAYOUT_UNKNOWN"];
  const all = (code: string | null) => Object.fromEntries(Object.keys(LAYOUTS).map((kind) => [kind, code]));
  const BIG = { ...all(null), "reverse-bay": NO, "hill-start": UNKNOWN };
  const MOTORCYCLE = { ...all(NO), "hill-start": UNKNOWN };

  test.each<[LicenceClass, Record<string, string | null>]>([
    ["A1", BIG],
    ["A2", { ...all(UNKNOWN), "reverse-bay": NO }],
    ["A3", { ...BIG, "side-parking": UNKNOWN }],
    ["B1", BIG],
    ["B2", BIG],
    ["C1", all(null)],
    ["C2", { ...all(null), "hill-start": NO }],
    ["C3", all(null)],
    ["C4", MOTORCYCLE],
    ["C5", { ...all(null), "hill-start": NO }],
    ["C6", { ...all(NO), curve: UNKNOWN, "right-angle": UNKNOWN }],
    ["D", MOTORCYCLE],
    ["E", MOTORCYCLE],
    ["F", MOTORCYCLE],
    ["M", all(NO)],
    ["N", all(NO)],
    ["P", all(NO)],
  ])("%s", (licenceClass, expected) => {
    expect(codes(licenceClass)).toEqual(expected);
  });
});
