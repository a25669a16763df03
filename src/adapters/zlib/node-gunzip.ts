import { crc32, inflateRawSync } from "node:zlib";
import { type Decompress, gunzip, gzipParts } from "../../core/record/gzip.ts";

/** zlib asks for another buffer where the first is full to its last byte. */
const ROOM_BYTES = 64;

interface InflatedWithEngine {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * By zlib, in a fifth of the time that our own takes. It gives what our own gives: one stream that ends where the member's tail begins, of the length and the
 * checksum that stand there. Whatever is not that our own looks at, which has the reasons.
 */
export const nodeGunzip: Decompress = (packed, bytesMax) => {
  const bytes = quick(packed, bytesMax);
  return bytes === null ? gunzip(packed, bytesMax) : { kind: "bytes", bytes };
};

function quick(packed: Uint8Array, bytesMax: number): Uint8Array | null {
  const parts = gzipParts(packed);
  if (parts === null || parts.length > bytesMax) return null;
  try {
    const options = { maxOutputLength: bytesMax, chunkSize: parts.length + ROOM_BYTES, info: true };
    const { buffer, engine } = inflateRawSync(parts.stream, options) as unknown as InflatedWithEngine;
    const isWhole =
      engine.bytesWritten === parts.stream.length &&
      buffer.length === parts.length &&
      crc32(buffer) === parts.checksum;
    return isWhole ? buffer : null;
  } catch {
    return null;
  }
}
