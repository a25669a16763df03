import { frameBytes, SINCE_SYNC_MAX, writeFrame } from "../../core/journal/frame.ts";
import { HASH_BYTES } from "../../core/journal/merkle.ts";
import {
  formatSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from "../../core/journal/segment-header.ts";
import type { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { LANDMARK_EVERY } from "./segment-index.ts";

/** Default length at which a segment ends. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;
const BATCH_BYTES_START = 64 * 1024;

/** What one write and one sync bring to disk: frames of one segment, and what is to happen when they are there. */
export interface Batch {
  /** Set when a new segment begins with this batch. */
  readonly opens: {
    readonly segment: number;
    readonly header: Uint8Array;
    readonly firstIndex: number;
  } | null;
  readonly position: number;
  bytes: Uint8Array;
  length: number;
  records: number;
  hashes: Uint8Array;
  hashesLength: number;
  readonly durable: (() => void)[];
  /** Where the landmarks among its records stand in the segment. */
  readonly landmarks: (readonly [landmark: number, position: number])[];
}

/** Turns records into batches. Where a segment ends depends on the records alone, never on timing. */
export class Staging {
  readonly #station: string;
  readonly #segmentBytes: number;
  readonly #marksBatches: boolean;
  readonly #frontier: TreeFrontier;
  #segment: number;
  #segmentFrom: number;
  #position: number;
  #batches: Batch[] = [];

  constructor(options: {
    readonly station: string;
    readonly segmentBytes: number;
    readonly frontier: TreeFrontier;
    readonly segment: number;
    /** Number of its first record. */
    readonly segmentFrom: number;
    /** Where the next frame goes in that segment. Default: after its header. */
    readonly position?: number;
    /** False for exports, where every record is as durable as the others. Default true. */
    readonly marksBatches?: boolean;
  }) {
    this.#station = options.station;
    this.#segmentBytes = options.segmentBytes;
    this.#frontier = options.frontier;
    this.#segment = options.segment;
    this.#segmentFrom = options.segmentFrom;
    this.#position = options.position ?? SEGMENT_HEADER_BYTES;
    this.#marksBatches = options.marksBatches ?? true;
  }

  /** Index of the next record. */
  get nextIndex(): number {
    return this.#frontier.size;
  }

  /** Number of the first record of the segment that the next one goes to, unless that is full. */
  get segmentFrom(): number {
    return this.#segmentFrom;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  stage(record: Uint8Array): void {
    const bytes = frameBytes(record);
    const batch = this.#batchFor(bytes);
    if (batch.length + bytes > batch.bytes.length) batch.bytes = grown(batch.bytes, batch.length + bytes);
    const ofSegment = this.nextIndex - this.#segmentFrom;
    if (ofSegment % LANDMARK_EVERY === 0) batch.landmarks.push([ofSegment / LANDMARK_EVERY, this.#position]);
    const sinceSync = this.#marksBatches ? batch.records : 0;
    batch.length = writeFrame(batch.bytes, batch.length, record, this.nextIndex, sinceSync);
    batch.records++;
    this.#position += bytes;
    const hashes = this.#frontier.append(record);
    const needed = batch.hashesLength + hashes.length * HASH_BYTES;
    if (needed > batch.hashes.length) batch.hashes = grown(batch.hashes, needed);
    for (const hash of hashes) {
      batch.hashes.set(hash, batch.hashesLength);
      batch.hashesLength += HASH_BYTES;
    }
  }

  /** `durable` is called when everything staged so far is on disk; false if nothing is staged. */
  whenDurable(durable: () => void): boolean {
    const last = this.#batches.at(-1);
    last?.durable.push(durable);
    return last !== undefined;
  }

  /** The oldest batch; nothing is added to it any more. */
  take(): Batch | undefined {
    return this.#batches.shift();
  }

  discard(): void {
    this.#batches = [];
  }

  #batchFor(bytes: number): Batch {
    const isFull = this.#position > SEGMENT_HEADER_BYTES && this.#position + bytes > this.#segmentBytes;
    const last = this.#batches.at(-1);
    if (
      !isFull &&
      last !== undefined &&
      last.records <= SINCE_SYNC_MAX &&
      last.length + bytes <= BATCH_BYTES_MAX
    ) {
      return last;
    }
    const opens = isFull ? this.#openSegment() : null;
    const batch: Batch = {
      opens,
      position: this.#position,
      bytes: new Uint8Array(BATCH_BYTES_START),
      length: 0,
      records: 0,
      hashes: new Uint8Array(64 * HASH_BYTES),
      hashesLength: 0,
      durable: [],
      landmarks: [],
    };
    this.#batches.push(batch);
    return batch;
  }

  #openSegment(): Batch["opens"] {
    this.#segment++;
    this.#position = SEGMENT_HEADER_BYTES;
    this.#segmentFrom = this.nextIndex;
    const header: SegmentHeader = {
      station: this.#station,
      segment: this.#segment,
      firstIndex: this.nextIndex,
      previousRoot: this.#frontier.root(),
    };
    return { segment: this.#segment, firstIndex: this.nextIndex, header: formatSegmentHeader(header) };
  }
}

function grown(bytes: Uint8Array, needed: number): Uint8Array {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
