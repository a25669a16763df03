const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/**
 * Where the members of a JSON object stand in its bytes, without making anything of them: for each one the begin and end of its
 * name (quotes left out) and of its value. Null for whatever is not an object as `JSON.stringify` writes it, as far as can be seen
 * without looking into strings and nested values.
 */
export function memberSpans(bytes: Uint8Array): readonly number[] | null {
  if (bytes[0] !== OPEN_BRACE) return null;
  const spans: number[] = [];
  let at = 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return null;
    const name = at + 1;
    const nameEnd = stringEnd(bytes, name);
    if (nameEnd < 0 || bytes[nameEnd + 1] !== COLON) return null;
    const value = nameEnd + 2;
    at = valueEnd(bytes, value);
    if (at <= value) return null;
    spans.push(name, nameEnd, value, at);
    if (bytes[at] === CLOSE_BRACE) return at + 1 === bytes.length ? spans : null;
    if (bytes[at] !== COMMA) return null;
    at++;
  }
}

/** Where the closing quote stands; below 0 if there is none. */
function stringEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
    else if (byte < SPACE) return -1;
  }
  return -1;
}

/** Just after a value; below 0 if it does not end. */
function valueEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1);
      if (at < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) return at;
      depth--;
    } else if (byte === COMMA) {
      if (depth === 0) return at;
    } else if (byte <= SPACE) {
      return -1;
    }
    at++;
  }
  return -1;
}
