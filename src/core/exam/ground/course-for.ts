import { reason } from "../../trade/reasons.ts";
import type { LicenceClass } from "../layout/class-layout.ts";
import { type CourseProblem, type Ground, refuses, warns } from "./course-problem.ts";

/** As `SURVEY_TOLERANCE_M` of a vehicle: what a measured body and its papers may differ by. */
const SAME_SIZE_M = 0.05;

/**
 * Lengths of the vehicles in which a class is examined, metres. From below: the regulation on driving licences as
 * m.lmsht666.com/ask/2961040.html quotes it (read as a stored excerpt); C1 and its like have no bound there that a training car
 * would not keep. From above: a small vehicle is shorter than 6 m (GA 802 as quoted by m.p0t8ed6.cn/p/2511100951.html). Neither text
 * was open. Motorcycles, trailers of C6 and what provinces decide are not bounded.
 */
export const CLASS_LENGTH_M: Readonly<
  Partial<Record<LicenceClass, { readonly least: number | null; readonly below: number | null }>>
> = {
  A1: { least: 9, below: null },
  A2: { least: 12, below: null },
  A3: { least: 9, below: null },
  B1: { least: 5.8, below: null },
  B2: { least: 9, below: null },
  C1: { least: null, below: 6 },
  C2: { least: null, below: 6 },
  C3: { least: null, below: 6 },
  C5: { least: null, below: 6 },
};

export function isOfClass(lengthM: number, licenceClass: LicenceClass): boolean {
  const { least = null, below = null } = CLASS_LENGTH_M[licenceClass] ?? {};
  return lengthM >= (least ?? 0) && lengthM < (below ?? Number.POSITIVE_INFINITY);
}

/** The course was laid out for this vehicle, and the vehicle is one of the rulebook's classes. */
export function vehicleProblems({ course, vehicle, rulebook }: Ground): CourseProblem[] {
  const sizes = [
    { what: "length", course: course.forVehicle.lengthM, vehicle: vehicle.lengthM },
    { what: "width", course: course.forVehicle.widthM, vehicle: vehicle.widthM },
    { what: "wheelbase", course: course.forVehicle.wheelbaseM, vehicle: vehicle.wheelbaseM },
  ];
  const other = sizes
    .filter((size) => Math.abs(size.course - size.vehicle) > SAME_SIZE_M)
    .map((size) =>
      refuses(
        reason("COURSE_OTHER_VEHICLE", {
          what: size.what,
          courseM: String(size.course),
          vehicleM: String(size.vehicle),
        }),
      ),
    );
  const classes = rulebook.licenceClasses;
  const [first] = classes;
  if (first === undefined || classes.some((one) => isOfClass(vehicle.lengthM, one))) return other;
  const { least = null, below = null } = CLASS_LENGTH_M[first] ?? {};
  const found = {
    classes,
    lengthM: String(vehicle.lengthM),
    least: least === null ? null : String(least),
    below: below === null ? null : String(below),
  };
  return [...other, refuses(reason("COURSE_VEHICLE_CLASS", found))];
}

interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Where a country lies, whole degrees outward: to notice swapped coordinates, not to draw borders. */
const COUNTRIES: Readonly<Record<string, Box>> = {
  CN: { south: 3, north: 54, west: 73, east: 136 },
  GB: { south: 49, north: 61, west: -9, east: 2 },
};

/** A file in which origin and lines are swapped alike agrees with itself; it only lies in the wrong country. */
export function countryProblems({ course, rulebook }: Ground): CourseProblem[] {
  const { jurisdiction } = rulebook;
  const box = COUNTRIES[jurisdiction.slice(0, 2)];
  const { latitudeDeg, longitudeDeg } = course.frame.origin;
  if (box === undefined || holds(box, latitudeDeg, longitudeDeg)) return [];
  const swapped = holds(box, longitudeDeg, latitudeDeg);
  const why = reason("COURSE_ABROAD", { jurisdiction, swapped, longitudeDeg, latitudeDeg });
  return [swapped ? refuses(why) : warns(why)];
}

function holds({ south, north, west, east }: Box, latitudeDeg: number, longitudeDeg: number): boolean {
  return latitudeDeg >= south && latitudeDeg <= north && longitudeDeg >= west && longitudeDeg <= east;
}
