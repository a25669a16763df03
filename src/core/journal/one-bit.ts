import { crc32c } from "./crc32c.ts";
import { advanceCrc32c } from "./crc32c-parts.ts";
import { claimedBytes, FRAME_HEADER_BYTES, indexMask, readFrame } from "./frame.ts";

/**
 * Is the frame of record `index` at the beginning of `tail` whole but for one bit? Then it was written whole: a write that the
 * power cut short lacks sectors, and what lacks a sector is not one bit from its checksum. `tail` is the same afterwards.
 */
export function isOneBitFromWhole(tail: Uint8Array, index: number): boolean {
  if (tail.length <= FRAME_HEADER_BYTES) return false;
  for (let bit = 0; bit < 8 * FRAME_HEADER_BYTES; bit++) {
    flip(tail, bit);
    const isWhole = readFrame(tail, 0, index) !== null;
    flip(tail, bit);
    if (isWhole) return true;
  }
  const claimed = claimedBytes(tail, 0);
  if (claimed === 0 || claimed > tail.length) return false;
  const stored = new DataView(tail.buffer, tail.byteOffset + 4, 4).getUint32(0, true);
  const sum = crc32c(tail, FRAME_HEADER_BYTES, claimed, crc32c(tail, 0, 4));
  return isOneBitOfRecord(sum ^ stored ^ indexMask(index), claimed - FRAME_HEADER_BYTES);
}

/** Is this what a flipped bit of a record of so many bytes does to its checksum? From the last byte to the first. */
function isOneBitOfRecord(difference: number, bytes: number): boolean {
  const of = Int32Array.from({ length: 8 }, (_, bit) => advanceCrc32c(0, 1 << bit));
  for (let left = bytes; left > 0; left--) {
    for (let bit = 0; bit < 8; bit++) {
      if (of[bit] === (difference | 0)) return true;
      of[bit] = advanceCrc32c(of[bit] as number, 0);
    }
  }
  return false;
}

function flip(bytes: Uint8Array, bit: number): void {
  const at = bit >>> 3;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
}
