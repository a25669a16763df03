import { advanceCrc32c, CrcShift, prefixesOfCrc32c } from "./crc32c-parts.ts";
import { FRAME_HEADER_BYTES, indexMask, RECORD_BYTES_MAX } from "./frame.ts";

/** A whole frame behind damage. */
export interface LaterFrame {
  /** Where it begins, and the index of its record. */
  readonly at: number;
  readonly index: number;
  /** The first record that was not yet durable when it was written. */
  readonly batchStart: number;
}

/**
 * Every whole frame after a damaged one, looked for at every offset. `tail` begins at the damage, where record `index`
 * should stand. Between it and a frame found at an offset there is room for so many records, so its index is bounded.
 *
 * A checksum taken anew at every offset would cost the square of the length. A CRC is linear: what it is over a part
 * follows from what it is up to both ends of that part, so each offset costs the same, whatever its frame claims to have.
 */
export function* laterFrames(tail: Uint8Array, index: number): Generator<LaterFrame, void, void> {
  if (tail.length <= FRAME_HEADER_BYTES) return;
  const upTo = prefixesOfCrc32c(tail);
  const shift = new CrcShift();
  for (let at = 1; ; at++) {
    at = nextWhole(tail, index, at, upTo, shift);
    if (at < 0) return;
    const head = word(tail, at);
    const ahead = aheadAt(tail, index, at, upTo, shift);
    yield { at, index: index + ahead, batchStart: index + ahead - (head >>> 22) };
  }
}

/** Where the first whole frame at or after `from` is, or -1. No objects: this runs millions of times. */
function nextWhole(tail: Uint8Array, index: number, from: number, upTo: Int32Array, shift: CrcShift): number {
  const atMax = tail.length - FRAME_HEADER_BYTES - 1;
  for (let at = from; at <= atMax; at++) {
    if (aheadAt(tail, index, at, upTo, shift) > 0) return at;
  }
  return -1;
}

/** How far behind record `index` the whole frame at `at` is; 0 where there is none, or none that can be there. */
function aheadAt(tail: Uint8Array, index: number, at: number, upTo: Int32Array, shift: CrcShift): number {
  const head = word(tail, at);
  const length = head & RECORD_BYTES_MAX;
  const start = at + FRAME_HEADER_BYTES;
  if (length === 0 || length > tail.length - start) return 0;
  const state =
    shift.past(headState(head) ^ (upTo[start] as number), length) ^ (upTo[start + length] as number);
  const ahead = ((~state ^ word(tail, at + 4)) - indexMask(index)) >>> 0;
  return ahead <= at / (FRAME_HEADER_BYTES + 1) ? ahead : 0;
}

function headState(head: number): number {
  let state = advanceCrc32c(-1, head & 255);
  state = advanceCrc32c(state, (head >>> 8) & 255);
  state = advanceCrc32c(state, (head >>> 16) & 255);
  return advanceCrc32c(state, head >>> 24);
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
