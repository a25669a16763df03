import { deflate } from "../record/deflate.ts";
import { inflate } from "../record/inflate.ts";

/** RFC 1950 around the deflate of the records: two bytes before it, a checksum behind it. */
const HEAD = Uint8Array.of(0x78, 0xda);
const TAIL_BYTES = 4;
const ADLER = 65_521;

/** The same bytes for the same bytes, wherever it runs. */
export function zlibOf(bytes: Uint8Array): Uint8Array {
  const stream = deflate(bytes);
  const packed = new Uint8Array(HEAD.length + stream.length + TAIL_BYTES);
  packed.set(HEAD);
  packed.set(stream, HEAD.length);
  new DataView(packed.buffer).setUint32(HEAD.length + stream.length, adler32(bytes));
  return packed;
}

/** One whole stream and nothing behind it, of at most `bytesMax` bytes when it is opened; else null. */
export function unzlib(packed: Uint8Array, bytesMax: number): Uint8Array | null {
  const [method = 0, flags = 0] = packed;
  // Deflate with a window of 32 KiB, and no dictionary.
  if (method !== 0x78 || (method * 256 + flags) % 31 !== 0 || (flags & 0x20) !== 0) return null;
  const opened = inflate(packed, HEAD.length, bytesMax);
  if (opened.kind === "refused" || opened.end + TAIL_BYTES !== packed.length) return null;
  const told = new DataView(packed.buffer, packed.byteOffset + opened.end, TAIL_BYTES).getUint32(0);
  return told === adler32(opened.bytes) ? opened.bytes : null;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % ADLER;
    high = (high + low) % ADLER;
  }
  return high * 65_536 + low;
}
