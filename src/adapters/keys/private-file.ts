import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { EdgeError } from "../../errors.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { BESIDE_OWNER_BITS, MODE_BITS, PRIVATE_FILE } from "../disk/file-modes.ts";

/** For the station's user alone, whole or not at all, and on disk before it returns. Throws what the file system throws. */
export function writePrivateFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  writeWhole(temporary, text);
  moveIntoPlace(temporary, file);
}

/** The same, where no such file is there yet: of several who make one at once the first is kept. Throws what the file system throws. */
export function writePrivateFileOnce(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(8).toString("hex")}.new`;
  writeWhole(temporary, text);
  try {
    linkSync(temporary, file);
  } catch (cause) {
    if (errnoOf(cause) !== "EEXIST") throw cause;
  } finally {
    unlinkSync(temporary);
  }
  syncFolder(dirname(file));
}

function writeWhole(temporary: string, text: string): void {
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
}

/** In one step, and on disk before it returns: what stood there before is gone then. Throws what the file system throws. */
export function moveIntoPlace(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** Reads of others end here; that the owner alone may write it is not asked, since a secret is often given read-only. Throws EdgeError KEY_UNUSABLE. */
export function refuseReadableByOthers(path: string): void {
  if (process.platform === "win32") return;
  let found: number;
  try {
    found = statSync(path).mode & MODE_BITS;
  } catch {
    // Whoever reads it says what is wrong.
    return;
  }
  if ((found & BESIDE_OWNER_BITS) === 0) return;
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${path} has mode ${found.toString(8)}, and others than its owner may not read it: chmod ${PRIVATE_FILE.toString(8)} ${path}, and take another secret if somebody may have read it.`,
    { path, mode: found },
  );
}

/**
 * Overwritten, then removed, both on disk. A disk of flash or a file system that writes elsewhere may keep the old bytes all the same; what must be gone for certain has to
 * be changed. Throws what the file system throws.
 */
export function shredFile(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    const { size } = fstatSync(descriptor);
    const noise = randomBytes(size);
    for (let at = 0; at < size; ) at += writeSync(descriptor, noise, at, size - at, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  unlinkSync(file);
  syncFolder(dirname(file));
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
