import {
  foldPeaks,
  HASH_BYTES,
  nodeHash,
  storedHashCount,
  storedHashIndex,
} from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { HashFile } from "./hash-file.ts";
import type { SegmentFile } from "./journal-directory.ts";

const RUN_HASHES = 8192;

export type IndexState = "whole" | "missing" | "short" | "damaged";

/**
 * Does the index hold what came before the last segment? Every stored hash of a pair must be that of its two halves, and all
 * together must give the root that the segment's header remembers: so no bit of that part can be another one. Costs one
 * hash a record beyond the first `checked`, of which that is known; none of the records is read.
 */
export function indexState(hashes: HashFile | null, last: SegmentFile, checked = 0): IndexState {
  if (hashes === null) return "missing";
  if (hashes.count < storedHashCount(last.firstIndex)) return "short";
  const peaks = peaksOf(hashes, checked);
  const run = new HashRun(hashes, storedHashCount(checked));
  for (let record = checked; record < last.firstIndex; record++) {
    let hash = run.next();
    for (let n = record; n % 2 === 1; n = (n - 1) / 2) {
      const left = peaks.pop();
      const stored = run.next();
      if (left === undefined || !sameBytes(nodeHash(sha256, left, hash), stored)) return "damaged";
      hash = stored;
    }
    peaks.push(hash);
  }
  const root = peaks.length === 0 ? sha256(new Uint8Array(0)) : foldPeaks(sha256, peaks);
  return sameBytes(root, last.previousRoot) ? "whole" : "damaged";
}

/** Of complete subtrees over the first `size` records, largest first. */
function peaksOf(hashes: HashFile, size: number): Uint8Array[] {
  const peaks: Uint8Array[] = [];
  for (let level = 52, from = 0; level >= 0; level--) {
    if (from + 2 ** level > size) continue;
    peaks.push(hashes.run(storedHashIndex(level, from / 2 ** level), 1));
    from += 2 ** level;
  }
  return peaks;
}

/** The stored hashes from one on, read in large pieces. */
class HashRun {
  readonly #hashes: HashFile;
  #piece: Uint8Array = new Uint8Array(0);
  #within = 0;
  #at: number;

  constructor(hashes: HashFile, from: number) {
    this.#hashes = hashes;
    this.#at = from;
  }

  /** Stays as it is when the next piece is read. */
  next(): Uint8Array {
    if (this.#within === this.#piece.length) {
      this.#piece = this.#hashes.run(this.#at, RUN_HASHES);
      this.#within = 0;
    }
    const hash = this.#piece.subarray(this.#within, this.#within + HASH_BYTES);
    this.#within += HASH_BYTES;
    this.#at += 1;
    return hash;
  }
}
