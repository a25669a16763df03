/** `value` as the strict reader would give it, or null where that reader has to decide. */
export type QuickJson = { readonly value: unknown } | null;

/**
 * The engine's own reader, where it can be shown that the strict one gives the same: the text is as long as what was read from it is when it is written without
 * white space, but for its escapes, which are counted. White space, a key twice, minus zero and needless digits make a text longer than that; only an exponent
 * is shorter, and where there may be one the strict reader decides. What is left is depth, `__proto__`, and numbers beyond what a double counts. What is signed is written
 * so; whatever is not goes to the strict reader, which has the reasons. `text` has no half of a surrogate pair.
 */
export function quickJson(text: string, depthMax: number): QuickJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON, or nested so deeply that the engine gives up: why it is refused says the strict reader.
    return null;
  }
  const [chars, escapes] = [charsOf(value, depthMax), shortEscapesIn(text)];
  if (chars === NOT_PLAIN || escapes === NOT_PLAIN) return null;
  return chars + escapes === text.length && !EXPONENT.test(text) ? { value } : null;
}

const NOT_PLAIN = -1;
/** Two characters for one, as `\"` is. */
const SHORT_ESCAPES = '"\\/bfnrt';
/** Of a number, and now and then of what only looks like one within a text, which costs time and nothing else. */
const EXPONENT = /[:,[]-?\d[\d.]*[eE]|^-?\d[\d.]*[eE]/;

/** How many escapes of two characters a text has that the engine has read; `NOT_PLAIN` where there is a longer one, which may be half of a pair. */
function shortEscapesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at + 2)) {
    if (!SHORT_ESCAPES.includes(text[at + 1] ?? "")) return NOT_PLAIN;
    count++;
  }
  return count;
}

/** How long `value` is, written without white space and escapes. `depth`: so many levels may come below. */
function charsOf(value: unknown, depth: number): number {
  if (depth < 0) return NOT_PLAIN;
  switch (typeof value) {
    case "string":
      return value.length + 2;
    case "number":
      return charsOfNumber(value);
    case "boolean":
      return value ? 4 : 5;
    default:
      break;
  }
  if (value === null) return 4;
  return Array.isArray(value) ? charsOfArray(value, depth) : charsOfObject(value as object, depth);
}

function charsOfArray(value: readonly unknown[], depth: number): number {
  if (value.length === 0) return 2;
  let chars = value.length + 1;
  for (let i = 0; i < value.length; i++) {
    const member = charsOf(value[i], depth - 1);
    if (member === NOT_PLAIN) return NOT_PLAIN;
    chars += member;
  }
  return chars;
}

function charsOfObject(value: object, depth: number): number {
  let chars = 1;
  for (const key of Object.keys(value)) {
    if (key === "__proto__") return NOT_PLAIN;
    const member = charsOf((value as Readonly<Record<string, unknown>>)[key], depth - 1);
    if (member === NOT_PLAIN) return NOT_PLAIN;
    chars += key.length + 4 + member;
  }
  return chars === 1 ? 2 : chars;
}

/** Of one that is written without an exponent, and counted exactly. */
function charsOfNumber(value: number): number {
  if (value === 0) return 1;
  const size = Math.abs(value);
  if (!(size >= 1e-6 && size <= Number.MAX_SAFE_INTEGER)) return NOT_PLAIN;
  if (!Number.isInteger(value)) return String(value).length;
  let chars = value < 0 ? 2 : 1;
  for (let bound = 10; size >= bound; bound *= 10) chars++;
  return chars;
}
