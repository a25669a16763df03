import { assert } from "../machine.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import {
  CODE_BITS_MAX,
  CODE_LENGTH_ORDER,
  DISTANCE_BASE,
  DISTANCE_EXTRA,
  DISTANCES,
  END_OF_BLOCK,
  LENGTH_BASE,
  LENGTH_EXTRA,
  LITERALS,
} from "./deflate-codes.ts";
import { type ReadingCode, readingCode } from "./reading-code.ts";

export type Inflated =
  /** `end`: the byte just after the stream. */
  | { readonly kind: "inflated"; readonly bytes: Uint8Array; readonly end: number }
  | { readonly kind: "refused"; readonly reason: Reason };

/** RFC 1951, section 3.2.6. 286, 287, 30 and 31 take part in the code and stand for nothing. */
const FIXED_LITERALS = codeOf((symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8), 288);
const FIXED_DISTANCES = codeOf(() => 5, 32);
const FIXED = { literals: FIXED_LITERALS, distances: FIXED_DISTANCES };
const ROOM_FIRST = 4;

/**
 * The deflate stream that begins at `from`, made long again: at most `bytesMax` bytes, whatever the stream says. Total, and as strict as
 * zlib: what zlib refuses is refused here, and what it takes gives the same bytes.
 */
export function inflate(stream: Uint8Array, from: number, bytesMax: number): Inflated {
  const reading = new Inflating(stream, from, bytesMax);
  for (;;) {
    const isLast = reading.bits(1) === 1;
    reading.block();
    if (reading.problem !== null) return { kind: "refused", reason: reading.problem };
    if (isLast) return { kind: "inflated", bytes: reading.written(), end: reading.end() };
  }
}

interface BlockCodes {
  readonly literals: ReadingCode;
  readonly distances: ReadingCode;
}

class Inflating {
  problem: Reason | null = null;
  readonly #stream: Uint8Array;
  readonly #bytesMax: number;
  #at: number;
  #held = 0;
  #count = 0;
  #out: Uint8Array;
  #length = 0;

  constructor(stream: Uint8Array, from: number, bytesMax: number) {
    this.#stream = stream;
    this.#bytesMax = bytesMax;
    this.#at = from;
    this.#out = new Uint8Array(Math.min(bytesMax, ROOM_FIRST * stream.length));
  }

  written(): Uint8Array {
    return this.#out.slice(0, this.#length);
  }

  /** Whole bytes that were taken and not needed do not count. */
  end(): number {
    return this.#at - (this.#count >> 3);
  }

  /** At most 16; 0 where the stream has ended, which is then the problem. */
  bits(wanted: number): number {
    while (this.#count < wanted) {
      if (this.#at >= this.#stream.length) {
        this.#refuse(reason("STREAM_CUT_OFF", {}));
        return 0;
      }
      this.#held |= (this.#stream[this.#at++] as number) << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << wanted) - 1);
    this.#held >>>= wanted;
    this.#count -= wanted;
    return value;
  }

  block(): void {
    const type = this.bits(2);
    if (this.problem !== null) return;
    if (type === 0) this.#stored();
    else if (type === 3) this.#spoilt();
    else {
      const codes = type === 1 ? FIXED : this.#ownCodes();
      if (codes !== null) this.#coded(codes);
    }
  }

  #stored(): void {
    this.#held = 0;
    this.#at -= this.#count >> 3;
    this.#count = 0;
    const length = this.bits(16);
    const check = this.bits(16);
    if (this.problem !== null) return;
    const end = this.#at + length;
    if ((length ^ check) !== 0xffff) this.#spoilt();
    else if (end > this.#stream.length) this.#refuse(reason("STREAM_CUT_OFF", {}));
    else if (this.#reserve(length)) {
      this.#out.set(this.#stream.subarray(this.#at, end), this.#length);
      this.#length += length;
      this.#at = end;
    }
  }

  #ownCodes(): BlockCodes | null {
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const told = this.bits(4) + 4;
    if (literals > LITERALS || distances > DISTANCES) return this.#spoiltCode();
    const lengths = new Uint8Array(CODE_LENGTH_ORDER.length);
    for (const symbol of CODE_LENGTH_ORDER.subarray(0, told)) lengths[symbol] = this.bits(3);
    const code = readingCode(lengths, "complete");
    if (code === null || this.problem !== null) return this.#spoiltCode();
    const all = this.#codeLengths(code, literals + distances);
    if (all === null || all[END_OF_BLOCK] === 0) return this.#spoiltCode();
    const ofLiterals = readingCode(all.subarray(0, literals), "or-one");
    const ofDistances = readingCode(all.subarray(literals), "or-none");
    if (ofLiterals === null || ofDistances === null) return this.#spoiltCode();
    return { literals: ofLiterals, distances: ofDistances };
  }

  #codeLengths(code: ReadingCode, count: number): Uint8Array | null {
    const lengths = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const symbol = this.#symbol(code);
      if (this.problem !== null) return null;
      if (symbol <= CODE_BITS_MAX) {
        lengths[at++] = symbol;
        continue;
      }
      const run = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      if (at + run > count || (symbol === 16 && at === 0)) return null;
      lengths.fill(symbol === 16 ? (lengths[at - 1] as number) : 0, at, at + run);
      at += run;
    }
    return lengths;
  }

  #coded({ literals, distances }: BlockCodes): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (this.problem !== null || symbol === END_OF_BLOCK) return;
      if (symbol > END_OF_BLOCK) this.#match(symbol - 257, distances);
      else if (this.#length < this.#out.length || this.#reserve(1)) this.#out[this.#length++] = symbol;
      if (this.problem !== null) return;
    }
  }

  #match(which: number, distances: ReadingCode): void {
    // 286 and 287 of the fixed code, 30 and 31 of the distances.
    const length = (LENGTH_BASE[which] ?? 0) + this.bits(LENGTH_EXTRA[which] ?? 0);
    const far = this.#symbol(distances);
    const distance = (DISTANCE_BASE[far] ?? 0) + this.bits(DISTANCE_EXTRA[far] ?? 0);
    if (this.problem !== null) return;
    if (which >= LENGTH_BASE.length || far >= DISTANCES || distance > this.#length) this.#spoilt();
    else if (this.#reserve(length)) this.#copy(distance, length);
  }

  /** Byte by byte: a match may reach into itself. */
  #copy(distance: number, length: number): void {
    const out = this.#out;
    let to = this.#length;
    for (const end = to + length; to < end; to++) out[to] = out[to - distance] as number;
    this.#length = to;
  }

  #symbol(code: ReadingCode): number {
    while (this.#count < CODE_BITS_MAX && this.#at < this.#stream.length) {
      this.#held |= (this.#stream[this.#at++] as number) << this.#count;
      this.#count += 8;
    }
    const found = code.find(this.#held);
    const bits = found & 15;
    if (found === 0 || bits > this.#count) {
      // What stands for nothing is only spoilt if all of its bits are there.
      if (found === 0 && this.#count >= code.bitsMost) this.#spoilt();
      else this.#refuse(reason("STREAM_CUT_OFF", {}));
      return 0;
    }
    this.#held >>>= bits;
    this.#count -= bits;
    return found >> 4;
  }

  #reserve(more: number): boolean {
    const needed = this.#length + more;
    if (needed <= this.#out.length) return true;
    if (needed > this.#bytesMax) {
      this.#refuse(reason("STREAM_TOO_LONG", { bytesMax: this.#bytesMax }));
      return false;
    }
    const larger = new Uint8Array(Math.min(this.#bytesMax, Math.max(needed, 2 * this.#out.length)));
    larger.set(this.#out);
    this.#out = larger;
    return true;
  }

  #spoilt(): void {
    this.#refuse(reason("STREAM_SPOILT", {}));
  }

  #spoiltCode(): null {
    this.#spoilt();
    return null;
  }

  #refuse(why: Reason): void {
    this.problem ??= why;
  }
}

function codeOf(lengthOf: (symbol: number) => number, symbols: number): ReadingCode {
  const code = readingCode(
    Uint8Array.from({ length: symbols }, (_, symbol) => lengthOf(symbol)),
    "complete",
  );
  assert(code !== null, "the fixed codes of RFC 1951 are complete");
  return code;
}
