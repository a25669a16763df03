import { parseCourse, type SurveyedCourse } from "../../core/exam/course.ts";
import { checkCourse, refusals } from "../../core/exam/ground/check-course.ts";
import type { CourseProblem } from "../../core/exam/ground/course-problem.ts";
import type { ExamRulebook } from "../../core/exam/rulebook.ts";
import type { VehicleBody } from "../../core/exam/vehicle-body.ts";
import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { toldBy } from "./issue-sentence.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { BYTES_MAX, checkCharacters, checkSize, readTextFile, withoutMark } from "./strict-text.ts";
import { parseJsonBody, problemAt } from "./yaml-file.ts";

/** Whose course it is: the car that drives on it, and the rules by which it is judged. */
export interface CourseUse {
  readonly vehicle: VehicleBody;
  readonly rulebook: ExamRulebook;
}

/** A course that may be used, and what a person should know of it. */
export interface SoundCourse {
  readonly course: SurveyedCourse;
  readonly warnings: readonly CourseProblem[];
}

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function loadCourseFile(file: string): SurveyedCourse {
  return parseCourseText(readTextFile(file, BYTES_MAX.course), file);
}

/** As `parseSoundCourse`; FILE_UNREADABLE too. */
export function loadSoundCourse(file: string, use: CourseUse): SoundCourse {
  return parseSoundCourse(readTextFile(file, BYTES_MAX.course), file, use);
}

/**
 * GeoJSON, read strictly. Throws EdgeError CONFIG_INVALID with line and column of what is wrong and the index of its feature,
 * counted from 0.
 */
export function parseCourseText(text: string, name: string): SurveyedCourse {
  return readCourse(text, name).course;
}

/** A problem with where it stands in the file; line and column count from 1. */
export interface PlacedProblem extends CourseProblem {
  readonly line: number;
  readonly column: number;
}

/** All that is to be said of a course that can be read. Throws EdgeError CONFIG_INVALID for one that cannot. */
export function checkCourseText(
  text: string,
  name: string,
  use: CourseUse,
): { readonly course: SurveyedCourse; readonly problems: readonly PlacedProblem[] } {
  const { course, errorAt } = readCourse(text, name);
  const problems = checkCourse({ course, ...use }).map((problem) => {
    const { line, column } = errorAt(problem).context as { line: number; column: number };
    return { ...problem, line, column };
  });
  return { course, problems };
}

/**
 * The one door of a course: read strictly, and checked as the ground of a test (core/exam/ground). Throws EdgeError CONFIG_INVALID:
 * its message is the first problem, `context.problems` has the sentence of each, with its place.
 */
export function parseSoundCourse(text: string, name: string, use: CourseUse): SoundCourse {
  const { course, errorAt } = readCourse(text, name);
  const problems = checkCourse({ course, ...use });
  const refused = refusals(problems);
  const [first] = refused;
  if (first === undefined) return { course, warnings: problems };
  const all = reason("COURSE_REFUSED", { because: first.reason, more: refused.length - 1 });
  const { code, message, context } = errorAt(refused.length === 1 ? first : { ...first, reason: all });
  throw new EdgeError(code, message, { ...context, problems: refused.map((one) => errorAt(one).message) });
}

interface ReadCourse {
  readonly course: SurveyedCourse;
  /** A problem at the place of its feature in the text. */
  errorAt(problem: CourseProblem): EdgeError;
}

function readCourse(text: string, name: string): ReadCourse {
  const { body, document } = courseDocument(text, name);
  const result = parseCourse(document.value);
  if (result.ok) {
    const { course } = result;
    return {
      course,
      errorAt({ feature, reason: why }) {
        const { zh, en } = sentenceOf(why);
        const path = feature === null ? ["proofmark"] : ["features", feature];
        return problemAt(document, body, name, {
          path,
          key: false,
          problem: { zh: `${zh}。`, en: `${en}.` },
        });
      },
    };
  }
  const { reason: why, featureIndex, path, issues } = result;
  const { zh, en } = sentenceOf(why);
  if (issues.length > 0) throw problemAt(document, body, name, toldBy(issues, document));
  throw problemAt(document, body, name, {
    path,
    key: false,
    problem:
      featureIndex === null
        ? { zh: `考场文件有误：${zh}。`, en: `${en}.` }
        : { zh: `第 ${featureIndex} 个要素（从 0 起）有误：${zh}。`, en: `feature ${featureIndex}: ${en}.` },
  });
}

function courseDocument(text: string, name: string): { body: string; document: ParsedDocument } {
  checkSize(Buffer.byteLength(text), BYTES_MAX.course, name);
  checkCharacters(text, name);
  const body = withoutMark(text);
  return { body, document: parseJsonBody(body, name) };
}
