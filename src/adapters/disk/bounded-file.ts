import { closeSync, openSync, readSync } from "node:fs";

const PIECE_BYTES = 64 * 1024;

/** The whole file (0: standard input, which stays open) as UTF-8 text, or null if it goes on beyond `bytesMax`: it may be a device or a pipe without end. Throws what the file system throws. */
export function readTextUpTo(file: string | 0, bytesMax: number): string | null {
  return readBytesUpTo(file, bytesMax)?.toString("utf8") ?? null;
}

/** The same as bytes. */
export function readBytesUpTo(file: string | 0, bytesMax: number): Buffer | null {
  const bytes = readAtMost(file, bytesMax + 1);
  return bytes.length > bytesMax ? null : bytes;
}

/** The first `bytesMax` bytes of a file or a pipe, fewer where it has no more. Throws what the file system throws. */
export function readAtMost(file: string | 0, bytesMax: number): Buffer {
  const descriptor = file === 0 ? file : openSync(file, "r");
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    while (length < bytesMax) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytesMax - length));
      const count = readSync(descriptor, piece, 0, piece.length, null);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
      length += count;
    }
    return Buffer.concat(pieces, length);
  } finally {
    if (file !== 0) closeSync(descriptor);
  }
}
