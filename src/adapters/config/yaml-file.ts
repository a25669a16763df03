import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { EdgeError } from "../../errors.ts";

/** A configuration document, checked. `sha256` is over the exact bytes, and is what a record names. */
export interface LoadedDocument<T> {
  readonly value: T;
  readonly text: string;
  readonly sha256: string;
}

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID (one sentence: file, line, column, what was found, what is allowed). */
export function loadYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): LoadedDocument<z.output<Schema>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  return parseYamlText(text, schema, file);
}

/** YAML 1.2 or JSON text. `name` stands in the error sentence for the file. */
export function parseYamlText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  name: string,
): LoadedDocument<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const at = lines.linePos(syntax.pos[0]);
    const what = syntax.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? syntax.code;
    throw invalid(name, at.line, at.col, what);
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) {
    return { value: result.data, text, sha256: createHash("sha256").update(text).digest("hex") };
  }
  const issue = deepest(result.error.issues);
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  const at = position(document, lines, path, issue.code === "unrecognized_keys");
  throw invalid(name, at.line, at.col, sentence(issue, path, document.getIn(path)));
}

function invalid(name: string, line: number, column: number, what: string): EdgeError {
  return new EdgeError("CONFIG_INVALID", `${name}:${line}:${column}: ${what}`, { file: name, line, column });
}

/** For a union, the branch that got furthest tells the most. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  let best = issues[0] as z.core.$ZodIssue;
  for (const issue of issues) if (issue.path.length > best.path.length) best = issue;
  if (best.code !== "invalid_union") return best;
  const branches = best.errors.filter((branch) => branch.length > 0).map((branch) => deepest(branch));
  let inner: z.core.$ZodIssue | undefined;
  for (const branch of branches)
    if (inner === undefined || branch.path.length > inner.path.length) inner = branch;
  if (inner === undefined || inner.path.length === 0) return best;
  return { ...inner, path: [...best.path, ...inner.path] };
}

function position(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
  wantKey: boolean,
): { line: number; col: number } {
  for (let length = path.length; length >= 0; length--) {
    const here = path.slice(0, length) as (string | number)[];
    const offset =
      wantKey && length === path.length ? keyOffset(document, here) : valueOffset(document, here);
    if (offset !== null) return lines.linePos(offset);
  }
  return { line: 1, col: 1 };
}

function valueOffset(document: ReturnType<typeof parseDocument>, path: (string | number)[]): number | null {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : null;
}

function keyOffset(document: ReturnType<typeof parseDocument>, path: (string | number)[]): number | null {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items: unknown = isNode(parent) && "items" in parent ? parent.items : [];
  if (!Array.isArray(items)) return null;
  for (const item of items as { key?: unknown }[]) {
    const key = item.key;
    if (isNode(key) && String(key) === String(path.at(-1)) && key.range) return key.range[0];
  }
  return null;
}

function sentence(issue: z.core.$ZodIssue, path: readonly PropertyKey[], found: unknown): string {
  const where = path.length === 0 ? "the document" : path.map(String).join(".");
  const value = found === undefined ? "nothing" : (JSON.stringify(found) ?? String(found));
  const shown = value.length > 60 ? `${value.slice(0, 57)}...` : value;
  switch (issue.code) {
    case "unrecognized_keys":
      return `${where} is not a known key here.`;
    case "invalid_value":
      return `${where}: found ${shown}, allowed: ${issue.values.map((v) => JSON.stringify(v)).join(", ")}.`;
    case "invalid_type":
      return `${where}: found ${shown}, allowed: ${issue.expected}.`;
    case "too_small":
      return `${where}: found ${shown}, allowed: at least ${issue.minimum}.`;
    case "too_big":
      return `${where}: found ${shown}, allowed: at most ${issue.maximum}.`;
    default:
      return `${where}: found ${shown}; ${issue.message}.`;
  }
}
