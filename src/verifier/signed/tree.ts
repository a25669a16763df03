import { joined, sameBytes } from "../bytes/octets.ts";
import { digestOf } from "./keys.ts";

/** The tree of RFC 6962 over the entries of a log, for whoever holds only its root. */
const HASH_BYTES = 32;

export function leafHash(entry: Uint8Array): Uint8Array {
  return digestOf(joined(Uint8Array.of(0), entry));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return digestOf(joined(Uint8Array.of(1), left, right));
}

/** Of n leaves, at least 2: how many stand on the left. */
function leftOf(leaves: number): number {
  let left = 1;
  while (left * 2 < leaves) left *= 2;
  return left;
}

/** `path`: of the entry's siblings from the leaf upwards. */
export interface Inclusion {
  readonly entry: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

export function isIncluded({ entry, index, size, path, root }: Inclusion): boolean {
  if (index >= size || path.some((hash) => hash.length !== HASH_BYTES)) return false;
  const rest = [...path];
  const climb = (from: number, leaves: number): Uint8Array | null => {
    if (leaves === 1) return leafHash(entry);
    const sibling = rest.pop();
    if (sibling === undefined) return null;
    const left = leftOf(leaves);
    const isLeft = index < from + left;
    const own = isLeft ? climb(from, left) : climb(from + left, leaves - left);
    if (own === null) return null;
    return isLeft ? nodeHash(own, sibling) : nodeHash(sibling, own);
  };
  const found = climb(0, size);
  return found !== null && rest.length === 0 && sameBytes(found, root);
}

export interface Disclosed {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/**
 * Several entries under one root. `hashes`: of the largest subtrees without a disclosed entry, from left to right. Indexes rise and are below the size; what
 * is over or missing gives false.
 */
export function areIncluded(
  entries: readonly Disclosed[],
  size: number,
  hashes: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (entries.length === 0 || hashes.some((hash) => hash.length !== HASH_BYTES)) return false;
  if (entries.some(({ index }, at) => index >= size || index <= (entries[at - 1]?.index ?? -1))) return false;
  let used = 0;
  let next = 0;
  const node = (from: number, to: number): Uint8Array | null => {
    const first = entries[next];
    if (first === undefined || first.index >= to) return hashes[used++] ?? null;
    if (to - from === 1) {
      next++;
      return leafHash(first.bytes);
    }
    const middle = from + leftOf(to - from);
    const left = node(from, middle);
    if (left === null) return null;
    const right = node(middle, to);
    return right === null ? null : nodeHash(left, right);
  };
  const found = node(0, size);
  return found !== null && used === hashes.length && sameBytes(found, root);
}
