import { type Reason, reason } from "../../trade/reasons.ts";
import type { SurveyedCourse } from "../course.ts";
import type { CourseFeature } from "../course-feature.ts";
import type { LocalFrame, LocalPoint } from "../geodesy.ts";
import type { ExamRulebook } from "../rulebook.ts";
import type { VehicleBody } from "../vehicle-body.ts";

/** What is checked against what. */
export interface Ground {
  readonly course: SurveyedCourse;
  readonly vehicle: VehicleBody;
  readonly rulebook: ExamRulebook;
}

/** `refuses`: no test is driven on this course. `warns`: a person should know it. */
export interface CourseProblem {
  readonly severity: "refuses" | "warns";
  /** In the file, counted from 0; null where no single feature is meant. */
  readonly feature: number | null;
  readonly reason: Reason;
}

export function refusesAt({ index, item, role }: CourseFeature, because: Reason): CourseProblem {
  return {
    severity: "refuses",
    feature: index,
    reason: reason("COURSE_FEATURE", { feature: index, item, role, because }),
  };
}

export function warnsAt(feature: CourseFeature, because: Reason): CourseProblem {
  return { ...refusesAt(feature, because), severity: "warns" };
}

export function refuses(why: Reason): CourseProblem {
  return { severity: "refuses", feature: null, reason: why };
}

export function warns(why: Reason): CourseProblem {
  return { severity: "warns", feature: null, reason: why };
}

/** A local place in the file's own coordinates, to a tenth of a millimetre. */
export function placeAt(
  frame: LocalFrame,
  [eastM, northM]: LocalPoint,
): { longitudeDeg: number; latitudeDeg: number } {
  const { longitudeDeg, latitudeDeg } = frame.toGeodetic(eastM, northM);
  return { longitudeDeg: Number(longitudeDeg.toFixed(9)), latitudeDeg: Number(latitudeDeg.toFixed(9)) };
}
