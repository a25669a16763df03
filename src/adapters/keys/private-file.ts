import { chmodSync, closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { PRIVATE_FILE } from "../disk/file-modes.ts";

/** For the station's user alone, whole or not at all, and on disk before it returns. Throws what the file system throws. */
export function writePrivateFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, "w", PRIVATE_FILE);
  try {
    // One that was left there keeps the mode it had.
    chmodSync(temporary, PRIVATE_FILE);
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  moveIntoPlace(temporary, file);
}

/** In one step, and on disk before it returns: what stood there before is gone then. Throws what the file system throws. */
export function moveIntoPlace(from: string, to: string): void {
  renameSync(from, to);
  const folder = openSync(dirname(to), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
