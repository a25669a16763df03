import { assert } from "../machine.ts";
import { crc32c } from "./crc32c.ts";

/**
 * A record on disk: one word (little endian: length in the low 22 bits, `sinceSync` in the high 10), then CRC-32C over
 * that word and the record, exclusive-or the low half of the record's index, so that a whole frame in a wrong place is
 * damage too; then the record. `sinceSync` says how many records before this one were not yet durable when it was
 * written: everything older was. Recovery needs that to tell a torn write from damage.
 */
export const FRAME_HEADER_BYTES = 8;
export const RECORD_BYTES_MAX = 2 ** 22 - 1;
export const SINCE_SYNC_MAX = 1023;

export interface Frame {
  /** Where the record lies in the bytes it was read from: [start, end). */
  readonly start: number;
  readonly end: number;
  readonly sinceSync: number;
}

export function assertRecord(record: Uint8Array): void {
  assert(record.length > 0 && record.length <= RECORD_BYTES_MAX, "a record has 1 byte to 4 MiB");
}

export function frameBytes(record: Uint8Array): number {
  return FRAME_HEADER_BYTES + record.length;
}

/** Writes the frame at `at` (which must have room) and returns the position after it. */
export function writeFrame(
  target: Uint8Array,
  at: number,
  record: Uint8Array,
  index: number,
  sinceSync: number,
): number {
  assertRecord(record);
  assert(sinceSync >= 0 && sinceSync <= SINCE_SYNC_MAX, "a batch has at most 1024 records");
  putWord(target, at, record.length + sinceSync * 2 ** 22);
  target.set(record, at + FRAME_HEADER_BYTES);
  const end = at + FRAME_HEADER_BYTES + record.length;
  putWord(target, at + 4, (checksum(target, at, end) ^ indexMask(index)) >>> 0);
  return end;
}

/** Bytes the frame at `at` claims to have, header included; 0 when the length is impossible or not yet known. */
export function claimedBytes(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) return 0;
  const length = word(bytes, at) % 2 ** 22;
  return length === 0 ? 0 : FRAME_HEADER_BYTES + length;
}

/** The whole and undamaged frame of record `index` at `at`, or null. */
export function readFrame(bytes: Uint8Array, at: number, index: number): Frame | null {
  const found = frameOfAnyIndex(bytes, at);
  return found !== null && found.mask === indexMask(index) ? found.frame : null;
}

function frameOfAnyIndex(
  bytes: Uint8Array,
  at: number,
): { readonly frame: Frame; readonly mask: number } | null {
  if (at + FRAME_HEADER_BYTES > bytes.length) return null;
  const head = word(bytes, at);
  const length = head % 2 ** 22;
  const end = at + FRAME_HEADER_BYTES + length;
  if (length === 0 || end > bytes.length) return null;
  return {
    frame: { start: at + FRAME_HEADER_BYTES, end, sinceSync: Math.floor(head / 2 ** 22) },
    mask: (checksum(bytes, at, end) ^ word(bytes, at + 4)) >>> 0,
  };
}

function checksum(bytes: Uint8Array, at: number, end: number): number {
  return crc32c(bytes, at + FRAME_HEADER_BYTES, end, crc32c(bytes, at, at + 4));
}

export function indexMask(index: number): number {
  return index % 2 ** 32;
}

function word(bytes: Uint8Array, at: number): number {
  const value =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return value >>> 0;
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 255;
  bytes[at + 1] = (value >>> 8) & 255;
  bytes[at + 2] = (value >>> 16) & 255;
  bytes[at + 3] = value >>> 24;
}
