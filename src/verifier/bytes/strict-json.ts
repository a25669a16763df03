import { type Code, type ParamsOf, refuse, tell } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import { textOf } from "./octets.ts";

/** What was refused, and at which character. */
export interface JsonRefusal {
  readonly because: Told;
  readonly at: number;
}

const DEPTH_MAX = 32;
/** Some bytes of a text make many more of memory, before anybody has looked at a signature: more than any file of ours has. */
const MOST = { containers: 1_200_000, values: 12_000_000, members: 10_000 };
/** So many pieces of a string are joined at once: one by one they would be a chain with a link for each. */
const PIECES_MAX = 4_096;
export const SIGNED_BYTES_MAX = 256 * 1024;

/**
 * JSON with one meaning alone: no key twice, no `__proto__`, no half of a surrogate pair, no byte order mark, no exponent, no number beyond
 * 2^53, no minus zero, not nested deeper than 32. Throws Refused.
 */
export function strictJson(input: string | Uint8Array, bytesMax = SIGNED_BYTES_MAX): unknown {
  const read = readStrictJson(input, bytesMax);
  if ("because" in read) return refuseAs(read.because);
  return read.value;
}

function refuseAs({ code, params }: Told): never {
  return refuse(code as Code, params as ParamsOf<Code>);
}

/** The same, for whoever wants to say where it stands. */
export function readStrictJson(
  input: string | Uint8Array,
  bytesMax = SIGNED_BYTES_MAX,
): { readonly value: unknown } | JsonRefusal {
  if (input.length > bytesMax) return { because: tell("TEXT_TOO_LARGE", { bytesMax }), at: 0 };
  const text = typeof input === "string" ? input : textOf(input);
  if (text === null) return { because: tell("NOT_UTF8", {}), at: 0 };
  const reading = new Reading(text);
  const value = reading.whole();
  return reading.because === null ? { value } : { because: reading.because, at: reading.at };
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const DIGITS = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
const UNTIL = /["\\\u0000-\u001f]/g;
const HALF_A_PAIR = /\p{Surrogate}/u;
const WORDS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

class Reading {
  /** The first refusal; everything above it returns at once. */
  because: Told | null = null;
  at = 0;
  readonly #text: string;
  #containers = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    if (this.#text.charCodeAt(0) === 0xfeff) return this.#refuse("JSON_BYTE_ORDER_MARK", {});
    this.#blank();
    const value = this.#value(0);
    if (this.because !== null) return undefined;
    this.#blank();
    return this.at === this.#text.length ? value : this.#refuse("JSON_GOES_ON", {});
  }

  #value(depth: number): unknown {
    if (depth > DEPTH_MAX) return this.#refuse("JSON_TOO_DEEP", { depthMax: DEPTH_MAX });
    if (++this.#values > MOST.values)
      return this.#refuse("JSON_TOO_MANY", { of: "values", most: MOST.values });
    const first = this.#text[this.at];
    if (first === "{" || first === "[") {
      const most = MOST.containers;
      if (++this.#containers > most) return this.#refuse("JSON_TOO_MANY", { of: "containers", most });
      return first === "{" ? this.#members(depth) : this.#list(depth);
    }
    if (first === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (first !== word[0]) continue;
      if (!this.#text.startsWith(word, this.at)) return this.#refuse("JSON_VALUE_MISSING", {});
      this.at += word.length;
      return value;
    }
    return this.#number();
  }

  #members(depth: number): unknown {
    const members: Record<string, unknown> = {};
    let count = 0;
    this.at++;
    this.#blank();
    if (this.#takes("}")) return members;
    while (this.because === null) {
      if (this.#text[this.at] !== '"') return this.#refuse("JSON_KEY_MISSING", {});
      const key = this.#string();
      if (key === null) return undefined;
      if (key === "__proto__") return this.#refuse("JSON_KEY_FORBIDDEN", { key });
      if (++count > MOST.members) return this.#refuse("JSON_TOO_MANY", { of: "members", most: MOST.members });
      if (Object.hasOwn(members, key)) return this.#refuse("JSON_KEY_TWICE", { key });
      this.#blank();
      if (!this.#takes(":")) return this.#refuse("JSON_COLON_MISSING", {});
      this.#blank();
      members[key] = this.#value(depth + 1);
      if (this.because !== null) return undefined;
      this.#blank();
      if (this.#takes("}")) return members;
      if (!this.#takes(",")) return this.#refuse("JSON_COMMA_MISSING", { of: "object" });
      this.#blank();
    }
    return undefined;
  }

  #list(depth: number): unknown {
    const list: unknown[] = [];
    this.at++;
    this.#blank();
    if (this.#takes("]")) return list;
    while (this.because === null) {
      list.push(this.#value(depth + 1));
      if (this.because !== null) return undefined;
      this.#blank();
      if (this.#takes("]")) return list;
      if (!this.#takes(",")) return this.#refuse("JSON_COMMA_MISSING", { of: "array" });
      this.#blank();
    }
    return undefined;
  }

  /** Null where it is refused. */
  #string(): string | null {
    this.at++;
    let [whole, pieces]: [string, string[]] = ["", []];
    for (;;) {
      UNTIL.lastIndex = this.at;
      const stop = UNTIL.exec(this.#text)?.index ?? this.#text.length;
      pieces.push(this.#text.slice(this.at, stop));
      this.at = stop;
      const next = this.#text[stop];
      if (next === '"') break;
      if (next === undefined) return this.#refuse("JSON_STRING_OPEN", {}) ?? null;
      if (next !== "\\") return this.#refuse("JSON_STRING_CONTROL", {}) ?? null;
      const character = this.#escaped();
      if (character === null) return null;
      pieces.push(character);
      if (pieces.length < PIECES_MAX) continue;
      whole += pieces.join("");
      pieces = [];
    }
    this.at++;
    const value = whole + pieces.join("");
    return HALF_A_PAIR.test(value) ? (this.#refuse("JSON_LONE_SURROGATE", {}) ?? null) : value;
  }

  #escaped(): string | null {
    const letter = this.#text[this.at + 1] ?? "";
    if (letter === "u") {
      const digits = this.#text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.#refuse("JSON_ESCAPE_NOT_HEX", {}) ?? null;
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (!Object.hasOwn(SHORT, letter)) return this.#refuse("JSON_ESCAPE_UNKNOWN", {}) ?? null;
    this.at += 2;
    return SHORT[letter] as string;
  }

  #number(): unknown {
    DIGITS.lastIndex = this.at;
    const digits = DIGITS.exec(this.#text)?.[0];
    if (digits === undefined) return this.#refuse("JSON_VALUE_MISSING", {});
    this.at += digits.length;
    if (/[eE]/.test(this.#text[this.at] ?? "")) return this.#refuse("JSON_EXPONENT", {});
    const value = Number(digits);
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return this.#refuse("JSON_NUMBER_TOO_LARGE", {});
    return Object.is(value, -0) ? this.#refuse("JSON_MINUS_ZERO", {}) : value;
  }

  #takes(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  #blank(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return;
      this.at++;
    }
  }

  #refuse<C extends Code>(code: C, params: ParamsOf<C>): undefined {
    this.because ??= tell(code, params);
    return undefined;
  }
}
