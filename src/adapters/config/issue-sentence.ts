import type { z } from "zod";
import { showable } from "../../core/door/characters.ts";
import { formWords, UNSHOWN_KEYS } from "../../core/door/forms.ts";
import { nearest } from "../../core/door/nearest.ts";
import type { AnyReason } from "../../core/trade/reason-shape.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { nameOf, type ParsedDocument, type Path } from "./parsed-document.ts";
import type { Problem } from "./refusal.ts";

const SHOWN = 60;

/** Where an issue stands and what it says: which key, what was found there, what is allowed. */
export interface Told {
  readonly path: Path;
  /** The place of the key itself, not of its value. */
  readonly key: boolean;
  readonly problem: Problem;
  /** The same without the key, for whoever shows it at the key's own field. */
  readonly bare: Problem;
}

/** `keysAt`: which keys may stand in the table at a place; absent: nothing is said of it. */
export function toldBy(
  issues: readonly z.core.$ZodIssue[],
  document: ParsedDocument,
  keysAt: (path: Path) => readonly string[] = () => [],
): Told {
  const furthest = deepest(issues);
  const issue = slipOf(furthest, issues, document) ?? furthest;
  const unknown = issue.code === "unrecognized_keys";
  const path = (unknown ? [...issue.path, issue.keys[0] ?? ""] : issue.path).map(stepOf);
  return { path, key: unknown, ...sentence(issue, path, document, keysAt) };
}

/** For a union, the branch that knows every key that was written was meant; among those the one that got furthest tells the most. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  let best = issues[0] as z.core.$ZodIssue;
  for (const issue of issues) if (issue.path.length > best.path.length) best = issue;
  if (best.code !== "invalid_union") return best;
  const told = best.errors.filter((branch) => branch.length > 0);
  const meant = told.filter((branch) => !branch.some(hasUnknownKey));
  const branches = (meant.length > 0 ? meant : told).map((branch) => deepest(branch));
  let inner: z.core.$ZodIssue | undefined;
  for (const branch of branches)
    if (inner === undefined || branch.path.length > inner.path.length) inner = branch;
  if (inner === undefined || inner.path.length === 0) return best;
  return { ...inner, path: [...best.path, ...inner.path] };
}

/** A key that is not there and one beside it that nobody knows are one slip: the one that was written is told. */
function slipOf(
  missing: z.core.$ZodIssue,
  issues: readonly z.core.$ZodIssue[],
  document: ParsedDocument,
): z.core.$ZodIssue | undefined {
  const { path } = missing;
  if (path.length === 0 || valueAt(document.value, path.map(stepOf)) !== undefined) return undefined;
  const around = path.slice(0, -1).join("\n");
  return issues.find((issue) => issue.code === "unrecognized_keys" && issue.path.join("\n") === around);
}

function stepOf(step: PropertyKey): string | number {
  return typeof step === "number" ? step : String(step);
}

function hasUnknownKey({ code, path }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" && path.length === 0;
}

function sentence(
  issue: z.core.$ZodIssue,
  path: Path,
  document: ParsedDocument,
  keysAt: (path: Path) => readonly string[],
): Pick<Told, "problem" | "bare"> {
  const where = { zh: nameOf(path, "zh"), en: nameOf(path, "en") };
  if (issue.code === "unrecognized_keys") {
    const keys = keysAt(path.slice(0, -1));
    const meant = meantWords(String(path.at(-1)), keys);
    const list = keys.join(", ");
    const allowed =
      keys.length === 0 ? { zh: "", en: "" } : { zh: `，应为 ${list}`, en: `; allowed: ${list}` };
    const problem = {
      zh: `此处不认识键 ${where.zh}${allowed.zh}${meant.zh}。`,
      en: `${where.en} is not a known key here${allowed.en}${meant.en}.`,
    };
    return { problem, bare: problem };
  }
  const bare = foundSentence(issue, path, document);
  return { problem: { zh: `${where.zh}：${bare.zh}`, en: `${where.en}: ${bare.en}` }, bare };
}

/** What was found and what is allowed. */
function foundSentence(issue: z.core.$ZodIssue, path: Path, document: ParsedDocument): Problem {
  const found = foundAt(path, document);
  const why = issue.code === "custom" ? (issue.params?.why as AnyReason | undefined) : undefined;
  if (why !== undefined) {
    const said = sentenceOf(why);
    return { zh: `实际为 ${found.zh}；${said.zh}。`, en: `found ${found.en}; ${said.en}.` };
  }
  const form = formWords(issue.message) ?? allowed(issue, valueAt(document.value, path));
  if (form !== null)
    return {
      zh: `实际为 ${found.zh}，应为 ${form.zh}。`,
      en: `found ${found.en}, allowed: ${form.en}.`,
    };
  const words = issue.message.replace(/\.$/, "");
  return { zh: `实际为 ${found.zh}；${words}。`, en: `found ${found.en}; ${words}.` };
}

const TYPES_ZH: Readonly<Record<string, string>> = {
  string: "文本",
  number: "数字",
  int: "整数",
  boolean: "true 或 false",
  object: "键值表",
  record: "键值表",
  array: "列表",
  tuple: "列表",
  null: "null",
};

const TYPES_EN: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a table of keys",
  record: "a table of keys",
  array: "a list",
  tuple: "a list",
  null: "null",
};

/** Words after a list of what is allowed; empty where nothing known is near to what was written. */
export function meantWords(written: unknown, known: readonly string[]): Problem {
  const meant = typeof written === "string" ? nearest(written, known) : null;
  if (meant === null) return { zh: "", en: "" };
  return { zh: `（是否指 ${JSON.stringify(meant)}？）`, en: ` (did you mean ${JSON.stringify(meant)}?)` };
}

function allowedWords(words: readonly unknown[], written: unknown): Problem {
  const list = words.map((value) => JSON.stringify(value)).join(", ");
  const meant = meantWords(
    written,
    words.filter((word) => typeof word === "string"),
  );
  return { zh: `${list}${meant.zh}`, en: `${list}${meant.en}` };
}

function allowed(issue: z.core.$ZodIssue, written: unknown): Problem | null {
  switch (issue.code) {
    case "invalid_value":
      return allowedWords(issue.values, written);
    case "invalid_type":
      return {
        zh: TYPES_ZH[issue.expected] ?? issue.expected,
        en: TYPES_EN[issue.expected] ?? issue.expected,
      };
    case "too_small":
      return {
        zh: `至少 ${issue.minimum}${unitZh(issue.origin)}`,
        en: `at least ${issue.minimum}${unit(issue.origin)}`,
      };
    case "too_big":
      return {
        zh: `最多 ${issue.maximum}${unitZh(issue.origin)}`,
        en: `at most ${issue.maximum}${unit(issue.origin)}`,
      };
    case "invalid_union": {
      // Of forms told apart by one key: the words that this key may have.
      const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
      if (options.length === 0) return null;
      return allowedWords(options, written);
    }
    case "invalid_key":
      return (
        formWords(issue.issues[0]?.message ?? "") ?? {
          zh: "此处允许的键名",
          en: "a key of the documented form",
        }
      );
    default:
      return null;
  }
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function unitZh(origin: string): string {
  return origin === "string" ? " 个字符" : origin === "array" ? " 项" : "";
}

/** A text quoted, anything else as it is written; a list or table by its size; what may not be shown by its length. */
function foundAt(path: Path, document: ParsedDocument): Problem {
  const value = valueAt(document.value, path);
  if (value === undefined) return { zh: "无", en: "nothing" };
  const source = document.sourceOf(path);
  if (UNSHOWN_KEYS.has(String(path.at(-1)))) {
    const length = typeof value === "string" ? value.length : (source ?? "").length;
    return { zh: `${length} 个字符`, en: `${length} characters` };
  }
  if (Array.isArray(value)) return { zh: `${value.length} 项的列表`, en: `a list of ${value.length}` };
  if (typeof value === "object" && value !== null) {
    const size = Object.keys(value).length;
    return { zh: `${size} 个键的表`, en: `a table of ${size} keys` };
  }
  const text = typeof value === "string" ? quoted(value) : showable(source || String(value), SHOWN);
  return { zh: text, en: text };
}

/** A password in an address may not be told: sentences go to terminals and logs. */
function quoted(value: string): string {
  const short = showable(value.replace(/:\/\/.*@/s, "://***@"), SHOWN);
  return `"${short.replace(/"/g, '\\"')}"`;
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}
