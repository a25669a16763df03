import { claimedBytes, FRAME_HEADER_BYTES, readFrame } from "../../core/journal/frame.ts";
import { SEGMENT_HEADER_BYTES } from "../../core/journal/segment-header.ts";
import type { DurableFile } from "./durable-fs.ts";

/** The window doubles as the walk goes on: who wants one record does not pay for many. */
const WINDOW_BYTES_MIN = 8 * 1024;
const WINDOW_BYTES_MAX = 256 * 1024;

/** One write has a batch of 4 MiB, or one record a little larger; nothing longer can be torn. */
export const TAIL_BYTES_MAX = 8 * 1024 * 1024;

/** Walks the whole frames of one segment file, in a window, so that memory does not grow with the file. */
export class SegmentScanner {
  /** Position of the next frame. */
  position: number;
  /** Index of its record. */
  index: number;
  readonly #file: DurableFile;
  #window: Uint8Array = new Uint8Array(WINDOW_BYTES_MIN);
  #windowAt = 0;
  #windowLength = 0;

  constructor(file: DurableFile, index: number, position = SEGMENT_HEADER_BYTES) {
    this.#file = file;
    this.index = index;
    this.position = position;
  }

  /** The next record, in memory of its own; null where the run of whole frames ends. */
  next(): Uint8Array | null {
    return this.glance()?.slice() ?? null;
  }

  /** As `next`, in memory that the next call uses again: for whoever looks at many and keeps none. */
  glance(): Uint8Array | null {
    const frame = this.#frame();
    if (frame === null) return null;
    const record = this.#window.subarray(frame.start, frame.end);
    this.#pass(frame.end);
    return record;
  }

  /** Goes past a record known to be whole without looking into it. False where no frame can follow. */
  skip(): boolean {
    this.#ensure(4);
    const bytes = claimedBytes(this.#window.subarray(0, this.#windowLength), this.position - this.#windowAt);
    if (bytes === 0) return false;
    this.position += bytes;
    this.index++;
    return true;
  }

  /**
   * Everything from the next frame to the end of the file, or more than `TAIL_BYTES_MAX` bytes of it, when `next` has given
   * null. Null if a writer has completed
   * that frame in between: then there is more to scan.
   */
  tail(): Uint8Array | null {
    const length = Math.max(0, this.#file.size() - this.position);
    const room = new Uint8Array(Math.min(length, TAIL_BYTES_MAX + 1));
    const bytes = room.subarray(0, this.#file.read(room, this.position));
    if (readFrame(bytes, 0, this.index) === null) return bytes;
    this.#windowLength = 0;
    return null;
  }

  #frame(): { readonly start: number; readonly end: number } | null {
    this.#ensure(FRAME_HEADER_BYTES);
    const claimed = claimedBytes(this.#filled(), this.position - this.#windowAt);
    if (claimed === 0) return null;
    this.#ensure(claimed);
    return readFrame(this.#filled(), this.position - this.#windowAt, this.index);
  }

  #pass(end: number): void {
    this.position = this.#windowAt + end;
    this.index++;
  }

  #filled(): Uint8Array {
    return this.#window.subarray(0, this.#windowLength);
  }

  /** Reads on, so that `bytes` from the position are in the window if the file has them. */
  #ensure(bytes: number): void {
    const from = this.position - this.#windowAt;
    if (from >= 0 && from + bytes <= this.#windowLength) return;
    const grown = this.#windowLength === 0 ? WINDOW_BYTES_MIN : this.#window.length * 2;
    const wanted = Math.max(bytes, Math.min(grown, WINDOW_BYTES_MAX));
    if (wanted > this.#window.length) this.#window = new Uint8Array(wanted);
    this.#windowAt = this.position;
    this.#windowLength = this.#file.read(this.#window, this.position);
  }
}
