/** `value` as the strict reader would give it, or null where that reader has to decide. */
export type QuickJson = { readonly value: unknown } | null;

/**
 * The engine's own reader, where it can be shown that the strict one gives the same. A text that comes out alike when it is written again has no
 * white space, no key twice, no minus zero, no number with digits that are lost and no needless escape; what is left to look at is depth, `__proto__`, numbers with
 * an exponent or beyond what a double counts, and halves of a surrogate pair. What is signed is written so; whatever is not goes to the strict reader, which has the reasons.
 */
export function quickJson(text: string, depthMax: number): QuickJson {
  // A lone surrogate is written as such an escape, and so comes out alike.
  if (text.includes("\\ud")) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (JSON.stringify(value) !== text) return null;
  } catch {
    // No JSON, or nested so deeply that the engine gives up: why it is refused says the strict reader.
    return null;
  }
  return isPlain(value, depthMax) ? { value } : null;
}

/** `depth`: so many levels may come below. */
function isPlain(value: unknown, depth: number): boolean {
  if (depth < 0) return false;
  if (typeof value === "number") return isPlainNumber(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth - 1)) return false;
    return true;
  }
  for (const key of Object.keys(value)) {
    if (key === "__proto__") return false;
    if (!isPlain((value as Readonly<Record<string, unknown>>)[key], depth - 1)) return false;
  }
  return true;
}

/** Written without an exponent, and counted exactly. */
function isPlainNumber(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-6 && size <= Number.MAX_SAFE_INTEGER);
}
