import { storedHashCount } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { EdgeError } from "../../errors.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import { corrupt, judgeEnd, listSegments, type SegmentEnd, type SegmentFile } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

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
 * Reads and checks: frames, the tree over them against the roots in the segment headers, and the hash index where there
 * is one. Throws EdgeError FILE_UNREADABLE or JOURNAL_CORRUPT.
 */
export class JournalReader {
  readonly directory: string;
  readonly segments: readonly SegmentFile[];
  /** How the last segment ended; null until `records` has run to its end. */
  end: SegmentEnd | null = null;
  readonly #fs: DurableFs;
  /** Opened before the segments are looked at: a writer extends it last, so it never knows more than they do. */
  readonly #hashes: HashFile | null;

  constructor(directory: string, fs: DurableFs = nodeDurableFs) {
    this.directory = directory;
    this.#fs = fs;
    try {
      this.#hashes = HashFile.open(fs, directory, "read");
      this.segments = listSegments(fs, directory);
    } catch (cause) {
      if (cause instanceof EdgeError) throw cause;
      throw new EdgeError("FILE_UNREADABLE", `Cannot read the journal ${directory}.`, { directory }, cause);
    }
    if (this.segments.length === 0) {
      throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal.`, { directory });
    }
  }

  get station(): string {
    return this.segments[0]?.station ?? "";
  }

  /** `onHashes` is given the stored hashes each record adds, before the record is. */
  *records(onHashes?: (hashes: readonly Uint8Array[]) => void): Generator<Uint8Array, void, void> {
    const frontier = new TreeFrontier(sha256);
    for (const [number, segment] of this.segments.entries()) {
      if (!sameBytes(frontier.root(), segment.previousRoot)) {
        throw corrupt(segment.path, 0, "has other records than those its next segment was begun after");
      }
      const file = this.#fs.open(segment.path, "read");
      try {
        const scanner = new SegmentScanner(file, segment.firstIndex);
        for (;;) {
          const at = scanner.position;
          const record = scanner.next();
          if (record === null) {
            const tail = scanner.tail();
            if (tail === null) continue;
            this.end = judgeEnd(
              scanner,
              tail,
              segment,
              this.segments[number + 1],
              this.#known(scanner.index),
            );
            break;
          }
          const hashes = frontier.append(record);
          this.#compare(hashes, scanner.index - 1, segment, at);
          onHashes?.(hashes);
          yield record;
        }
      } finally {
        file.close();
      }
    }
  }

  close(): void {
    this.#hashes?.close();
  }

  #known(index: number): "missing" | "behind" | "held" {
    if (this.#hashes === null) return "missing";
    return this.#hashes.holdsFrom(index) ? "held" : "behind";
  }

  #compare(hashes: readonly Uint8Array[], index: number, segment: SegmentFile, position: number): void {
    const from = storedHashCount(index);
    for (const [i, hash] of hashes.entries()) {
      const stored = this.#hashes?.stored(from + i) ?? null;
      if (stored !== null && !sameBytes(stored, hash)) {
        throw corrupt(
          segment.path,
          position,
          "holds a record that is not the one its hash index was made from",
          index,
        );
      }
    }
  }
}
