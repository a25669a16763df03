import { refuse } from "../told.ts";
import { textOf } from "./octets.ts";

/** One item of CBOR with its place in the bytes that it was read from. */
export type Cbor =
  | (Place & { readonly kind: "int"; readonly value: number })
  | (Place & { readonly kind: "bytes"; readonly value: Uint8Array })
  | (Place & { readonly kind: "text"; readonly value: string })
  | (Place & { readonly kind: "array"; readonly items: readonly Cbor[] })
  | (Place & { readonly kind: "map"; readonly pairs: readonly (readonly [Cbor, Cbor])[] })
  | (Place & { readonly kind: "tag"; readonly tag: number; readonly item: Cbor })
  | (Place & { readonly kind: "simple"; readonly value: boolean | null });

interface Place {
  /** Of its first byte. */
  readonly from: number;
  /** Just after its last one. */
  readonly to: number;
}

const DEPTH_MAX = 16;
const ITEMS_MAX = 4096;

/**
 * Exactly one item, in the one encoding that RFC 8949 section 4.2.1 allows it: shortest heads, definite lengths, keys in the order of their bytes and each
 * once. No floats. Throws Refused.
 */
export function readCbor(bytes: Uint8Array): Cbor {
  const reading = new Reading(bytes);
  const item = reading.item(0);
  if (item.to !== bytes.length) refuse("CBOR_GOES_ON", { at: item.to });
  return item;
}

interface Head {
  readonly major: number;
  readonly argument: number;
  readonly from: number;
}

class Reading {
  readonly #bytes: Uint8Array;
  #at = 0;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  item(depth: number): Cbor {
    const { major, argument, from } = this.#head();
    if (depth > DEPTH_MAX || ++this.#items > ITEMS_MAX)
      return refuse("CBOR_TOO_MUCH", { at: from, depthMax: DEPTH_MAX, itemsMax: ITEMS_MAX });
    switch (major) {
      case 0:
        return { kind: "int", value: argument, from, to: this.#at };
      case 1:
        return { kind: "int", value: -1 - argument, from, to: this.#at };
      case 2:
        return { kind: "bytes", value: this.#take(argument), from, to: this.#at };
      case 3: {
        const value = textOf(this.#take(argument));
        return value === null
          ? refuse("CBOR_NOT_UTF8", { at: from })
          : { kind: "text", value, from, to: this.#at };
      }
      case 4: {
        const items: Cbor[] = [];
        for (let i = 0; i < argument; i++) items.push(this.item(depth + 1));
        return { kind: "array", items, from, to: this.#at };
      }
      case 5:
        return this.#map(argument, from, depth);
      case 6:
        return { kind: "tag", tag: argument, item: this.item(depth + 1), from, to: this.#at };
      default:
        return this.#simple(argument, from);
    }
  }

  #map(count: number, from: number, depth: number): Cbor {
    const pairs: (readonly [Cbor, Cbor])[] = [];
    for (let i = 0; i < count; i++) {
      const key = this.item(depth + 1);
      const before = pairs.at(-1)?.[0];
      if (before !== undefined) {
        const order = compared(this.#of(before), this.#of(key));
        if (order === 0) refuse("CBOR_KEY_TWICE", { at: key.from });
        if (order > 0) refuse("CBOR_KEY_ORDER", { at: key.from });
      }
      pairs.push([key, this.item(depth + 1)]);
    }
    return { kind: "map", pairs, from, to: this.#at };
  }

  #simple(argument: number, from: number): Cbor {
    if (argument < 20 || argument > 22) return refuse("CBOR_KIND_WRONG", { at: from });
    return { kind: "simple", value: argument === 22 ? null : argument === 21, from, to: this.#at };
  }

  #head(): Head {
    const from = this.#at;
    const [first = 0] = this.#take(1);
    const major = first >> 5;
    const short = first & 31;
    if (short < 24) return { major, argument: short, from };
    // Floats, and simple values that stand for nothing.
    if (major === 7) return refuse("CBOR_KIND_WRONG", { at: from });
    if (short > 27) return refuse("CBOR_NOT_SHORTEST", { at: from });
    const width = 2 ** (short - 24);
    const argument = this.#take(width).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = width === 1 ? 24 : 2 ** (4 * width);
    if (argument < least) return refuse("CBOR_NOT_SHORTEST", { at: from });
    if (argument > Number.MAX_SAFE_INTEGER - 1) return refuse("CBOR_NUMBER_TOO_LARGE", { at: from });
    return { major, argument, from };
  }

  #take(count: number): Uint8Array {
    const to = this.#at + count;
    if (to > this.#bytes.length) return refuse("CBOR_CUT_OFF", { at: this.#at });
    const taken = this.#bytes.subarray(this.#at, to);
    this.#at = to;
    return taken;
  }

  #of({ from, to }: Place): Uint8Array {
    return this.#bytes.subarray(from, to);
  }
}

function compared(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
