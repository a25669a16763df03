import type { JournalMending } from "../core/journal/mending.ts";
import type { DisclosedLeaf } from "../core/journal/multi-proof.ts";
import type { KeptFrom } from "../core/journal/retention.ts";

/**
 * The journal: an append-only sequence of records with an RFC 6962 Merkle tree over them. The journal is the database.
 *
 * Promise of `append`: records get consecutive indexes in call order; `onDurable` is called once per call, in call
 * order, when the records and everything before them would survive a power cut, and never before. It may be called
 * inside `append` (memory store) or later (disk). Any write or sync error is fatal: no callback of that batch or of any
 * later one comes, and `onFatal` is told once. There is no retry.
 */
export interface JournalStore {
  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void;
  /** Number of durable records. */
  size(): number;
  /** Durable records from `fromIndex`, oldest first, read lazily, each in memory of its own. */
  read(fromIndex: number): Iterable<Uint8Array>;
  /**
   * Number of the first record of the part of the journal that the record `index` is in, of those that were appended: parts follow one another,
   * a start reads the last one, and a summary stands in each. 0 where the journal is one part, as in memory.
   */
  segmentOf(index: number): number;
  /** Root of the tree over the first `size` records (32 bytes); `size` at most `size()`. */
  root(size: number): Uint8Array;
  inclusionProof(index: number, size: number): readonly Uint8Array[];
  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[];
  /** What leads from these of its records, by rising index, to the root over the first `size`. */
  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[];
  onFatal(listener: (cause: Error) => void): void;
  /** Syncs what is staged, then closes. */
  close(): Promise<void>;
  /**
   * Looks again at some `bytes` of what was written long ago, for the time in which nobody needs the disk. Absent where nothing can rot, as
   * in memory.
   */
  idleCheck?(bytes: number): IdleFinding | null;
  /** Absent where a journal is one part. */
  readonly segments?: JournalSegments;
  /** What opening it had to put right; absent where nothing can be wrong, as in memory. */
  readonly mended?: MendedJournal;
  /** The newest receipt that stood in it when it was opened, a signed note; null or absent where there was none. */
  readonly newestReceipt?: string | null;
  /** Number of the newest summary in its last segment, as it was opened; null or absent where nobody has looked, or there is none. */
  readonly newestSummary?: number | null;
}

export interface FinishedSegment {
  readonly segment: number;
  /** Its records: [firstIndex, endIndex). */
  readonly firstIndex: number;
  readonly endIndex: number;
}

/** The parts that a journal on a disk is made of, but the one that is being written. */
export interface JournalSegments {
  /** Number of the first record that is still here. */
  first(): number;
  /** Oldest first. */
  finished(): readonly FinishedSegment[];
  /** The idle check goes on with this one, if it is finished and here. */
  checkFrom(segment: number): void;
  /** Hashes of the complete subtrees over the first `index` records, largest first. */
  peaks(index: number): readonly Uint8Array[];
  /**
   * Removes the files of everything before `kept`, as far as they are still there; its entries cannot be read here any more. After
   * the journal says so, and never before. Throws what the file system throws.
   */
  letGo(kept: KeptFrom): void;
}

/**
 * `segment-sound`: a finished segment and the index over it were read to the end, and are what they were. `hashes-mended`: hashes of the index were not those of the records, and were written anew. `segment-damaged`: a record is not what was
 * written, or cannot be read, at that byte of the segment's file or before it; `because` is the disk's word, for a log.
 */
export type IdleFinding =
  | { readonly kind: "segment-sound"; readonly segment: number }
  | { readonly kind: "hashes-mended"; readonly segment: number; readonly hashes: number }
  | {
      readonly kind: "segment-damaged";
      readonly segment: number;
      readonly position: number;
      readonly because: string | null;
    };

export interface MendedJournal {
  readonly mendings: readonly JournalMending[];
  /** The journal itself says so now: a later start need not tell it again. */
  told(): void;
}
