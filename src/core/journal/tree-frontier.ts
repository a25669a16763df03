import { type Digest, foldPeaks, type HashSource, leafHash, nodeHash, storedHashIndex } from "./merkle.ts";

/** The right edge of the tree: all that appending needs, one hash a level, whatever the size. */
export class TreeFrontier {
  readonly #digest: Digest;
  #size = 0;
  /** Complete subtrees, largest first; their sizes are the one-bits of `size`. */
  #peaks: Uint8Array[] = [];

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  /** As it was after `size` records, from the hashes stored then. */
  static at(digest: Digest, source: HashSource, size: number): TreeFrontier {
    const frontier = new TreeFrontier(digest);
    frontier.#size = size;
    for (let level = 52, from = 0; level >= 0; level--) {
      if (from + 2 ** level > size) continue;
      frontier.#peaks.push(source.read(storedHashIndex(level, from / 2 ** level)));
      from += 2 ** level;
    }
    return frontier;
  }

  /** As it was after `size` records, from the hashes of the complete subtrees over them; null where these are not so many. */
  static of(digest: Digest, size: number, peaks: readonly Uint8Array[]): TreeFrontier | null {
    let subtrees = 0;
    for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) subtrees += rest % 2;
    if (peaks.length !== subtrees) return null;
    const frontier = new TreeFrontier(digest);
    frontier.#size = size;
    frontier.#peaks = [...peaks];
    return frontier;
  }

  /** Hashes of the complete subtrees, largest first. */
  get peaks(): readonly Uint8Array[] {
    return this.#peaks;
  }

  get size(): number {
    return this.#size;
  }

  /** The stored hashes this record adds, in their order: the leaf, then every subtree it completes. */
  append(record: Uint8Array): readonly Uint8Array[] {
    let hash = leafHash(this.#digest, record);
    const added = [hash];
    for (let n = this.#size; n % 2 === 1; n = (n - 1) / 2) {
      const left = this.#peaks.pop() as Uint8Array;
      hash = nodeHash(this.#digest, left, hash);
      added.push(hash);
    }
    this.#peaks.push(hash);
    this.#size++;
    return added;
  }

  root(): Uint8Array {
    return this.#size === 0 ? this.#digest(new Uint8Array(0)) : foldPeaks(this.#digest, this.#peaks);
  }
}
