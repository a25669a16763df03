import { decode, encode, rfc8949EncodeOptions, Tagged } from "cborg";
import { assert } from "../machine.ts";
import { hasLoneSurrogate } from "../record/strict-json.ts";

/**
 * CBOR as our own formats have it: deterministic (RFC 8949, 4.2.1), without floats. One content is one byte string, so that whoever reads
 * it can write it again and compare. What others write is read elsewhere, by rules of theirs.
 */
export type OwnCbor =
  | null
  | number
  | string
  | Uint8Array
  | readonly OwnCbor[]
  | ReadonlyMap<number | string, OwnCbor>
  | TaggedCbor;

/** Of RFC 9052: a COSE_Sign1. */
export const SIGN1_TAG = 18;

export class TaggedCbor {
  readonly tag: number;
  readonly value: OwnCbor;

  constructor(tag: number, value: OwnCbor) {
    this.tag = tag;
    this.value = value;
  }
}

const DEPTH_MAX = 8;

/** What cannot be written is a mistake of ours and stops. */
export function writeCbor(value: OwnCbor): Uint8Array {
  return new Uint8Array(encode(plain(value, 0), rfc8949EncodeOptions));
}

/** Null for anything that `writeCbor` would not have written. */
export function readCbor(bytes: Uint8Array, bytesMax: number): { readonly value: OwnCbor } | null {
  if (bytes.length > bytesMax) return null;
  try {
    const value = ownOf(decode(bytes, READING), 0);
    return isSame(writeCbor(value), bytes) ? { value } : null;
  } catch {
    // Cut off, a second item behind it, too deep, a float: no content of ours.
    return null;
  }
}

const READING = {
  useMaps: true,
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  tags: { [SIGN1_TAG]: Tagged.decoder(SIGN1_TAG) },
} as const;

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function plain(value: OwnCbor, depth: number): unknown {
  assert(depth <= DEPTH_MAX, "our own CBOR is shallow");
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "number") {
    assert(Number.isSafeInteger(value), "our own CBOR has whole numbers alone");
    return value;
  }
  if (typeof value === "string") {
    assert(!hasLoneSurrogate(value), "a text has whole characters");
    return value;
  }
  if (value instanceof TaggedCbor) return new Tagged(value.tag, plain(value.value, depth + 1));
  if (value instanceof Map)
    return new Map([...value].map(([key, member]) => [plain(key, depth + 1), plain(member, depth + 1)]));
  assert(Array.isArray(value), "our own CBOR is made of numbers, texts, bytes, lists and maps");
  return value.map((member) => plain(member as OwnCbor, depth + 1));
}

/** Throws at what we never write. */
function ownOf(value: unknown, depth: number): OwnCbor {
  if (depth > DEPTH_MAX) throw new RangeError("too deep");
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Tagged) return new TaggedCbor(value.tag, ownOf(value.value, depth + 1));
  if (Array.isArray(value)) return value.map((member) => ownOf(member, depth + 1));
  if (value instanceof Map) {
    const members = [...value].map(([key, member]) => [keyOf(key), ownOf(member, depth + 1)] as const);
    return new Map(members);
  }
  throw new TypeError("foreign value");
}

function keyOf(key: unknown): number | string {
  if (typeof key === "string" || (typeof key === "number" && Number.isSafeInteger(key))) return key;
  throw new TypeError("foreign key");
}
