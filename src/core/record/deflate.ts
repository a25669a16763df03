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
import { codeLengths, codesOf } from "./prefix-code.ts";

const WINDOW = 32_768;
const MATCH_MIN = 4;
const MATCH_MAX = 258;
const HASH_BITS = 14;
/** How many earlier places with the same beginning are looked at. */
const TRIES = 12;
/** With a match so long in hand nobody looks whether the next place has a longer one. */
const GOOD_ENOUGH = 32;
const CODE_LENGTH_BITS_MAX = 7;

const LENGTH_SYMBOL = new Uint8Array(MATCH_MAX + 1);
for (let symbol = 0; symbol < LENGTH_BASE.length; symbol++) LENGTH_SYMBOL.fill(symbol, LENGTH_BASE[symbol]);
/** Of a distance up to 256 at its own place less one, of a larger one by its upper bits. */
const DISTANCE_SYMBOL = new Uint8Array(512);
for (let symbol = 0; symbol < DISTANCES; symbol++) {
  const first = (DISTANCE_BASE[symbol] as number) - 1;
  if (first < 256) DISTANCE_SYMBOL.fill(symbol, first, 256);
  else DISTANCE_SYMBOL.fill(symbol, 256 + (first >> 7));
}

/** Room to work in, kept from call to call: what stands in it when a call begins is not read. */
const HEAD = new Int32Array(1 << HASH_BITS);
const BEFORE = new Int32Array(WINDOW);

/**
 * One deflate stream (RFC 1951) of a single block with its own codes. The same bytes for the same bytes on every machine and engine, which
 * no zlib promises: sealed bytes must not depend on who compressed them.
 */
export function deflate(bytes: Uint8Array): Uint8Array {
  const tokens = new Int32Array(bytes.length);
  const literals = new Uint32Array(LITERALS);
  const distances = new Uint32Array(DISTANCES);
  const count = tokenise(bytes, tokens, literals, distances);
  literals[END_OF_BLOCK] = 1;
  const out = new BitWriter(bytes.length + 1024);
  out.put(0b101, 3);
  const literalLengths = codeLengths(literals, CODE_BITS_MAX);
  const distanceLengths = codeLengths(distances, CODE_BITS_MAX);
  writeCodes(out, literalLengths, distanceLengths);
  writeTokens(out, tokens.subarray(0, count), literalLengths, distanceLengths);
  return out.finish();
}

/** A literal is its byte; a match is `distance << 9 | length`, which is above any byte. */
function tokenise(
  bytes: Uint8Array,
  tokens: Int32Array,
  literals: Uint32Array,
  distances: Uint32Array,
): number {
  const end = bytes.length;
  const last = end - MATCH_MIN;
  HEAD.fill(-WINDOW - 1);
  let count = 0;
  let at = 0;
  let held = 0;
  let isHeld = false;
  while (at < end) {
    let token = 0;
    let length = 0;
    if (isHeld) {
      token = held;
      length = token & 511;
      isHeld = false;
    } else if (at <= last) {
      token = longest(bytes, at, MATCH_MIN - 1);
      length = token & 511;
    }
    if (length > 0 && length < GOOD_ENOUGH && at < last) {
      const next = longest(bytes, at + 1, length);
      isHeld = next !== 0;
      held = next;
    }
    if (length === 0 || isHeld) {
      const byte = bytes[at++] as number;
      tokens[count++] = byte;
      literals[byte] = (literals[byte] as number) + 1;
      continue;
    }
    tokens[count++] = token;
    const lengthSymbol = 257 + (LENGTH_SYMBOL[length] as number);
    literals[lengthSymbol] = (literals[lengthSymbol] as number) + 1;
    const distanceSymbol = distanceSymbolOf(token >> 9);
    distances[distanceSymbol] = (distances[distanceSymbol] as number) + 1;
    const lookedAt = length < GOOD_ENOUGH && at < last ? 2 : 1;
    const until = Math.min(at + length, last + 1);
    noteAll(bytes, at + lookedAt, until);
    at += length;
  }
  return count;
}

function hashAt(bytes: Uint8Array, at: number): number {
  const four =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function note(at: number, hash: number): void {
  BEFORE[at & (WINDOW - 1)] = HEAD[hash] as number;
  HEAD[hash] = at;
}

/** Within a match; the four bytes of a place are those of the one before but for one. */
function noteAll(bytes: Uint8Array, from: number, to: number): void {
  if (from >= to) return;
  let four =
    ((bytes[from] as number) << 8) |
    ((bytes[from + 1] as number) << 16) |
    ((bytes[from + 2] as number) << 24);
  for (let at = from; at < to; at++) {
    four = (four >>> 8) | ((bytes[at + 3] as number) << 24);
    note(at, Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS));
  }
}

/** The longest match that is longer than `beyond`, as a token; 0 for none. The place is noted. */
function longest(bytes: Uint8Array, at: number, beyond: number): number {
  const hash = hashAt(bytes, at);
  let candidate = HEAD[hash] as number;
  note(at, hash);
  const most = Math.min(MATCH_MAX, bytes.length - at);
  const oldest = at - WINDOW;
  let best = beyond;
  let distance = 0;
  for (let tries = TRIES; tries > 0 && candidate >= oldest && best < most; tries--) {
    if (bytes[candidate + best] === bytes[at + best]) {
      let length = 0;
      while (length < most && bytes[candidate + length] === bytes[at + length]) length++;
      if (length > best) {
        best = length;
        distance = at - candidate;
      }
    }
    const before = BEFORE[candidate & (WINDOW - 1)] as number;
    if (before >= candidate) break;
    candidate = before;
  }
  return distance === 0 ? 0 : (distance << 9) | best;
}

function distanceSymbolOf(distance: number): number {
  const less = distance - 1;
  return DISTANCE_SYMBOL[less < 256 ? less : 256 + (less >> 7)] as number;
}

function writeTokens(
  out: BitWriter,
  tokens: Int32Array,
  literalLengths: Uint8Array,
  distanceLengths: Uint8Array,
): void {
  const literalCodes = codesOf(literalLengths);
  const distanceCodes = codesOf(distanceLengths);
  for (const token of tokens) {
    if (token < 256) {
      out.put(literalCodes[token] as number, literalLengths[token] as number);
      continue;
    }
    const length = token & 511;
    const distance = token >> 9;
    const symbol = LENGTH_SYMBOL[length] as number;
    out.put(literalCodes[257 + symbol] as number, literalLengths[257 + symbol] as number);
    out.put(length - (LENGTH_BASE[symbol] as number), LENGTH_EXTRA[symbol] as number);
    const far = distanceSymbolOf(distance);
    out.put(distanceCodes[far] as number, distanceLengths[far] as number);
    out.put(distance - (DISTANCE_BASE[far] as number), DISTANCE_EXTRA[far] as number);
  }
  out.put(literalCodes[END_OF_BLOCK] as number, literalLengths[END_OF_BLOCK] as number);
}

/** The head of a block with its own codes (RFC 1951, section 3.2.7). */
function writeCodes(out: BitWriter, literalLengths: Uint8Array, distanceLengths: Uint8Array): void {
  const literals = usedUpTo(literalLengths, END_OF_BLOCK + 1);
  const distances = usedUpTo(distanceLengths, 1);
  const all = new Uint8Array(literals + distances);
  all.set(literalLengths.subarray(0, literals));
  all.set(distanceLengths.subarray(0, distances), literals);
  const runs = runsOf(all);
  const counts = new Uint32Array(CODE_LENGTH_ORDER.length);
  for (const { symbol } of runs) counts[symbol] = (counts[symbol] as number) + 1;
  const lengths = codeLengths(counts, CODE_LENGTH_BITS_MAX);
  const codes = codesOf(lengths);
  let told = CODE_LENGTH_ORDER.length;
  while (told > 4 && lengths[CODE_LENGTH_ORDER[told - 1] as number] === 0) told--;
  out.put(literals - 257, 5);
  out.put(distances - 1, 5);
  out.put(told - 4, 4);
  for (const symbol of CODE_LENGTH_ORDER.subarray(0, told)) out.put(lengths[symbol] as number, 3);
  for (const { symbol, extra, bits } of runs) {
    out.put(codes[symbol] as number, lengths[symbol] as number);
    out.put(extra, bits);
  }
}

function usedUpTo(lengths: Uint8Array, least: number): number {
  let used = lengths.length;
  while (used > least && lengths[used - 1] === 0) used--;
  return used;
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly bits: number;
}

/** 16 repeats the length before, 17 and 18 are runs of zero. */
function runsOf(lengths: Uint8Array): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at] as number;
    let same = 1;
    while (at + same < lengths.length && lengths[at + same] === length) same++;
    at += same;
    if (length > 0) {
      runs.push({ symbol: length, extra: 0, bits: 0 });
      same--;
    }
    for (; same >= 3; ) {
      const many = length === 0 && same > 10;
      const run = Math.min(same, length > 0 ? 6 : many ? 138 : 10);
      runs.push(
        length > 0
          ? { symbol: 16, extra: run - 3, bits: 2 }
          : many
            ? { symbol: 18, extra: run - 11, bits: 7 }
            : { symbol: 17, extra: run - 3, bits: 3 },
      );
      same -= run;
    }
    for (; same > 0; same--) runs.push({ symbol: length, extra: 0, bits: 0 });
  }
  return runs;
}

class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #held = 0;
  #bits = 0;

  constructor(room: number) {
    this.#bytes = new Uint8Array(room);
  }

  /** At most 15 bits, the lowest first. */
  put(value: number, bits: number): void {
    this.#held |= value << this.#bits;
    this.#bits += bits;
    if (this.#bits < 16) return;
    if (this.#length + 2 > this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = this.#held & 255;
    this.#bytes[this.#length++] = (this.#held >>> 8) & 255;
    this.#held >>>= 16;
    this.#bits -= 16;
  }

  finish(): Uint8Array {
    if (this.#length + 2 > this.#bytes.length) this.#grow();
    for (; this.#bits > 0; this.#bits -= 8) {
      this.#bytes[this.#length++] = this.#held & 255;
      this.#held >>>= 8;
    }
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
