import { closeSync, openSync, readSync } from "node:fs";

const PIECE_BYTES = 64 * 1024;

/** The whole file (0: standard input, which stays open) as UTF-8 text, or null if it goes on beyond `bytesMax`: it may be a device or a pipe without end. Throws what the file system throws. */
export function readTextUpTo(file: string | 0, bytesMax: number): string | null {
  const descriptor = file === 0 ? file : openSync(file, "r");
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = Buffer.alloc(PIECE_BYTES);
      const count = readSync(descriptor, piece, 0, PIECE_BYTES, null);
      if (count === 0) return Buffer.concat(pieces, length).toString("utf8");
      pieces.push(piece.subarray(0, count));
      length += count;
      if (length > bytesMax) return null;
    }
  } finally {
    if (file !== 0) closeSync(descriptor);
  }
}
