import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { asciiText } from "../wire-text.ts";
import { unicoreCrc32, xorSum } from "./checksum.ts";
import { parseHeadingLog } from "./parse-heading-log.ts";
import {
  parseAvr,
  parseHpd,
  parseHpr,
  parseKsxt,
  parsePsti030,
  parsePsti035,
  parsePsti036,
} from "./parse-proprietary.ts";
import {
  parseGga,
  parseGll,
  parseGst,
  parseHdt,
  parseRmc,
  parseThs,
  parseThs2,
  parseVtg,
  parseZda,
} from "./parse-standard.ts";
import type { Sentence } from "./sentence.ts";
import { SentenceFields } from "./sentence-fields.ts";

/**
 * One line of a receiver, checksum required. `ignored`: sound, but nothing an epoch is made of. An XOR byte lets one in 256
 * broken sentences through, so every field that something is made of must also have its form.
 */
export type ParsedLine =
  | { readonly kind: "sentence"; readonly sentence: Sentence; readonly name: string }
  | { readonly kind: "ignored" }
  /** `type` is what it would have been, where that much is sure. */
  | { readonly kind: "refused"; readonly why: Reason; readonly type: string | null };

type Parse = (fields: SentenceFields) => Sentence | null;

const STANDARD: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["GGA", parseGga],
  ["RMC", parseRmc],
  ["GLL", parseGll],
  ["HDT", parseHdt],
  ["THS", parseThs],
  ["THS2", parseThs2],
  ["HPR", parseHpr],
  ["HPD", parseHpd],
  ["GST", parseGst],
  ["VTG", parseVtg],
  ["ZDA", parseZda],
]);
/** By address and, where the maker has many, the field behind it. */
const PROPRIETARY: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["KSXT", parseKsxt],
  ["PSTI,030", parsePsti030],
  ["PSTI,035", parsePsti035],
  ["PSTI,036", parsePsti036],
  ["PTNL,AVR", parseAvr],
]);
const HEADING_LOGS: readonly string[] = ["UNIHEADINGA", "HEADINGA"];

/** What is made of an address; both null for one that nothing is made of. */
interface Reading {
  readonly name: string;
  readonly type: string;
  readonly parse: Parse | null;
}

const IGNORED: ParsedLine = { kind: "ignored" };
const UNSIGNED: ParsedLine = { kind: "refused", why: reason("CHECKSUM_MISSING", {}), type: null };
const BROKEN: ParsedLine = { kind: "refused", why: reason("CHECKSUM_WRONG", {}), type: null };
const STAR = 0x2a;
const HASH = 0x23;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
/** Addresses that are remembered; a receiver sends a dozen. */
const REMEMBERED_MOST = 64;

export class LineReader {
  readonly #fields = new SentenceFields();
  readonly #readings = new Map<number, Reading>();

  /** The line is `bytes` from its `$` or `#` up to, without, `to`. */
  read(bytes: Uint8Array, from: number, to: number): ParsedLine {
    if (bytes[from] === HASH) return this.#readLog(bytes, from, to);
    const two = bytes[to - 3] === STAR;
    const star = two ? to - 3 : to - 9;
    if (star <= from + 1 || bytes[star] !== STAR) return UNSIGNED;
    const sum = hexNumber(bytes, star + 1, to);
    if (sum < 0) return UNSIGNED;
    const body = from + 1;
    const xor = two ? xorSum(bytes, body, star) : -1;
    const reading = this.#readingOf(bytes, body, star);
    // The answer to a command of a UM982 counts its `$` in.
    if (reading.name === "command") return two && (xor ^ 0x24) === sum ? IGNORED : BROKEN;
    if (two ? xor !== sum : reading.name !== "KSXT" || unicoreCrc32(bytes, body, star) !== sum) return BROKEN;
    if (reading.parse === null)
      return reading.name === ""
        ? refused("FORM_WRONG", asciiText(bytes.subarray(body, Math.min(body + 8, star))))
        : IGNORED;
    this.#fields.cut(bytes, body, star);
    return this.#outcome(reading.parse(this.#fields), reading.name, reading.type);
  }

  #readLog(bytes: Uint8Array, from: number, to: number): ParsedLine {
    const star = to - 9;
    if (star <= from + 1 || bytes[star] !== STAR) return UNSIGNED;
    const sum = hexNumber(bytes, star + 1, to);
    if (sum < 0) return UNSIGNED;
    if (unicoreCrc32(bytes, from + 1, star) !== sum) return BROKEN;
    const middle = bytes.subarray(0, star).indexOf(SEMICOLON, from);
    const header = asciiText(bytes.subarray(from + 1, middle < 0 ? star : middle)).split(",");
    const [name = ""] = header;
    if (!HEADING_LOGS.includes(name)) return IGNORED;
    if (middle < 0) return refused("FORM_WRONG", name);
    this.#fields.cut(bytes, middle + 1, star);
    return this.#outcome(parseHeadingLog(header, this.#fields), name, "HEADINGA");
  }

  #outcome(sentence: Sentence | null, name: string, type: string): ParsedLine {
    const wrong = this.#fields.wrong;
    if (wrong !== null) {
      const found = this.#fields.text(wrong);
      return { kind: "refused", why: reason("FIELD_WRONG", { what: name, field: wrong, found }), type };
    }
    return sentence === null ? refused("FORM_WRONG", name) : { kind: "sentence", sentence, name };
  }

  /** Looking an address up by its text costs more than the rest of the line, so what was found is kept by its bytes. */
  #readingOf(bytes: Uint8Array, from: number, star: number): Reading {
    let key = 0;
    let at = from;
    for (; at < star && at < from + 6; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === COMMA) break;
      key = key * 256 + byte;
    }
    const whole = at < star && bytes[at] === COMMA && bytes[from] !== 0x50;
    const known = whole ? this.#readings.get(key) : undefined;
    if (known !== undefined) return known;
    const reading = readingOf(asciiText(bytes.subarray(from, star)));
    if (whole && reading.parse !== null && this.#readings.size < REMEMBERED_MOST)
      this.#readings.set(key, reading);
    return reading;
  }
}

function readingOf(body: string): Reading {
  const [address = "", second = ""] = body.split(",", 2);
  if (address === "command") return { name: address, type: "", parse: null };
  const own = PROPRIETARY.has(address) ? address : `${address},${second}`;
  const proprietary = PROPRIETARY.get(own);
  if (proprietary !== undefined)
    return { name: own.replace(",", " "), type: TYPE_OF[own] ?? own, parse: proprietary };
  if (address.startsWith("P")) return { name: address, type: "", parse: null };
  if (!/^[A-Z]{2}[A-Z0-9]{2,6}$/.test(address)) return { name: "", type: "", parse: null };
  const type = address.slice(2);
  return { name: address, type, parse: STANDARD.get(type) ?? null };
}

const TYPE_OF: Readonly<Record<string, string>> = { "PSTI,036": "PSTI036", "PTNL,AVR": "AVR" };

function refused(code: "FORM_WRONG", what: string): ParsedLine {
  return { kind: "refused", why: reason(code, { what }), type: null };
}

/** -1 where a digit is none. */
function hexNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    const digit =
      byte >= 0x30 && byte <= 0x39
        ? byte - 0x30
        : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
          ? (byte | 0x20) - 0x57
          : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
