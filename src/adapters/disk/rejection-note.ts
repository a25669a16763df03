import type { Sentence } from "../../core/trade/reason-shape.ts";
import { cleanText } from "./intake-names.ts";

/** Where a file is wrong, for the lines of its note that are not in the sentence itself. */
export interface RejectionDetail {
  readonly where?: string | undefined;
  readonly found?: string | undefined;
  readonly allowed?: string | undefined;
}

/** What lies beside a refused file, for whoever put it there. A line from outside can do nothing to a terminal. */
export function rejectionNote(
  file: string,
  sentence: Sentence,
  detail: RejectionDetail,
  wallMs: number,
): string {
  const { where, found, allowed } = detail;
  const lines = [
    sentence.zh,
    sentence.en,
    "",
    `文件 / file: ${file}`,
    ...(where === undefined ? [] : [`位置 / where: ${where}`]),
    ...(found === undefined ? [] : [`读到 / found: ${found}`]),
    ...(allowed === undefined ? [] : [`允许 / allowed: ${allowed}`]),
    `时间 / when: ${new Date(wallMs).toISOString()}`,
  ];
  return `${lines.map(cleanLine).join("\n")}\n`;
}

/** Paths may stand in a line; only what `cleanText` takes for unsafe beside the slashes is replaced. */
function cleanLine(line: string): string {
  return line
    .split(/([/\\])/)
    .map((part) => (part === "/" || part === "\\" ? part : cleanText(part)))
    .join("");
}
