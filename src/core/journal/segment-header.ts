import { assert } from "../machine.ts";
import { crc32c } from "./crc32c.ts";
import { HASH_BYTES } from "./merkle.ts";

/**
 * The first 128 bytes of a segment file, little endian: magic (8), format (4), segment number (4), first index (8),
 * root of the tree over everything before (32), station (1 length, 64), zeros (3), CRC-32C of the 124 bytes (4).
 */
export interface SegmentHeader {
  readonly station: string;
  /** Counting from 0 without gaps. */
  readonly segment: number;
  readonly firstIndex: number;
  readonly previousRoot: Uint8Array;
}

export const SEGMENT_HEADER_BYTES = 128;
const MAGIC = "PROOFMRK";
/** Of the frames and of what stands in them: 2 since refusals and faults are codes with parameters, 1 had English sentences. */
export const JOURNAL_FORMAT = 2;
const ROOT_AT = 24;
const STATION_AT = ROOT_AT + HASH_BYTES;
const STATION_BYTES_MAX = 64;
const CRC_AT = SEGMENT_HEADER_BYTES - 4;

export function formatSegmentHeader(header: SegmentHeader): Uint8Array {
  const station = new TextEncoder().encode(header.station);
  assert(station.length > 0 && station.length <= STATION_BYTES_MAX, "a station id has 1 to 64 bytes");
  assert(header.previousRoot.length === HASH_BYTES, "a root has 32 bytes");
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, JOURNAL_FORMAT, true);
  view.setUint32(12, header.segment, true);
  view.setBigUint64(16, BigInt(header.firstIndex), true);
  bytes.set(header.previousRoot, ROOT_AT);
  bytes[STATION_AT] = station.length;
  bytes.set(station, STATION_AT + 1);
  view.setUint32(CRC_AT, crc32c(bytes, 0, CRC_AT), true);
  return bytes;
}

/** Which format a whole header says; null where it is none, of any format. */
export function journalFormatOf(bytes: Uint8Array): number | null {
  if (bytes.length < SEGMENT_HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, SEGMENT_HEADER_BYTES);
  if (view.getUint32(CRC_AT, true) !== crc32c(bytes, 0, CRC_AT)) return null;
  return new TextDecoder().decode(bytes.subarray(0, 8)) === MAGIC ? view.getUint32(8, true) : null;
}

/** Null for anything `formatSegmentHeader` would not have written. */
export function parseSegmentHeader(bytes: Uint8Array): SegmentHeader | null {
  if (journalFormatOf(bytes) !== JOURNAL_FORMAT) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, SEGMENT_HEADER_BYTES);
  const length = bytes[STATION_AT] ?? 0;
  const firstIndex = view.getBigUint64(16, true);
  if (length === 0 || length > STATION_BYTES_MAX || firstIndex > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return {
    station: new TextDecoder().decode(bytes.subarray(STATION_AT + 1, STATION_AT + 1 + length)),
    segment: view.getUint32(12, true),
    firstIndex: Number(firstIndex),
    previousRoot: bytes.slice(ROOT_AT, ROOT_AT + HASH_BYTES),
  };
}
