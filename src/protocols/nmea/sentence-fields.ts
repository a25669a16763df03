import { asciiText } from "../wire-text.ts";

const COMMA = 0x2c;
const DOT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
/** UNIHEADINGA has 28 fields, KSXT 22; what stands behind the last place is left out. */
const FIELDS_MAX = 40;
/** So many digits are exact in a double; receivers print fourteen at most. */
const DIGITS_MAX = 15;
const POWERS = Array.from({ length: DIGITS_MAX + 1 }, (_, power) => 10 ** power);
const LAST_DIGITS = Array.from({ length: DIGITS_MAX + 1 }, (_, decimals) => 10 ** -decimals);

/** What one means at the last of so many places behind the point. */
export function lastDigit(decimals: number): number {
  return LAST_DIGITS[decimals] ?? 0;
}

/**
 * The fields of one sentence, read from its bytes where they stand. Field 0 is the address, as in the tables of the
 * standard. A field whose form is broken is noted, and the sentence is refused for it; one that is empty, or missing at the
 * end, was not told. A number is its digits divided by a power of ten, both exact, and so the double nearest to the text.
 */
export class SentenceFields {
  readonly #ends = new Int32Array(FIELDS_MAX);
  #bytes: Uint8Array = new Uint8Array();
  #from = 0;
  #count = 0;
  #wrong = -1;
  #decimals = 0;

  /** Cuts at the commas, `from` being where the address begins. */
  cut(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes = bytes;
    this.#from = from;
    this.#wrong = -1;
    let count = 0;
    for (let at = from; at < to && count < FIELDS_MAX; at++)
      if (bytes[at] === COMMA) this.#ends[count++] = at;
    if (count < FIELDS_MAX) this.#ends[count++] = to;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  /** The first field whose form is broken, null where all that were read are sound. */
  get wrong(): number | null {
    return this.#wrong < 0 ? null : this.#wrong;
  }

  /** Digits behind the point of the number that was read last. */
  get decimals(): number {
    return this.#decimals;
  }

  refuse(field: number): null {
    if (this.#wrong < 0) this.#wrong = field;
    return null;
  }

  from(field: number): number {
    if (field === 0) return this.#from;
    return field < this.#count ? (this.#ends[field - 1] ?? 0) + 1 : 0;
  }

  to(field: number): number {
    return field < this.#count ? (this.#ends[field] ?? 0) : 0;
  }

  isEmpty(field: number): boolean {
    return this.from(field) === this.to(field);
  }

  text(field: number): string {
    return asciiText(this.#bytes.subarray(this.from(field), this.to(field)));
  }

  /** The one character of a field: "" where it is empty; a longer one is refused. */
  letter(field: number): string {
    const length = this.to(field) - this.from(field);
    if (length === 1) return String.fromCharCode(this.#bytes[this.from(field)] ?? 0);
    if (length > 1) this.refuse(field);
    return "";
  }

  /** With or without a sign, null where nothing was told. */
  number(field: number): number | null {
    return this.numberBetween(field, this.from(field), this.to(field));
  }

  /** A number of which less than nothing is a receiver's word for "unknown". */
  countOrNull(field: number): number | null {
    const value = this.number(field);
    return value !== null && value >= 0 ? value : null;
  }

  /** A number that stands in a part of a field. */
  numberBetween(field: number, from: number, to: number): number | null {
    if (from >= to) return null;
    const sign = this.#bytes[from] ?? 0;
    const signed = sign === MINUS || sign === PLUS;
    let mantissa = 0;
    let digits = 0;
    let pointAt = -1;
    for (let at = signed ? from + 1 : from; at < to; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + (byte - 0x30);
        digits++;
      } else if (byte === DOT && pointAt < 0) pointAt = at;
      else return this.refuse(field);
    }
    if (digits === 0 || digits > DIGITS_MAX) return this.refuse(field);
    this.#decimals = pointAt < 0 ? 0 : to - pointAt - 1;
    const value = this.#decimals === 0 ? mantissa : mantissa / (POWERS[this.#decimals] ?? 1);
    return sign === MINUS && mantissa > 0 ? -value : value;
  }

  /** `length` digits from `from` on, -1 where one is none. */
  digits(from: number, length: number): number {
    let value = 0;
    for (let at = from; at < from + length; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte < 0x30 || byte > 0x39) return -1;
      value = value * 10 + (byte - 0x30);
    }
    return value;
  }

  isPoint(at: number): boolean {
    return this.#bytes[at] === DOT;
  }
}
