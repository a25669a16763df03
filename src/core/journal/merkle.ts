import { assert } from "../machine.ts";

/**
 * The RFC 6962 tree over the journal: SHA-256 (passed in) of 0x00 and the record for a leaf, of 0x01 and both children
 * for a node. Every complete subtree's hash is stored once, in the order in which it becomes complete, so the store is
 * append-only and any root or proof reads a handful of hashes, whatever the size. Sizes up to 2^52. A digest does
 * not keep the bytes it is given: they are used again for the next hash.
 */
export type Digest = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

/** Random access to the stored hashes; `index` below `storedHashCount` of the size asked about. */
export interface HashSource {
  read(index: number): Uint8Array;
}

/** A journal hashes some hundred thousand records a second: an array made for each costs more than the hash. */
const LEAF_BYTES = new Uint8Array(4096);
const NODE_BYTES = new Uint8Array(1 + 2 * HASH_BYTES);

export function leafHash(digest: Digest, record: Uint8Array): Uint8Array {
  const length = 1 + record.length;
  const bytes = length > LEAF_BYTES.length ? new Uint8Array(length) : LEAF_BYTES.subarray(0, length);
  bytes.set(record, 1);
  return digest(bytes);
}

export function nodeHash(digest: Digest, left: Uint8Array, right: Uint8Array): Uint8Array {
  NODE_BYTES[0] = 1;
  NODE_BYTES.set(left, 1);
  NODE_BYTES.set(right, 1 + HASH_BYTES);
  return digest(NODE_BYTES);
}

/** How many hashes are stored for a tree of `size` leaves: size + size/2 + size/4 + ... */
export function storedHashCount(size: number): number {
  let count = 0;
  for (let n = size; n > 0; n = Math.floor(n / 2)) count += n;
  return count;
}

/** Where the hash of the `index`-th complete subtree of 2^level leaves is stored: right after its last leaf and lower levels. */
export function storedHashIndex(level: number, index: number): number {
  return storedHashCount((index + 1) * 2 ** level - 1) + level;
}

/** Of which subtree the hash stored at `index` is: its last leaf, and its level. The other way round of `storedHashIndex`. */
export function storedHashPlace(index: number): { readonly leaf: number; readonly level: number } {
  // The count for n leaves is 2n less the one-bits of n: the leaf is this one, or one of some twenty after it.
  let leaf = Math.floor(index / 2);
  let from = storedHashCount(leaf);
  for (let next = storedHashCount(leaf + 1); next <= index; next = storedHashCount(leaf + 1)) {
    leaf++;
    from = next;
  }
  return { leaf, level: index - from };
}

export class MerkleTree {
  readonly #digest: Digest;
  readonly #source: HashSource;

  constructor(digest: Digest, source: HashSource) {
    this.#digest = digest;
    this.#source = source;
  }

  root(size: number): Uint8Array {
    assertSize(size);
    return size === 0 ? this.#digest(new Uint8Array(0)) : this.range(0, size);
  }

  /** Sibling hashes from the leaf upwards, RFC 6962 section 2.1.1. */
  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    assertSize(size);
    assert(Number.isSafeInteger(index) && index >= 0 && index < size, "a leaf index is below the tree size");
    const path: Uint8Array[] = [];
    let from = 0;
    let to = size;
    while (to - from > 1) {
      const middle = from + splitOf(to - from);
      if (index < middle) {
        path.push(this.range(middle, to));
        to = middle;
      } else {
        path.push(this.range(from, middle));
        from = middle;
      }
    }
    return path.reverse();
  }

  /** RFC 6962 section 2.1.2; empty when the old tree is empty or both are equal. */
  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    assertSize(newSize);
    assertSize(oldSize);
    assert(oldSize <= newSize, "a tree is consistent with later ones only");
    if (oldSize === 0 || oldSize === newSize) return [];
    const path: Uint8Array[] = [];
    let from = 0;
    let to = newSize;
    while (to !== oldSize) {
      const middle = from + splitOf(to - from);
      if (oldSize <= middle) {
        path.push(this.range(middle, to));
        to = middle;
      } else {
        path.push(this.range(from, middle));
        from = middle;
      }
    }
    // The verifier holds the old root itself, and needs this hash only where it is a part of that root.
    if (from > 0) path.push(this.range(from, to));
    return path.reverse();
  }

  /** Hash over the leaves [from, to); `from` is a multiple of the greatest power of two in the span. */
  range(from: number, to: number): Uint8Array {
    const peaks: Uint8Array[] = [];
    let at = from;
    while (at < to) {
      let level = 0;
      while (2 ** (level + 1) <= to - at) level++;
      peaks.push(this.#source.read(storedHashIndex(level, at / 2 ** level)));
      at += 2 ** level;
    }
    return foldPeaks(this.#digest, peaks);
  }
}

/** The root over complete subtrees of falling size. */
export function foldPeaks(digest: Digest, peaks: readonly Uint8Array[]): Uint8Array {
  let root = peaks.at(-1);
  assert(root !== undefined, "a range of a tree has a leaf");
  for (let i = peaks.length - 2; i >= 0; i--) root = nodeHash(digest, peaks[i] as Uint8Array, root);
  return root;
}

/** The greatest power of two below `size` (which is at least 2). */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function assertSize(size: number): void {
  assert(
    Number.isSafeInteger(size) && size >= 0 && size <= 2 ** 52,
    "a tree size is a whole number up to 2^52",
  );
}
