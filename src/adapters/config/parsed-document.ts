import { codePointName, unsoundIn } from "../../core/door/characters.ts";
import { canonicalJson, type Json } from "../../core/record/canonical-json.ts";
import type { Problem } from "./refusal.ts";

export type Path = readonly (string | number)[];

/** The value of a file, and the way back from a place in it to the text. Offsets are UTF-16 units of the text without its mark. */
export interface ParsedDocument {
  readonly value: unknown;
  /** Null where the path does not exist. With `key`: where the key stands, not its value. */
  offsetOf(path: Path, key: boolean): number | null;
  /** As it is written: a long number is not rounded. Null for lists, tables and what is not there. */
  sourceOf(path: Path): string | null;
}

export interface Unsound {
  readonly path: Path;
  readonly problem: Problem;
}

/** The first thing in a value that no record could carry: the predicate is the seal's own, and strings are shown to people. */
export function unsoundness(value: unknown): Unsound | null {
  const found = look(value, []);
  if (found !== null) return found;
  const canonical = canonicalJson(value as Json);
  if (canonical.kind === "bytes") return null;
  return {
    path: [],
    problem: {
      zh: `文件中有记录不能保存的内容：${canonical.reason}。`,
      en: `the file holds what no record can hold: ${canonical.reason}.`,
    },
  };
}

function look(value: unknown, path: Path): Unsound | null {
  if (typeof value === "string") return lookAtText(value, path);
  if (typeof value === "number") return lookAtNumber(value, path);
  if (typeof value !== "object" || value === null) return null;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, member] of entries) {
    const here = [...path, key];
    const found = (typeof key === "string" ? lookAtText(key, here) : null) ?? look(member, here);
    if (found !== null) return found;
  }
  return null;
}

function lookAtText(text: string, path: Path): Unsound | null {
  const found = unsoundIn(text);
  if (found === null) return null;
  const what = codePointName(found.codePoint);
  return {
    path,
    problem: {
      zh: `${nameOf(path, "zh")}：文本中不允许出现字符 ${what}（控制字符、方向控制字符或非字符）。`,
      en: `${nameOf(path, "en")}: the character ${what} may not stand in a text (a control, a mark of writing direction, or no character).`,
    },
  };
}

function lookAtNumber(value: number, path: Path): Unsound | null {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0))
    return null;
  return {
    path,
    problem: {
      zh: `${nameOf(path, "zh")}：数字须为有限、绝对值不超过 2^53 且不是负零；更长的数请写成带引号的文本。`,
      en: `${nameOf(path, "en")}: a number must be finite, within 2^53 and not minus zero; write a longer one as a text in quotes.`,
    },
  };
}

/** A key is what a person wrote, and may be as long as the file. */
const STEP_MAX = 80;

function shortened(step: string): string {
  return step.length > STEP_MAX ? `${step.slice(0, STEP_MAX)}...` : step;
}

export function nameOf(path: readonly PropertyKey[], language: "zh" | "en"): string {
  if (path.length > 0) return path.map((step) => shortened(String(step))).join(".");
  return language === "zh" ? "文件内容" : "the document";
}
