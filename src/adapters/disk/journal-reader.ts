import { BlockHashes } from "../../core/journal/block-hashes.ts";
import { IndexComparison } from "../../core/journal/index-comparison.ts";
import { MerkleTree, storedHashCount } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { multiProof } from "../../core/journal/multi-proof.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { assert } from "../../core/machine.ts";
import { type ReceiptedRoot, receiptedRoot } from "../../core/record/journal-receipt.ts";
import { EdgeError } from "../../errors.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { archivedPath, archivedSegments, withArchive } from "./archived-segment.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import {
  altered,
  corrupt,
  inOrder,
  judgeEnd,
  listSegments,
  type SegmentEnd,
  type SegmentFile,
  segmentPath,
  unlikeIndex,
} from "./journal-directory.ts";
import { SegmentRecordsAgain } from "./records-again.ts";
import { SegmentScanner } from "./segment-scanner.ts";

export interface ReaderOptions {
  readonly fs?: DurableFs;
  readonly archive?: string | undefined;
}

/** Records of a journal directory, oldest first, read lazily and without writing; works while a station writes there. */
export function* readJournal(directory: string): Iterable<Uint8Array> {
  const reader = new JournalReader(directory);
  try {
    yield* reader.records();
  } finally {
    reader.close();
  }
}

/**
 * Reads and checks: frames, the tree over them against the roots in the segment headers and in the newest receipt, and the
 * hash index where there is one; by the same rules as a start, so that whoever asks of one directory is told one thing. Its memory hardly grows with the journal: a hash for
 * 64 records is kept, and the others are made again from the records where they are asked for.
 * Throws EdgeError FILE_UNREADABLE, JOURNAL_CORRUPT, JOURNAL_ALTERED, or JOURNAL_ARCHIVED where the oldest segments were let go and no
 * archive is named.
 */
export class JournalReader {
  readonly directory: string;
  readonly segments: readonly SegmentFile[];
  /** How the last segment ended; null until `records` has run to its end. */
  end: SegmentEnd | null = null;
  readonly #fs: DurableFs;
  /** Opened before the segments are looked at: a writer extends it last, so it never knows more than they do. */
  readonly #hashes: HashFile | null;
  readonly #comparison = new IndexComparison();
  readonly #again: SegmentRecordsAgain;
  readonly #stored: BlockHashes;
  readonly #tree: MerkleTree;
  #receipt: ReceiptedRoot | null = null;
  #isRead = false;

  /** `archive`: the folder in which the segments that were let go lie. */
  constructor(directory: string, { fs = nodeDurableFs, archive }: ReaderOptions = {}) {
    this.directory = directory;
    this.#fs = archive === undefined ? fs : withArchive(fs);
    let hashes: HashFile | null = null;
    try {
      hashes = HashFile.open(fs, directory, "read");
      this.segments = allSegments(this.#fs, directory, archive);
      if (this.segments.length === 0)
        throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal.`, { directory });
    } catch (cause) {
      hashes?.close();
      if (cause instanceof EdgeError) throw cause;
      throw new EdgeError("FILE_UNREADABLE", `Cannot read the journal ${directory}.`, { directory }, cause);
    }
    this.#hashes = hashes;
    this.#again = new SegmentRecordsAgain(this.#fs, this.segments);
    this.#stored = new BlockHashes(sha256, this.#again);
    this.#tree = new MerkleTree(sha256, this.#stored);
  }

  get station(): string {
    return this.segments[0]?.station ?? "";
  }

  /** The first record that completes a part of the tree of which the index has another hash; null where they agree, or there is none. */
  get indexDifference(): number | null {
    return this.#comparison.firstDifference;
  }

  /**
   * Root of the tree over the first `size` of the records read so far, also after `close`. Throws EdgeError JOURNAL_CORRUPT where records that it
   * has to read again for that are not what they were, FILE_UNREADABLE where they are away.
   */
  root(size: number): Uint8Array {
    return this.#tree.root(size);
  }

  /** What leads from these of the records read so far to the root over the first `size`; throws as `root`. */
  multiProof(indexes: readonly number[], size: number): readonly Uint8Array[] {
    return multiProof(this.#tree, indexes, size);
  }

  /** A record that was read, once more. Throws as `root`; whether it is the same, whoever asks must know by its hash. */
  again(index: number): Uint8Array {
    for (const record of this.#again.records(index, index + 1)) return record;
    throw this.#again.changed(index);
  }

  /** Once: of a journal that grew meanwhile the tree would have the records twice, and a receipt that came would stand for another one. */
  *records(): Generator<Uint8Array, void, void> {
    assert(!this.#isRead, "a reader goes through its journal once");
    this.#isRead = true;
    const frontier = new TreeFrontier(sha256);
    for (const [number, segment] of this.segments.entries()) {
      if (!sameBytes(frontier.root(), segment.previousRoot)) {
        throw corrupt(segment.path, 0, "has other records than those its next segment was begun after");
      }
      this.#comparison.prove(segment.firstIndex);
      const file = this.#fs.open(segment.path, "read");
      try {
        yield* this.#segment(file, segment, this.segments[number + 1], frontier);
      } finally {
        file.close();
      }
    }
  }

  *#segment(
    file: DurableFile,
    segment: SegmentFile,
    next: SegmentFile | undefined,
    frontier: TreeFrontier,
  ): Generator<Uint8Array, void, void> {
    const scanner = new SegmentScanner(file, segment.firstIndex);
    for (;;) {
      const { index, position } = scanner;
      const record = scanner.next();
      if (record === null) {
        const tail = scanner.tail();
        if (tail === null) continue;
        if (next === undefined) this.#conclude(segment, scanner.index);
        this.end = judgeEnd(scanner, tail, segment, next, this.#known(scanner.index));
        return;
      }
      const hashes = frontier.append(record);
      this.#again.note(index, position);
      this.#stored.push(hashes);
      this.#compare(hashes, index);
      this.#receipt = receiptedRoot(record) ?? this.#receipt;
      yield record;
    }
  }

  /** By the same proofs as a start on this directory. */
  #conclude(last: SegmentFile, size: number): void {
    const receipt = this.#receipt;
    if (receipt !== null) {
      const isOurs = receipt.size <= size && sameBytes(this.root(receipt.size), receipt.root);
      if (!isOurs) throw altered(last.path, receipt.size);
      this.#comparison.prove(receipt.size);
    }
    const suspect = this.#comparison.suspect();
    if (suspect !== null) throw unlikeIndex(last.path, this.#again.positionOf(suspect), suspect);
  }

  close(): void {
    this.#hashes?.close();
  }

  #known(index: number): "missing" | "behind" | "held" {
    if (this.#hashes === null) return "missing";
    return this.#hashes.holdsFrom(index) ? "held" : "behind";
  }

  #compare(hashes: readonly Uint8Array[], index: number): void {
    const from = storedHashCount(index);
    if (this.#hashes === null) return;
    const stored = hashes.map((_, i) => this.#hashes?.stored(from + i) ?? null);
    this.#comparison.note(index, hashes, stored);
  }
}

/** Those in the directory, and before them those that only the archive has. */
function allSegments(fs: DurableFs, directory: string, archive: string | undefined): readonly SegmentFile[] {
  const kept = listSegments(fs, directory);
  const first = kept[0]?.segment ?? 0;
  if (first === 0) return kept;
  if (archive === undefined)
    throw new EdgeError(
      "JOURNAL_ARCHIVED",
      `The first ${first} segments of the journal ${directory} were let go and are in the archive: name it with --archive.`,
      { directory, segments: first },
    );
  const away = archivedSegments(archive).filter((segment) => segment < first);
  const paths = [...away.map((segment) => archivedPath(archive, segment)), ...kept.map(({ path }) => path)];
  const pathOf = (segment: number): string =>
    segment < first ? archivedPath(archive, segment) : segmentPath(directory, segment);
  const all = inOrder(fs, paths, pathOf);
  if (all[0]?.segment !== 0) throw corrupt(all[0]?.path ?? archive, 0, "lacks segment 0");
  return all;
}
