import { SEGMENT_HEADER_BYTES } from "../../core/journal/segment-header.ts";
import { assert } from "../../core/machine.ts";
import type { DurableFs } from "./durable-fs.ts";
import { corrupt, segmentPath } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

/** Every 64th record of a segment is a landmark: the way to a record goes on from the one before it. */
export const LANDMARK_EVERY = 64;
/** Of so many segments the landmarks are kept: those that are written and delivered, and one that somebody asks for. */
const SEGMENTS_REMEMBERED = 8;

interface IndexedSegment {
  readonly path: string;
  readonly firstIndex: number;
}

/** Finds records by number in the segments of a journal that is being written. */
export class SegmentIndex {
  readonly #fs: DurableFs;
  readonly #segments: IndexedSegment[];
  /** Positions of landmarks, as far as somebody has written or read; the segment used last stands last. */
  readonly #landmarks = new Map<IndexedSegment, number[]>();

  constructor(fs: DurableFs, segments: readonly { readonly path: string; readonly firstIndex: number }[]) {
    this.#fs = fs;
    this.#segments = segments.map(({ path, firstIndex }) => ({ path, firstIndex }));
  }

  add(firstIndex: number, segment: number, directory: string): void {
    this.#segments.push({ path: segmentPath(directory, segment), firstIndex });
  }

  /** Positions of the next landmarks of the last segment, just written. Left out where those before them are not known. */
  written(positions: readonly (readonly [landmark: number, position: number])[]): void {
    const last = this.#segments.at(-1);
    if (last === undefined || positions.length === 0) return;
    const landmarks = this.#landmarksOf(last);
    for (const [landmark, position] of positions) if (landmark === landmarks.length) landmarks.push(position);
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
        const landmarks = this.#landmarksOf(segment);
        const landmark = Math.min(
          Math.floor((index - segment.firstIndex) / LANDMARK_EVERY),
          landmarks.length - 1,
        );
        const scanner = new SegmentScanner(
          file,
          segment.firstIndex + landmark * LANDMARK_EVERY,
          landmarks[landmark],
        );
        while (scanner.index < index && scanner.skip()) remember(landmarks, segment, scanner);
        for (; index < end; index++) {
          const record = scanner.index === index ? scanner.next() : null;
          if (record === null)
            throw corrupt(segment.path, scanner.position, "is damaged in a record that was durable");
          remember(landmarks, segment, scanner);
          yield record;
        }
      } finally {
        file.close();
      }
    }
  }

  #landmarksOf(segment: IndexedSegment): number[] {
    const landmarks = this.#landmarks.get(segment) ?? [SEGMENT_HEADER_BYTES];
    this.#landmarks.delete(segment);
    this.#landmarks.set(segment, landmarks);
    const [oldest] = this.#landmarks.keys();
    if (this.#landmarks.size > SEGMENTS_REMEMBERED && oldest !== undefined) this.#landmarks.delete(oldest);
    return landmarks;
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

function remember(landmarks: number[], segment: IndexedSegment, scanner: SegmentScanner): void {
  const record = scanner.index - segment.firstIndex;
  if (record % LANDMARK_EVERY === 0 && record / LANDMARK_EVERY === landmarks.length)
    landmarks.push(scanner.position);
}
