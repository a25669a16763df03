import { type Course, parseCourse } from "../../core/exam/course.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { toldBy } from "./issue-sentence.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { BYTES_MAX, checkCharacters, checkSize, readTextFile, withoutMark } from "./strict-text.ts";
import { parseJsonBody, problemAt } from "./yaml-file.ts";

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function loadCourseFile(file: string): Course {
  return parseCourseText(readTextFile(file, BYTES_MAX.course), file);
}

/**
 * GeoJSON, read strictly. Throws EdgeError CONFIG_INVALID with line and column of what is wrong and the index of its feature,
 * counted from 0.
 */
export function parseCourseText(text: string, name: string): Course {
  const { body, document } = courseDocument(text, name);
  const result = parseCourse(document.value);
  if (result.ok) return result.course;
  const { reason, featureIndex, path, issues } = result;
  const { zh, en } = sentenceOf(reason);
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

/** The GeoJSON itself, for who draws it. Throws EdgeError CONFIG_INVALID. */
export function parseCourseDocument(text: string, name: string): unknown {
  return courseDocument(text, name).document.value;
}

function courseDocument(text: string, name: string): { body: string; document: ParsedDocument } {
  checkSize(Buffer.byteLength(text), BYTES_MAX.course, name);
  checkCharacters(text, name);
  const body = withoutMark(text);
  return { body, document: parseJsonBody(body, name) };
}
