import { refuse } from "../told.ts";
import { inflate } from "./inflate.ts";

/** No name, no comment and no time ride along: the head of what a station packs is always the same ten bytes. */
const GZIP_HEAD = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
const GZIP_TAIL = 8;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_HEAD[0] && bytes[1] === GZIP_HEAD[1];
}

/** Exactly one gzip member with nothing after it. Throws Refused. */
export function gunzip(packed: Uint8Array, bytesMax: number): Uint8Array {
  const isHead = GZIP_HEAD.every((byte, at) => packed[at] === byte);
  if (!isHead || packed.length < GZIP_HEAD.length + GZIP_TAIL) refuse("STREAM_HEAD_WRONG", {});
  const { bytes, end } = inflate(packed, GZIP_HEAD.length, bytesMax);
  endsAt(packed, end + GZIP_TAIL);
  const tail = new DataView(packed.buffer, packed.byteOffset + end, GZIP_TAIL);
  const isWhole =
    tail.getUint32(0, true) === crc32(bytes) && tail.getUint32(4, true) === bytes.length % 2 ** 32;
  return isWhole ? bytes : refuse("STREAM_CHECKSUM_WRONG", {});
}

/** RFC 1950 with its usual first byte, no dictionary, and nothing after it. Throws Refused. */
export function unzlib(packed: Uint8Array, bytesMax: number): Uint8Array {
  const [method = 0, flags = 0] = packed;
  const isHead = method === 0x78 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
  if (!isHead) refuse("ZLIB_HEAD_WRONG", {});
  const { bytes, end } = inflate(packed, 2, bytesMax);
  endsAt(packed, end + 4);
  const tail = new DataView(packed.buffer, packed.byteOffset + end, 4);
  return tail.getUint32(0) === adler32(bytes) ? bytes : refuse("STREAM_CHECKSUM_WRONG", {});
}

function endsAt(packed: Uint8Array, end: number): void {
  if (end > packed.length) refuse("STREAM_CUT_OFF", {});
  if (end < packed.length) refuse("STREAM_GOES_ON", {});
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
