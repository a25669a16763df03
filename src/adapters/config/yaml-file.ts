import { createHash } from "node:crypto";
import type { z } from "zod";
import type { EdgeError } from "../../errors.ts";
import { toldBy } from "./issue-sentence.ts";
import { readJson } from "./json-document.ts";
import { keysAllowed } from "./keys-allowed.ts";
import { type ParsedDocument, type Path, unsoundness } from "./parsed-document.ts";
import { type Problem, placeOf, refusedAt } from "./refusal.ts";
import { BYTES_MAX, checkCharacters, checkSize, readTextFile, withoutMark } from "./strict-text.ts";
import { NODES_MAX, readYaml } from "./yaml-document.ts";

/** A configuration document, checked. `sha256` is over the exact bytes, and is what a record names. */
export interface LoadedDocument<T> {
  readonly value: T;
  /** With the file's byte order mark, if it has one: text and bytes are one to one. */
  readonly text: string;
  readonly sha256: string;
}

/**
 * Reads at most `bytesMax` bytes. Throws EdgeError FILE_UNREADABLE, or CONFIG_INVALID: one sentence with file, line, column, what
 * was found and what is allowed; context `{file, line, column, problem: {zh, en}}`.
 */
export function loadYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  bytesMax: number = BYTES_MAX.rulebook,
): LoadedDocument<z.output<Schema>> {
  return parseYamlText(readTextFile(file, bytesMax), schema, file, bytesMax);
}

/**
 * YAML 1.2 or JSON text, read strictly: one document without tags, anchors, aliases or directives, keys that are texts and
 * stand once, at most 32 levels, nothing that a sealed record could not carry. `name` stands for the file. Throws like `loadYamlFile`.
 */
export function parseYamlText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  name: string,
  bytesMax: number = BYTES_MAX.measurements,
): LoadedDocument<z.output<Schema>> {
  checkSize(Buffer.byteLength(text), bytesMax, name);
  checkCharacters(text, name);
  const body = withoutMark(text);
  const document = parsed(body, name, Math.min(NODES_MAX, Math.ceil(bytesMax / BYTES_OF_NODE)));
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { value: checked(document, schema, body, name), text, sha256 };
}

/** JSON only, as GeoJSON is. Characters and size have been checked. */
export function parseJsonBody(body: string, name: string): ParsedDocument {
  const read = readJson(body);
  if (read.kind === "refused") throw refusedAt(name, placeOf(body, read.at), read.problem);
  return sound(read.document, body, name);
}

/** No file of ours has entries as short as this on average. */
const BYTES_OF_NODE = 10;

function parsed(body: string, name: string, nodesMax: number): ParsedDocument {
  // A JSON file is a YAML file, and is read in a tenth of the time.
  if (/^\s*[{[]/.test(body)) {
    const json = readJson(body);
    if (json.kind === "read") return sound(json.document, body, name);
  }
  const read = readYaml(body, nodesMax);
  if (read.kind === "refused") throw refusedAt(name, placeOf(body, read.at), read.problem);
  return sound(read.document, body, name);
}

function sound(document: ParsedDocument, body: string, name: string): ParsedDocument {
  const found = unsoundness(document.value);
  if (found !== null) throw problemAt(document, body, name, { ...found, key: false });
  return document;
}

function checked<Schema extends z.ZodType>(
  document: ParsedDocument,
  schema: Schema,
  body: string,
  name: string,
): z.output<Schema> {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  const keysAt = (path: Path): readonly string[] => keysAllowed(schema, document.value, path);
  throw problemAt(document, body, name, toldBy(result.error.issues, document, keysAt));
}

/** Line, from 1, of what stands at a place of a document that was read before, or of the nearest around it that was written. */
export function lineOf(text: string, path: Path): number {
  const body = withoutMark(text);
  const document = parsed(body, "", NODES_MAX);
  for (let length = path.length; length >= 0; length--) {
    const offset = document.offsetOf(path.slice(0, length), false);
    if (offset !== null) return placeOf(body, offset).line;
  }
  return 1;
}

/** At the value that the path names, or at the nearest one around it that is there. */
export function problemAt(
  document: ParsedDocument,
  body: string,
  name: string,
  told: { readonly path: Path; readonly key: boolean; readonly problem: Problem; readonly bare?: Problem },
): EdgeError {
  const { path, key, problem, bare } = told;
  const at = bare === undefined ? null : { path: path.join("."), problem: bare };
  for (let length = path.length; length >= 0; length--) {
    const offset = document.offsetOf(path.slice(0, length), key && length === path.length);
    if (offset !== null) return refusedAt(name, placeOf(body, offset), problem, at);
  }
  return refusedAt(name, { line: 1, column: 1 }, problem, at);
}
