import { assert } from "../machine.ts";
import { type Digest, HASH_BYTES, leafHash, nodeHash, splitOf } from "./merkle.ts";
import { sameBytes } from "./merkle-proof.ts";

/** Hash over the leaves [from, to) of a tree; `from` is a multiple of the greatest power of two in the span. */
export interface SubtreeHashes {
  range(from: number, to: number): Uint8Array;
}

export interface DisclosedLeaf {
  readonly index: number;
  /** The record itself; its leaf hash is taken here. */
  readonly bytes: Uint8Array;
}

export interface MultiProofClaim {
  readonly digest: Digest;
  readonly size: number;
  /** By rising index. */
  readonly leaves: readonly DisclosedLeaf[];
  readonly hashes: readonly Uint8Array[];
}

/** What a proof of `leaves` leaves may hold at most: no tree needs more. */
export function hashesAtMost(leaves: number): number {
  return 64 * leaves + 64;
}

/**
 * What a stranger needs to come from these leaves to the root of the tree over `size` leaves: the hashes of the largest subtrees that hold none of
 * them, from left to right. `indexes` are rising, and below `size`.
 */
export function multiProof(
  tree: SubtreeHashes,
  indexes: readonly number[],
  size: number,
): readonly Uint8Array[] {
  assert(areRising(indexes, size), "the leaves of a proof are rising and in its tree");
  const hashes: Uint8Array[] = [];
  const walk = (from: number, to: number, first: number, end: number): void => {
    if (first === end) hashes.push(tree.range(from, to));
    else if (to - from > 1) {
      const middle = from + splitOf(to - from);
      const between = firstFrom(indexes, middle, first, end);
      walk(from, middle, first, between);
      walk(middle, to, between, end);
    }
  };
  if (size > 0) walk(0, size, 0, indexes.length);
  return hashes;
}

/** The root that leaves and hashes amount to; null where they are not the proof of exactly these leaves. Total: hostile input gives null. */
export function rootOfMultiProof({ digest, size, leaves, hashes }: MultiProofClaim): Uint8Array | null {
  const indexes = leaves.map(({ index }) => index);
  if (!Number.isSafeInteger(size) || size < 1 || size > 2 ** 52 || !areRising(indexes, size)) return null;
  if (hashes.length > hashesAtMost(leaves.length)) return null;
  if (!hashes.every((hash) => hash.length === HASH_BYTES)) return null;
  let used = 0;
  const rootOf = (from: number, to: number, first: number, end: number): Uint8Array | null => {
    if (first === end) return hashes[used++] ?? null;
    if (to - from === 1) return leafHash(digest, (leaves[first] as DisclosedLeaf).bytes);
    const middle = from + splitOf(to - from);
    const between = firstFrom(indexes, middle, first, end);
    const left = rootOf(from, middle, first, between);
    const right = left === null ? null : rootOf(middle, to, between, end);
    return left === null || right === null ? null : nodeHash(digest, left, right);
  };
  const root = rootOf(0, size, 0, leaves.length);
  return used === hashes.length ? root : null;
}

export function verifyMultiProof(claim: MultiProofClaim, root: Uint8Array): boolean {
  const found = rootOfMultiProof(claim);
  return found !== null && sameBytes(found, root);
}

/** Place of the first index of `[first, end)` that is not below `least`. */
function firstFrom(indexes: readonly number[], least: number, first: number, end: number): number {
  let [low, high] = [first, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((indexes[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function areRising(indexes: readonly number[], size: number): boolean {
  let before = -1;
  for (const index of indexes) {
    if (!Number.isSafeInteger(index) || index <= before || index >= size) return false;
    before = index;
  }
  return true;
}
