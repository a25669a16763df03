import { loadCourseFile } from "../adapters/config/course-file.ts";
import type { CourseMap } from "../console/course-map.ts";

/** A course file as lines in local metres, for the console's map. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function courseMap(file: string): CourseMap {
  const { id, features } = loadCourseFile(file);
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
