import { loadCourseFile } from "../adapters/config/course-file.ts";
import { type CourseMap, mapOf } from "../console/course-map.ts";

/** A course file as lines in local metres, for the console's map. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function courseMap(file: string): CourseMap {
  return mapOf(loadCourseFile(file));
}
