import { CODE_BITS_MAX } from "./deflate-codes.ts";
import { codesOf } from "./prefix-code.ts";

/** Codes up to so long stand in a table. */
const TABLE_BITS = 10;

/** A prefix code for whoever reads. */
export interface ReadingCode {
  /** Of the longest code. */
  readonly bitsMost: number;
  /** The symbol whose code the low bits begin with, as `symbol << 4 | bits`; 0 for none. */
  find(held: number): number;
}

/**
 * The code of these lengths; null where they make none. A code has to be complete; or it may be of one symbol alone, with one bit; or of none,
 * for distances in a block without matches.
 */
export function readingCode(
  lengths: Uint8Array,
  allowed: "complete" | "or-one" | "or-none",
): ReadingCode | null {
  let bitsMost = 0;
  let used = 0;
  let room = 1 << CODE_BITS_MAX;
  for (const bits of lengths) {
    if (bits === 0) continue;
    used++;
    bitsMost = Math.max(bitsMost, bits);
    room -= 1 << (CODE_BITS_MAX - bits);
  }
  const isWhole = room === 0;
  const isOne = used === 1 && bitsMost === 1;
  const fits = isWhole || (isOne && allowed !== "complete") || (used === 0 && allowed === "or-none");
  return fits ? new TableCode(lengths, bitsMost) : null;
}

class TableCode implements ReadingCode {
  readonly bitsMost: number;
  readonly #table: Uint16Array;
  readonly #mask: number;
  /** Of codes that are longer than the table: the code with its first bit lowest, above its length, to what is found. */
  readonly #longer: ReadonlyMap<number, number>;

  constructor(lengths: Uint8Array, bitsMost: number) {
    this.bitsMost = bitsMost;
    const size = 1 << Math.min(bitsMost, TABLE_BITS);
    this.#mask = size - 1;
    const table = new Uint16Array(size);
    const longer = new Map<number, number>();
    const codes = codesOf(lengths);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const bits = lengths[symbol] as number;
      if (bits === 0) continue;
      const found = (symbol << 4) | bits;
      const code = codes[symbol] as number;
      if (bits > TABLE_BITS) longer.set((bits << CODE_BITS_MAX) | code, found);
      else for (let at = code; at < size; at += 1 << bits) table[at] = found;
    }
    this.#table = table;
    this.#longer = longer;
  }

  find(held: number): number {
    const found = this.#table[held & this.#mask] as number;
    if (found !== 0) return found;
    for (let bits = TABLE_BITS + 1; bits <= this.bitsMost; bits++) {
      const long = this.#longer.get((bits << CODE_BITS_MAX) | (held & ((1 << bits) - 1)));
      if (long !== undefined) return long;
    }
    return 0;
  }
}
