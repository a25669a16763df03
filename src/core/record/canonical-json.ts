import { type Reason, reason } from "../trade/reasons.ts";
import { hasLoneSurrogate } from "./strict-json.ts";

/** JSON by construction: no undefined, no class instance, no `toJSON`. Key order is as given, and is byte order. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type CanonicalResult =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * UTF-8 bytes without white space, and without exponents, which our strict reader refuses. Refuses whatever that
 * reader would not give back unchanged, also where a cast brought it past the type.
 */
export function canonicalJson(value: Json): CanonicalResult {
  if (isPlain(value, 0)) {
    const text = JSON.stringify(value);
    // A lone surrogate is written as an escape, which is otherwise only there where a text has a backslash in it.
    if (!text.includes("\\ud")) return { kind: "bytes", bytes: new TextEncoder().encode(text) };
  }
  const out: string[] = [];
  const problem = write(value, "$", 0, out);
  return problem === null
    ? { kind: "bytes", bytes: new TextEncoder().encode(out.join("")) }
    : { kind: "refused", reason: problem };
}

const DEPTH_MAX = 32;

/** True only where the engine's own writer, which is many times faster, makes of it what `write` makes; lone surrogates are not looked for. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return isPlainNumber(value);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth >= DEPTH_MAX) return false;
  if (Array.isArray(value)) {
    if ("toJSON" in value) return false;
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth + 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) {
    if (key === "__proto__" || !isPlain((value as Readonly<Record<string, unknown>>)[key], depth + 1))
      return false;
  }
  return true;
}

/** One that is never written with an exponent, and reads back. */
function isPlainNumber(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-6 && size <= Number.MAX_SAFE_INTEGER);
}

function write(value: unknown, path: string, depth: number, out: string[]): Reason | null {
  if (depth > DEPTH_MAX) return unwritable(path, reason("JSON_TOO_DEEP", { depthMax: DEPTH_MAX }));
  if (value === null || typeof value === "boolean") {
    out.push(String(value));
    return null;
  }
  if (typeof value === "number") return writeNumber(value, path, out);
  if (typeof value === "string") {
    if (hasLoneSurrogate(value)) return unwritable(path, reason("JSON_LONE_SURROGATE", {}));
    out.push(JSON.stringify(value));
    return null;
  }
  if (Array.isArray(value)) return writeArray(value, path, depth, out);
  if (typeof value === "object") return writeObject(value, path, depth, out);
  return unwritable(path, typeof value);
}

function writeArray(value: readonly unknown[], path: string, depth: number, out: string[]): Reason | null {
  out.push("[");
  for (let i = 0; i < value.length; i++) {
    if (i > 0) out.push(",");
    const problem = write(value[i], `${path}[${i}]`, depth + 1, out);
    if (problem !== null) return problem;
  }
  out.push("]");
  return null;
}

function writeObject(value: object, path: string, depth: number, out: string[]): Reason | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return unwritable(path, "class instance");
  out.push("{");
  let first = true;
  for (const [key, member] of Object.entries(value)) {
    if (key === "__proto__") return unwritable(path, reason("JSON_KEY_FORBIDDEN", { key }));
    if (hasLoneSurrogate(key)) return unwritable(path, reason("JSON_LONE_SURROGATE", {}));
    out.push(first ? "" : ",", JSON.stringify(key), ":");
    first = false;
    const problem = write(member, `${path}.${key}`, depth + 1, out);
    if (problem !== null) return problem;
  }
  out.push("}");
  return null;
}

function writeNumber(value: number, path: string, out: string[]): Reason | null {
  if (!Number.isFinite(value)) return unwritable(path, String(value));
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return unwritable(path, reason("JSON_NUMBER_TOO_LARGE", {}));
  out.push(plainDecimal(value));
  return null;
}

/** The shortest digits that read back to the same double, with the exponent written out. */
function plainDecimal(value: number): string {
  const text = JSON.stringify(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** `found`: what of JavaScript's it is, by its own name, or why it has no form that reads back. */
function unwritable(path: string, found: string | Reason): Reason {
  return reason("JSON_UNWRITABLE", { path, found });
}
