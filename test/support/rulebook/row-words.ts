import type { Condition } from "../../../src/core/rules/condition.ts";
import type { LimitRow } from "../../../src/core/rules/limit.ts";

/** Conditions and bounds as a reader of the snapshot sees them. Only for tests. */
export function inWords(condition: Condition | undefined): string {
  if (condition === undefined) return "always";
  if ("all" in condition) return condition.all.map(nested).join(" & ");
  if ("any" in condition) return condition.any.map(nested).join(" | ");
  if ("not" in condition) return `not ${nested(condition.not)}`;
  if ("in" in condition) return `${condition.fact} in ${condition.in.join(",")}`;
  if ("equals" in condition) return `${condition.fact} = ${condition.equals}`;
  if ("before" in condition) return `${condition.fact} before ${condition.before}`;
  const times = condition.times === undefined ? "" : ` x ${condition.times}`;
  if ("atLeast" in condition) return `${condition.fact} >= ${condition.atLeast}${times}`;
  if ("atMost" in condition) return `${condition.fact} <= ${condition.atMost}${times}`;
  if ("below" in condition) return `${condition.fact} < ${condition.below}${times}`;
  return `${condition.fact} > ${condition.above}${times}`;
}

function nested(condition: Condition): string {
  const many = "all" in condition || "any" in condition;
  return many ? `(${inWords(condition)})` : inWords(condition);
}

export function boundInWords(row: LimitRow, unit: string): string {
  const grade = row.severity === undefined ? "" : `, ${row.severity}`;
  return `${plainBound(row, unit)}${grade}`;
}

function plainBound(row: LimitRow, unit: string): string {
  if (row.notJudged === true) return "not judged";
  if (row.notInBook === true) return "not in this book";
  const low = row.atLeast === undefined ? "" : `>= ${row.atLeast}`;
  const high = row.atMost === undefined ? "" : `<= ${row.atMost}`;
  return `${[low, high].filter((text) => text !== "").join(" and ")} ${unit}`.trimEnd();
}

/** `name value name value`, nested settings with their path; lists are counted from 0. */
export function settingsInWords(settings: object, path = ""): string[] {
  return Object.entries(settings).flatMap(([key, value]): string[] => {
    const name = path === "" ? key : `${path}.${key}`;
    if (key === "when") return [`${name} (${inWords(value as Condition)})`];
    if (typeof value === "object" && value !== null) return settingsInWords(value, name);
    return [`${name} ${String(value)}`];
  });
}

const WIDTH = 150;

/** One entry as one line where it fits, else broken between words, further lines indented. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  const [first = "", ...words] = text.trimStart().split(" ");
  let line = text.slice(0, text.length - text.trimStart().length) + first;
  for (const word of words) {
    if (line.length + 1 + word.length <= WIDTH) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}
