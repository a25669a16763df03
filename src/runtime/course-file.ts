import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { type Course, parseCourse } from "../core/exam/course.ts";
import { EdgeError } from "../errors.ts";

/** A course file, read and checked. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID that names the file. */
export function readCourseFile(file: string): { readonly text: string; readonly course: Course } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  const result = parseCourse(parsed(text, file));
  if (result.ok) return { text, course: result.course };
  const where = result.featureIndex === null ? file : `${file}: feature ${result.featureIndex}`;
  throw new EdgeError("CONFIG_INVALID", `${where}: ${result.reason}.`, { file });
}

/** JSON, which is quick; the reader of YAML takes the same and knows where it breaks. */
function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseYamlText(text, z.unknown(), file).value;
  }
}
