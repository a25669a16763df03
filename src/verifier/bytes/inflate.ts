import { refuse } from "../told.ts";

/**
 * RFC 1951, as strict as zlib is: a code that is not whole, a distance before the beginning, a symbol that stands for nothing, a stream that is cut off.
 * Why no library: the one at hand takes codes that are not whole, has no bound for what comes out, and does not say where a stream ended.
 */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const BITS_MAX = 15;
const END = 256;
const LENGTHS = steps(29, 3, (symbol) => (symbol < 8 ? 0 : (symbol >> 2) - 1));
const DISTANCES = steps(30, 1, (symbol) => (symbol < 4 ? 0 : (symbol >> 1) - 1));
// The last one is short of its row: 258 is written without more bits.
LENGTHS.base[28] = 258;
LENGTHS.bits[28] = 0;

function steps(count: number, first: number, bitsOf: (symbol: number) => number) {
  const base: number[] = [];
  const bits: number[] = [];
  for (let symbol = 0, next = first; symbol < count; symbol++) {
    base.push(next);
    bits.push(bitsOf(symbol));
    next += 2 ** bitsOf(symbol);
  }
  return { base, bits };
}

/** Codes up to so long are found in one look. */
const QUICK_BITS = 9;

/** Symbols in the order of their codes, and how many codes there are of each length. */
interface PrefixCode {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
  /** By the next bits of the stream: symbol and length of the code that they begin with, `symbol << 4 | bits`; 0 for a longer one. */
  readonly quick: Uint16Array;
}

/** `room`: what has to be left of the code space; one symbol of one bit may leave half of it. */
function prefixCode(lengths: Uint8Array, allowed: "whole" | "one" | "none"): PrefixCode {
  const counts = new Uint16Array(BITS_MAX + 1);
  for (const bits of lengths) counts[bits] = (counts[bits] as number) + 1;
  const used = lengths.length - (counts[0] as number);
  counts[0] = 0;
  let room = 1;
  for (let bits = 1; bits <= BITS_MAX; bits++) {
    room = room * 2 - (counts[bits] as number);
    if (room < 0) refuse("STREAM_SPOILT", {});
  }
  const isOne = used === 1 && counts[1] === 1 && allowed !== "whole";
  const isNone = used === 0 && allowed === "none";
  if (room > 0 && !isOne && !isNone) refuse("STREAM_SPOILT", {});
  const next = new Uint16Array(BITS_MAX + 2);
  for (let bits = 1; bits <= BITS_MAX; bits++)
    next[bits + 1] = (next[bits] as number) + (counts[bits] as number);
  const symbols = new Uint16Array(used);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    symbols[next[bits] as number] = symbol;
    next[bits] = (next[bits] as number) + 1;
  }
  return { counts, symbols, quick: quickOf(counts, symbols) };
}

function quickOf(counts: Uint16Array, symbols: Uint16Array): Uint16Array {
  const quick = new Uint16Array(1 << QUICK_BITS);
  let code = 0;
  let index = 0;
  for (let bits = 1; bits <= QUICK_BITS; bits++) {
    for (let n = 0; n < (counts[bits] as number); n++, code++, index++) {
      const found = ((symbols[index] as number) << 4) | bits;
      for (let at = reversed(code, bits); at < quick.length; at += 1 << bits) quick[at] = found;
    }
    code <<= 1;
  }
  return quick;
}

/** A stream has the first bit of a code lowest. */
function reversed(code: number, bits: number): number {
  let turned = 0;
  for (let i = 0; i < bits; i++) turned |= ((code >> i) & 1) << (bits - 1 - i);
  return turned;
}

const FIXED_LITERALS = prefixCode(
  Uint8Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  ),
  "whole",
);
const FIXED_DISTANCES = prefixCode(new Uint8Array(32).fill(5), "whole");

export interface Inflated {
  readonly bytes: Uint8Array;
  /** The byte just after the stream. */
  readonly end: number;
}

/** Throws Refused. */
export function inflate(stream: Uint8Array, from: number, bytesMax: number): Inflated {
  const reading = new Inflating(stream, from, bytesMax);
  while (!reading.block());
  return { bytes: reading.out.subarray(0, reading.length), end: reading.end() };
}

class Inflating {
  out: Uint8Array;
  length = 0;
  readonly #stream: Uint8Array;
  readonly #bytesMax: number;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(stream: Uint8Array, from: number, bytesMax: number) {
    this.#stream = stream;
    this.#bytesMax = bytesMax;
    this.#at = from;
    this.out = new Uint8Array(Math.min(bytesMax, 4 * stream.length));
  }

  /** True after the last one. */
  block(): boolean {
    const isLast = this.#bits(1) === 1;
    const type = this.#bits(2);
    if (type === 0) this.#stored();
    else if (type === 1) this.#coded(FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) this.#ownCodes();
    else refuse("STREAM_SPOILT", {});
    return isLast;
  }

  /** Whole bytes that were taken and not needed do not count. */
  end(): number {
    return this.#at - (this.#count >> 3);
  }

  #fill(): void {
    while (this.#count <= 16 && this.#at < this.#stream.length) {
      this.#held |= (this.#stream[this.#at++] as number) << this.#count;
      this.#count += 8;
    }
  }

  #bits(wanted: number): number {
    if (this.#count < wanted) this.#fill();
    if (this.#count < wanted) return refuse("STREAM_CUT_OFF", {});
    const value = this.#held & ((1 << wanted) - 1);
    this.#held >>>= wanted;
    this.#count -= wanted;
    return value;
  }

  #symbol({ counts, symbols, quick }: PrefixCode): number {
    if (this.#count < BITS_MAX) this.#fill();
    const found = quick[this.#held & (quick.length - 1)] as number;
    if (found !== 0 && (found & 15) <= this.#count) {
      this.#held >>>= found & 15;
      this.#count -= found & 15;
      return found >> 4;
    }
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= BITS_MAX; bits++) {
      code |= this.#bits(1);
      const count = counts[bits] as number;
      if (code - count < first) return symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return refuse("STREAM_SPOILT", {});
  }

  #stored(): void {
    this.#bits(this.#count & 7);
    const length = this.#bits(16);
    if ((length ^ this.#bits(16)) !== 0xffff) refuse("STREAM_SPOILT", {});
    const from = this.end();
    const end = from + length;
    if (end > this.#stream.length) refuse("STREAM_CUT_OFF", {});
    this.#reserve(length);
    this.out.set(this.#stream.subarray(from, end), this.length);
    this.length += length;
    this.#at = end;
    this.#held = 0;
    this.#count = 0;
  }

  #ownCodes(): void {
    const literals = this.#bits(5) + 257;
    const distances = this.#bits(5) + 1;
    const told = this.#bits(4) + 4;
    if (literals > 286 || distances > 30) refuse("STREAM_SPOILT", {});
    const ofCodes = new Uint8Array(19);
    for (const symbol of CODE_ORDER.slice(0, told)) ofCodes[symbol] = this.#bits(3);
    const lengths = this.#lengths(prefixCode(ofCodes, "whole"), literals + distances);
    if (lengths[END] === 0) refuse("STREAM_SPOILT", {});
    this.#coded(
      prefixCode(lengths.subarray(0, literals), "one"),
      prefixCode(lengths.subarray(literals), "none"),
    );
  }

  #lengths(code: PrefixCode, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) refuse("STREAM_SPOILT", {});
      const repeated = symbol === 16 ? (lengths[at - 1] as number) : 0;
      const run = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (at + run > count) refuse("STREAM_SPOILT", {});
      lengths.fill(repeated, at, at + run);
      at += run;
    }
    return lengths;
  }

  #coded(literals: PrefixCode, distances: PrefixCode): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === END) return;
      if (symbol < END) {
        this.#reserve(1);
        this.out[this.length++] = symbol;
      } else this.#match(symbol - END - 1, distances);
    }
  }

  #match(which: number, distances: PrefixCode): void {
    const base = LENGTHS.base[which];
    if (base === undefined) refuse("STREAM_SPOILT", {});
    const length = base + this.#bits(LENGTHS.bits[which] as number);
    const far = this.#symbol(distances);
    const farBase = DISTANCES.base[far];
    if (farBase === undefined) refuse("STREAM_SPOILT", {});
    const distance = farBase + this.#bits(DISTANCES.bits[far] as number);
    if (distance > this.length) refuse("STREAM_SPOILT", {});
    this.#reserve(length);
    // Byte by byte: a match may reach into itself.
    for (let i = 0; i < length; i++, this.length++)
      this.out[this.length] = this.out[this.length - distance] as number;
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.out.length) return;
    if (needed > this.#bytesMax) refuse("STREAM_TOO_LONG", { bytesMax: this.#bytesMax });
    const larger = new Uint8Array(Math.min(this.#bytesMax, Math.max(needed, 2 * this.out.length)));
    larger.set(this.out.subarray(0, this.length));
    this.out = larger;
  }
}
