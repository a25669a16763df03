import { hasLoneSurrogate } from "./strict-json.ts";

/** JSON by construction: no undefined, no class instance, no `toJSON`. Key order is as given, and is byte order. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type CanonicalResult =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * UTF-8 bytes without white space, and without exponents, which our strict reader refuses. Refuses whatever that
 * reader would not give back unchanged, also where a cast brought it past the type.
 */
export function canonicalJson(value: Json): CanonicalResult {
  const out: string[] = [];
  const reason = write(value, "$", 0, out);
  return reason === null
    ? { kind: "bytes", bytes: new TextEncoder().encode(out.join("")) }
    : { kind: "refused", reason };
}

const DEPTH_MAX = 32;

function write(value: unknown, path: string, depth: number, out: string[]): string | null {
  if (depth > DEPTH_MAX) return `${path} is nested deeper than ${DEPTH_MAX}`;
  if (value === null || typeof value === "boolean") {
    out.push(String(value));
    return null;
  }
  if (typeof value === "number") return writeNumber(value, path, out);
  if (typeof value === "string") {
    if (hasLoneSurrogate(value)) return `${path} has a lone surrogate`;
    out.push(JSON.stringify(value));
    return null;
  }
  if (Array.isArray(value)) return writeArray(value, path, depth, out);
  if (typeof value === "object") return writeObject(value, path, depth, out);
  return `${path} is ${typeof value}`;
}

function writeArray(value: readonly unknown[], path: string, depth: number, out: string[]): string | null {
  out.push("[");
  for (let i = 0; i < value.length; i++) {
    if (i > 0) out.push(",");
    const reason = write(value[i], `${path}[${i}]`, depth + 1, out);
    if (reason !== null) return reason;
  }
  out.push("]");
  return null;
}

function writeObject(value: object, path: string, depth: number, out: string[]): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${path} is not a plain object`;
  out.push("{");
  let first = true;
  for (const [key, member] of Object.entries(value)) {
    if (key === "__proto__" || hasLoneSurrogate(key)) return `${path} has a forbidden key`;
    out.push(first ? "" : ",", JSON.stringify(key), ":");
    first = false;
    const reason = write(member, `${path}.${key}`, depth + 1, out);
    if (reason !== null) return reason;
  }
  out.push("}");
  return null;
}

function writeNumber(value: number, path: string, out: string[]): string | null {
  if (!Number.isFinite(value)) return `${path} is ${value}`;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return `${path} is beyond 2^53`;
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
