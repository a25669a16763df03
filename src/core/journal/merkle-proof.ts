import { type Digest, HASH_BYTES, leafHash, nodeHash } from "./merkle.ts";

/** Checks of proofs by whoever holds only a root. Hostile input gives false, never an exception. */
export interface InclusionClaim {
  readonly digest: Digest;
  /** The record itself; its leaf hash is taken here. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** RFC 9162 section 2.1.3.2. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { digest, index, size, proof } = claim;
  if (!isCount(size) || !isCount(index) || index >= size || !areHashes([...proof, claim.root])) return false;
  let node = index;
  let last = size - 1;
  let hash = leafHash(digest, claim.leaf);
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(digest, sibling, hash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(digest, hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && sameBytes(hash, claim.root);
}

export interface ConsistencyClaim {
  readonly digest: Digest;
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.4.2; every tree is consistent with the empty one and with itself, by an empty proof. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { digest, oldSize, newSize, oldRoot, newRoot } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false;
  if (!areHashes([...claim.proof, oldRoot, newRoot])) return false;
  if (oldSize === newSize) return claim.proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (oldSize === 0) return claim.proof.length === 0 && sameBytes(oldRoot, digest(new Uint8Array(0)));
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.proof] : claim.proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let node = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      oldHash = nodeHash(digest, sibling, oldHash);
      newHash = nodeHash(digest, sibling, newHash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      newHash = nodeHash(digest, newHash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_BYTES);
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let n = value;
  while (n % 2 === 0) n /= 2;
  return n === 1;
}
