import { join } from "node:path";
import { foldPeaks, storedHashCount, storedHashIndex } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFs } from "./durable-fs.ts";
import type { HashFile } from "./hash-file.ts";
import type { SegmentFile } from "./journal-directory.ts";

export type IndexState = "whole" | "missing" | "short" | "damaged";

/** Stands beside an index in which a wrong hash was met while nothing could be done about it. */
const SUSPECT_FILE = "tree.suspect";

/**
 * Does the index hold what the last segment goes on from? The hashes that make up the tree before it must give the root that its
 * header remembers; every later hash is made from these. What lies deeper is looked at by the idle check, and by whoever makes
 * a proof from it: at a start it would cost the more the longer the journal is.
 */
export function indexState(hashes: HashFile | null, last: SegmentFile): IndexState {
  if (hashes === null) return "missing";
  if (hashes.count < storedHashCount(last.firstIndex)) return "short";
  const peaks: Uint8Array[] = [];
  for (let level = 52, from = 0; level >= 0; level--) {
    if (from + 2 ** level > last.firstIndex) continue;
    const hash = hashes.stored(storedHashIndex(level, from / 2 ** level));
    if (hash === null) return "damaged";
    peaks.push(hash);
    from += 2 ** level;
  }
  const root = peaks.length === 0 ? sha256(new Uint8Array(0)) : foldPeaks(sha256, peaks);
  return sameBytes(root, last.previousRoot) ? "whole" : "damaged";
}

/** The next opening makes the index again. Throws what the file system throws. */
export function markSuspect(fs: DurableFs, directory: string): void {
  fs.open(join(directory, SUSPECT_FILE), "create").close();
}

export function isSuspect(fs: DurableFs, directory: string): boolean {
  return fs.list(directory).includes(SUSPECT_FILE);
}

/** The index has been made again. */
export function clearSuspect(fs: DurableFs, directory: string): void {
  if (isSuspect(fs, directory)) fs.remove(join(directory, SUSPECT_FILE));
}
