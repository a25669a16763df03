import { BLOCK_RECORDS, type RecordsAgain } from "../../core/journal/block-hashes.ts";
import { assert } from "../../core/machine.ts";
import { EdgeError } from "../../errors.ts";
import type { DurableFs } from "./durable-fs.ts";
import { corrupt, type SegmentFile } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

/** Finds records of a journal again that was read once, by where each block of 64 began then: eight bytes a block. */
export class SegmentRecordsAgain implements RecordsAgain {
  readonly #fs: DurableFs;
  readonly #segments: readonly SegmentFile[];
  /** Position of the first record of each block in the segment that holds it. */
  readonly #places: number[] = [];

  constructor(fs: DurableFs, segments: readonly SegmentFile[]) {
    this.#fs = fs;
    this.#segments = segments;
  }

  /** Where the record stands that was just read; records come in their order. */
  note(index: number, position: number): void {
    if (index % BLOCK_RECORDS === 0) this.#places[index / BLOCK_RECORDS] = position;
  }

  /** Throws EdgeError FILE_UNREADABLE, or JOURNAL_CORRUPT where one is not whole any more. */
  *records(from: number, to: number): Generator<Uint8Array, void, void> {
    for (let index = from; index < to; ) {
      const number = this.#segmentOf(index);
      const segment = this.#segments[number] as SegmentFile;
      const end = Math.min(to, this.#segments[number + 1]?.firstIndex ?? to);
      const file = this.#open(segment.path);
      try {
        const scanner = this.#scannerAt(file, segment, index);
        for (; index < end; index++) {
          const record = scanner.index === index ? scanner.next() : null;
          if (record === null) throw changedAt(segment.path, scanner.position, index);
          yield record;
        }
      } finally {
        file.close();
      }
    }
  }

  changed(from: number): EdgeError {
    const { path } = this.#segments[this.#segmentOf(from)] as SegmentFile;
    return changedAt(path, this.#places[Math.floor(from / BLOCK_RECORDS)] ?? 0, from);
  }

  /** Where the frame of a record begins. */
  positionOf(index: number): number {
    const segment = this.#segments[this.#segmentOf(index)] as SegmentFile;
    const file = this.#open(segment.path);
    try {
      return this.#scannerAt(file, segment, index).position;
    } finally {
      file.close();
    }
  }

  /** Before this record, or where the way to it is damaged. */
  #scannerAt(file: ReturnType<DurableFs["open"]>, segment: SegmentFile, index: number): SegmentScanner {
    const block = Math.floor(index / BLOCK_RECORDS);
    const position = this.#places[block];
    assert(position !== undefined, "a record is read again after it was read");
    const first = block * BLOCK_RECORDS;
    const scanner =
      first < segment.firstIndex
        ? new SegmentScanner(file, segment.firstIndex)
        : new SegmentScanner(file, first, position);
    while (scanner.index < index && scanner.skip());
    return scanner;
  }

  #segmentOf(index: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#segments[middle] as SegmentFile).firstIndex <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #open(path: string): ReturnType<DurableFs["open"]> {
    try {
      return this.#fs.open(path, "read");
    } catch (cause) {
      if (cause instanceof EdgeError) throw cause;
      throw new EdgeError(
        "FILE_UNREADABLE",
        `Cannot read the journal's segment ${path} again.`,
        { path },
        cause,
      );
    }
  }
}

function changedAt(path: string, position: number, index: number): EdgeError {
  return corrupt(path, position, "was changed while it was read", index);
}
