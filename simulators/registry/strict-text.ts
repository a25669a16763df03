/**
 * Reading what strangers sent: text, base64 and JSON each have exactly one spelling here, so that what was signed and what is
 * read cannot differ. JSON with a repeated member name is refused, because parsers disagree on which one counts.
 */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;

/** Throws on bytes that are not UTF-8. */
export function strictUtf8(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

/** Null if not canonical base64 with padding. */
export function strictBase64(text: unknown): Buffer | null {
  if (typeof text !== "string") return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** Throws a SyntaxError on anything that is not JSON, or where an object names a member twice. */
export function strictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A member that stands twice is once in the value: a text that comes out again letter by letter has none.
  if (JSON.stringify(value) === text) return value;
  const repeated = repeatedMember(text);
  if (repeated !== null) throw new SyntaxError(`member ${repeated} stands twice in one object`);
  return value;
}

/** `text` is known to be JSON, so that only strings and brackets matter. */
function repeatedMember(text: string): string | null {
  const scopes: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{") scopes.push(new Set());
    else if (char === "[") scopes.push(null);
    else if (char === "}" || char === "]") scopes.pop();
    else if (char === '"') {
      STRING.lastIndex = at;
      const literal = STRING.exec(text)?.[0] ?? '""';
      at += literal.length - 1;
      const names = scopes.at(-1);
      if (names && /^\s*:/.test(text.slice(at + 1, at + 32))) {
        const name: string = JSON.parse(literal);
        if (names.has(name)) return name;
        names.add(name);
      }
    }
  }
  return null;
}

export type Members = Readonly<Record<string, unknown>>;

/** Null unless an object with exactly these members. */
export function members(value: unknown, names: readonly string[]): Members | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const found = Object.keys(value);
  const exact = found.length === names.length && names.every((name) => found.includes(name));
  return exact ? (value as Members) : null;
}

/** A whole number from 0 to 2^53 - 1. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}
