import { MerkleTree } from "../../core/journal/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../../core/journal/merkle-proof.ts";
import { type DisclosedLeaf, multiProof, verifyMultiProof } from "../../core/journal/multi-proof.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { HashFile } from "./hash-file.ts";

/** A hash of the index is not the one that was made of the records: nothing may be signed or proven by it. */
export class UnsoundIndex extends Error {}

/**
 * The tree of a journal by its hash index, of which everything from `soundFrom` on, and the root there, is known to be right: it was
 * found so at the opening, or made since. Roots and proofs that rest on older hashes are held against that root before anybody
 * gets them, for to the registry a wrong one is another history. Throws UnsoundIndex.
 */
export class SoundTree {
  readonly #tree: MerkleTree;
  readonly #soundFrom: number;
  readonly #leafAt: (index: number) => Uint8Array;

  constructor(hashes: Pick<HashFile, "stored">, soundFrom: number, leafAt: (index: number) => Uint8Array) {
    this.#tree = new MerkleTree(sha256, { read: (index) => hashes.stored(index) ?? unsound() });
    this.#soundFrom = soundFrom;
    this.#leafAt = leafAt;
  }

  root(size: number): Uint8Array {
    const root = this.#tree.root(size);
    if (size < this.#soundFrom) this.#consistent(size, this.#soundFrom, root);
    return root;
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    const proof = this.#tree.inclusionProof(index, size);
    if (index < this.#soundFrom) {
      const claim = { digest: sha256, leaf: this.#leafAt(index), index, size, proof, root: this.root(size) };
      if (!verifyInclusion(claim)) throw new UnsoundIndex();
    }
    return proof;
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    return oldSize < this.#soundFrom
      ? this.#consistent(oldSize, newSize, this.root(oldSize))
      : this.#tree.consistencyProof(oldSize, newSize);
  }

  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[] {
    const indexes = leaves.map(({ index }) => index);
    const hashes = multiProof(this.#tree, indexes, size);
    // The leaves are at hand, so that it costs little to know that it leads where it should.
    if (!verifyMultiProof({ digest: sha256, size, leaves, hashes }, this.root(size)))
      throw new UnsoundIndex();
    return hashes;
  }

  #consistent(oldSize: number, newSize: number, oldRoot: Uint8Array): readonly Uint8Array[] {
    const proof = this.#tree.consistencyProof(oldSize, newSize);
    const newRoot = newSize < this.#soundFrom ? this.root(newSize) : this.#tree.root(newSize);
    if (!verifyConsistency({ digest: sha256, oldSize, oldRoot, newSize, newRoot, proof }))
      throw new UnsoundIndex();
    return proof;
  }
}

/** A hash that was lost, or never there. */
function unsound(): never {
  throw new UnsoundIndex();
}
