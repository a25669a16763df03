import type { SurveyedCourse } from "../core/exam/course.ts";

/** The course as the map draws it: metres east (x) and north (y) of the origin. */
export interface CourseMap {
  readonly id: string;
  readonly lines: readonly CourseLine[];
}

export interface CourseLine {
  readonly item: string;
  readonly kind: string;
  readonly role: string;
  /** x0, y0, x1, y1 ... */
  readonly points: readonly number[];
  /** Boundaries only: what of the vehicle may not cross it. */
  readonly contact?: "body" | "wheel" | "both" | undefined;
  /** Width of the paint where the course gives one. */
  readonly lineWidthM?: number | undefined;
}

export function mapOf({ id, features }: SurveyedCourse): CourseMap {
  const lines = features.map(({ item, kind, role, contact, lineWidthM, line }) => ({
    item,
    kind,
    role,
    ...(contact === null ? {} : { contact }),
    ...(lineWidthM === null ? {} : { lineWidthM }),
    points: line.map((metres) => Math.round(metres * 1000) / 1000),
  }));
  return { id, lines };
}
