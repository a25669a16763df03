import { SEGMENT_HEADER_BYTES } from "../../core/journal/segment-header.ts";
import { assert } from "../../core/machine.ts";
import type { DurableFs } from "./durable-fs.ts";
import { corrupt, segmentPath } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

const LANDMARK_EVERY = 64;

interface IndexedSegment {
  readonly path: string;
  readonly firstIndex: number;
  /** Positions of every 64th record, as far as somebody has read: the way to a record need not be walked twice. */
  readonly landmarks: number[];
}

/** Finds records by number in the segments of a journal that is being written. */
export class SegmentIndex {
  readonly #fs: DurableFs;
  readonly #segments: IndexedSegment[];

  constructor(fs: DurableFs, segments: readonly { readonly path: string; readonly firstIndex: number }[]) {
    this.#fs = fs;
    this.#segments = segments.map(({ path, firstIndex }) => ({
      path,
      firstIndex,
      landmarks: [SEGMENT_HEADER_BYTES],
    }));
  }

  add(firstIndex: number, segment: number, directory: string): void {
    this.#segments.push({
      path: segmentPath(directory, segment),
      firstIndex,
      landmarks: [SEGMENT_HEADER_BYTES],
    });
  }

  /** Of all segments, oldest first. */
  get paths(): readonly string[] {
    return this.#segments.map(({ path }) => path);
  }

  /** Number of the first record of the segment that holds this one. */
  segmentFrom(index: number): number {
    return this.#segments[this.#numberOf(index)]?.firstIndex ?? 0;
  }

  /** Records [from, to), all of them durable. Throws EdgeError JOURNAL_CORRUPT at one that is not whole. */
  *read(from: number, to: number): Generator<Uint8Array, void, void> {
    assert(Number.isSafeInteger(from) && from >= 0, "records are numbered from 0");
    let index = from;
    for (let number = this.#numberOf(from); index < to && number < this.#segments.length; number++) {
      const segment = this.#segments[number] as IndexedSegment;
      const end = Math.min(to, this.#segments[number + 1]?.firstIndex ?? to);
      const file = this.#fs.open(segment.path, "read");
      try {
        const landmark = Math.min(
          Math.floor((index - segment.firstIndex) / LANDMARK_EVERY),
          segment.landmarks.length - 1,
        );
        const scanner = new SegmentScanner(
          file,
          segment.firstIndex + landmark * LANDMARK_EVERY,
          segment.landmarks[landmark],
        );
        while (scanner.index < index && scanner.skip()) remember(segment, scanner);
        for (; index < end; index++) {
          const record = scanner.index === index ? scanner.next() : null;
          if (record === null)
            throw corrupt(segment.path, scanner.position, "is damaged in a record that was durable");
          remember(segment, scanner);
          yield record;
        }
      } finally {
        file.close();
      }
    }
  }

  #numberOf(index: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#segments[middle] as IndexedSegment).firstIndex <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function remember(segment: IndexedSegment, scanner: SegmentScanner): void {
  const record = scanner.index - segment.firstIndex;
  if (record % LANDMARK_EVERY === 0 && record / LANDMARK_EVERY === segment.landmarks.length) {
    segment.landmarks.push(scanner.position);
  }
}
