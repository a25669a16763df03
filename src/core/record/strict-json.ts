import { type Reason, reason } from "../trade/reasons.ts";
import { quickJson } from "./quick-json.ts";

/**
 * JSON as signed documents may use it: one text, one meaning. Refuses what readers are known to disagree about:
 * doubled keys, `__proto__`, lone surrogates, a byte order mark, exponents, numbers that a double cannot hold, minus
 * zero, deep nesting, large texts. Bytes must be valid UTF-8.
 */
export type StrictJson =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "refused"; readonly reason: Reason; readonly at: number };

export interface StrictJsonLimits {
  readonly bytesMax?: number;
  readonly depthMax?: number;
  /** Files of other makers may write numbers so; signed documents may not. */
  readonly exponents?: boolean;
  /** false: by our own reader alone, which gives the same more slowly. */
  readonly quick?: boolean;
}

const BYTES_MAX = 256 * 1024;
const DEPTH_MAX = 32;
/** Beyond this a text that is small when it is packed takes more room than any program has: the engine's own reader ends the whole process then. */
const VALUES_MAX = 12_000_000;

export function parseStrictJson(input: Uint8Array | string, limits: StrictJsonLimits = {}): StrictJson {
  const bytesMax = limits.bytesMax ?? BYTES_MAX;
  if (input.length > bytesMax)
    return { kind: "refused", reason: reason("TEXT_TOO_LARGE", { bytesMax }), at: 0 };
  let text: string;
  if (typeof input === "string") {
    text = input;
  } else {
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input);
    } catch {
      return { kind: "refused", reason: reason("NOT_UTF8", {}), at: 0 };
    }
  }
  // Two characters are the least that one more value takes.
  if (text.length > 2 * VALUES_MAX && hasMoreValues(text, VALUES_MAX))
    return { kind: "refused", reason: reason("JSON_TOO_MANY", { most: VALUES_MAX }), at: 0 };
  const depthMax = limits.depthMax ?? DEPTH_MAX;
  // Bytes that were decoded have no half of a surrogate pair in them.
  const isSlow = limits.quick === false || (typeof input === "string" && hasLoneSurrogate(input));
  const quick = isSlow ? null : quickJson(text, depthMax);
  if (quick !== null) return { kind: "value", value: quick.value };
  const reader = new Reader(text, depthMax, limits.exponents ?? false);
  const value = reader.document();
  return reader.reason === null
    ? { kind: "value", value }
    : { kind: "refused", reason: reader.reason, at: reader.at };
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?/y;
const EXPONENT = /[eE][+-]?\d+/y;
const PLAIN_STRING = /[ !#-[\]-\uffff]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** By what stands between strings: a comma or an opening bracket for each value, whether or not the text is JSON. */
function hasMoreValues(text: string, most: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === COMMA || char === LIST || char === OBJECT) if (++count > most) return true;
  }
  return false;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at++;
  }
  return text.length;
}

/** Half of a surrogate pair is no character, and readers replace it differently. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** The first refusal stands in `reason`, and everything above it returns at once. */
class Reader {
  reason: Reason | null = null;
  at = 0;
  readonly #text: string;
  readonly #depthMax: number;
  readonly #exponents: boolean;

  constructor(text: string, depthMax: number, exponents: boolean) {
    this.#text = text;
    this.#depthMax = depthMax;
    this.#exponents = exponents;
  }

  document(): unknown {
    if (this.#text.startsWith("\ufeff")) return this.#refuse(reason("JSON_BYTE_ORDER_MARK", {}));
    this.#space();
    const value = this.#value(0);
    if (this.reason !== null) return undefined;
    this.#space();
    return this.at === this.#text.length ? value : this.#refuse(reason("JSON_GOES_ON", {}));
  }

  #value(depth: number): unknown {
    if (depth > this.#depthMax) return this.#refuse(reason("JSON_TOO_DEEP", { depthMax: this.#depthMax }));
    const first = this.#text[this.at];
    switch (first) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): unknown {
    const object: Record<string, unknown> = {};
    this.at++;
    this.#space();
    if (this.#take("}")) return object;
    for (;;) {
      if (this.#text[this.at] !== '"') return this.#refuse(reason("JSON_KEY_MISSING", {}));
      const key = this.#string();
      if (this.reason !== null || key === undefined) return undefined;
      if (key === "__proto__") return this.#refuse(reason("JSON_KEY_FORBIDDEN", { key }));
      if (Object.hasOwn(object, key)) return this.#refuse(reason("JSON_KEY_TWICE", { key }));
      this.#space();
      if (!this.#take(":")) return this.#refuse(reason("JSON_COLON_MISSING", {}));
      this.#space();
      const value = this.#value(depth + 1);
      if (this.reason !== null) return undefined;
      object[key] = value;
      this.#space();
      if (this.#take("}")) return object;
      if (!this.#take(",")) return this.#refuse(reason("JSON_COMMA_MISSING", { of: "object" }));
      this.#space();
    }
  }

  #array(depth: number): unknown {
    const array: unknown[] = [];
    this.at++;
    this.#space();
    if (this.#take("]")) return array;
    for (;;) {
      const value = this.#value(depth + 1);
      if (this.reason !== null) return undefined;
      array.push(value);
      this.#space();
      if (this.#take("]")) return array;
      if (!this.#take(",")) return this.#refuse(reason("JSON_COMMA_MISSING", { of: "array" }));
      this.#space();
    }
  }

  #string(): string | undefined {
    this.at++;
    let value = "";
    for (;;) {
      value += this.#match(PLAIN_STRING) ?? "";
      const next = this.#text[this.at];
      if (next === '"') break;
      if (next === undefined) return this.#refuse(reason("JSON_STRING_OPEN", {}));
      if (next !== "\\") return this.#refuse(reason("JSON_STRING_CONTROL", {}));
      const escaped = this.#escape();
      if (escaped === undefined) return undefined;
      value += escaped;
    }
    this.at++;
    return hasLoneSurrogate(value) ? this.#refuse(reason("JSON_LONE_SURROGATE", {})) : value;
  }

  #escape(): string | undefined {
    const letter = this.#text[this.at + 1] ?? "";
    if (letter === "u") {
      const digits = this.#text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.#refuse(reason("JSON_ESCAPE_NOT_HEX", {}));
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (plain === undefined) return this.#refuse(reason("JSON_ESCAPE_UNKNOWN", {}));
    this.at += 2;
    return plain;
  }

  #number(): unknown {
    let text = this.#match(NUMBER);
    if (text === null) return this.#refuse(reason("JSON_VALUE_MISSING", {}));
    if (this.#exponents) text += this.#match(EXPONENT) ?? "";
    if (/[eE]/.test(this.#text[this.at] ?? "")) return this.#refuse(reason("JSON_EXPONENT", {}));
    const value = Number(text);
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return this.#refuse(reason("JSON_NUMBER_TOO_LARGE", {}));
    if (Object.is(value, -0)) return this.#refuse(reason("JSON_MINUS_ZERO", {}));
    return value;
  }

  #word<Value>(word: string, value: Value): Value | undefined {
    if (!this.#text.startsWith(word, this.at)) return this.#refuse(reason("JSON_VALUE_MISSING", {}));
    this.at += word.length;
    return value;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  #take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const c = this.#text[this.at];
      if (c !== " " && c !== "\n" && c !== "\t" && c !== "\r") return;
      this.at++;
    }
  }

  #refuse(why: Reason): undefined {
    this.reason ??= why;
    return undefined;
  }
}
