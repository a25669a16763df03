import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { errnoOf } from "./errno-words.ts";
import { GROUP_FILE, GROUP_FOLDER } from "./file-modes.ts";

/**
 * What the intake asks of a file system, one call each, and the seam where tests break it. Paths are bytes: a name that
 * somebody else gave need not be UTF-8, and such a file must be handled too. Every call may throw a system error.
 */
export interface IntakeFs {
  list(folder: Buffer): readonly Buffer[];
  /** Of the entry itself; a link is not followed. */
  stat(path: Buffer): Entry;
  statFolder(path: Buffer): Entry;
  statOpen(descriptor: number): Entry;
  /** Throws if this process may not do it. */
  access(path: Buffer, what: "read" | "write"): void;
  /** `read` never waits (a pipe would) and follows no link; `create` fails where the name exists. */
  open(path: Buffer, mode: "read" | "create" | "folder"): number;
  read(descriptor: number, into: Uint8Array, from: number): number;
  write(descriptor: number, bytes: Uint8Array): number;
  sync(descriptor: number): void;
  close(descriptor: number): void;
  makeFolder(path: Buffer): void;
  rename(from: Buffer, to: Buffer): void;
  remove(path: Buffer): void;
}

export type EntryKind = "file" | "folder" | "link" | "pipe" | "socket" | "device";

export interface Entry {
  readonly kind: EntryKind;
  readonly identity: FileIdentity;
}

/** The same file with the same content, as far as the file system can say. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
  readonly modifiedNs: bigint;
}

export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.inode === b.inode && a.device === b.device && a.size === b.size && a.modifiedNs === b.modifiedNs;
}

export function modifiedMsOf(identity: FileIdentity): number {
  return Number(identity.modifiedNs / 1_000_000n);
}

/** What a disk may do, in contrast to a fault of this software. */
export function isSystemError(cause: unknown): boolean {
  const code = errnoOf(cause);
  return code !== null && /^(?:E[A-Z0-9]+|ERR_INVALID_ARG_VALUE)$/.test(code);
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_WRONLY, O_CREAT, O_EXCL, R_OK, W_OK } = constants;
const FLAGS = {
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  create: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
  folder: O_RDONLY | O_DIRECTORY,
};
/** Names and plates stand in these files: closed to strangers. */

export const nodeIntakeFs: IntakeFs = {
  list: (folder) => readdirSync(folder, { encoding: "buffer" }),
  stat: (path) => entryOf(lstatSync(path, { bigint: true })),
  statFolder: (path) => entryOf(statSync(path, { bigint: true })),
  statOpen: (descriptor) => entryOf(fstatSync(descriptor, { bigint: true })),
  access: (path, what) => accessSync(path, what === "read" ? R_OK : W_OK),
  open: (path, mode) => openSync(path, FLAGS[mode], GROUP_FILE),
  read: (descriptor, into, from) => readSync(descriptor, into, from, into.length - from, from),
  write: (descriptor, bytes) => writeSync(descriptor, bytes),
  sync: fsyncSync,
  close: closeSync,
  // One level only: the recursive form hangs for ever on some paths.
  makeFolder: (path) => void mkdirSync(path, { mode: GROUP_FOLDER }),
  rename: renameSync,
  remove: unlinkSync,
};

function entryOf(stats: BigIntStats): Entry {
  const identity = {
    device: stats.dev,
    inode: stats.ino,
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
  };
  return { kind: kindOf(stats), identity };
}

function kindOf(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFIFO()) return "pipe";
  return stats.isSocket() ? "socket" : "device";
}

export type Reading =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "oversize" }
  /** Somebody writes it, or has put another file in its place, while it is read. */
  | { readonly kind: "changed" };

/** The whole of the file that was seen as `expected`, never more than `bytesMax`. */
export function readWhole(fs: IntakeFs, path: Buffer, expected: FileIdentity, bytesMax: number): Reading {
  const isExpected = ({ kind, identity }: Entry): boolean =>
    kind === "file" && isSameFile(identity, expected);
  const descriptor = fs.open(path, "read");
  try {
    if (!isExpected(fs.statOpen(descriptor))) return { kind: "changed" };
    if (expected.size > bytesMax) return { kind: "oversize" };
    // One byte more than it should have: a file that has grown shows itself.
    const bytes = new Uint8Array(expected.size + 1);
    let length = 0;
    while (length < bytes.length) {
      const count = fs.read(descriptor, bytes, length);
      if (count === 0) break;
      length += count;
    }
    const isWhole = length === expected.size && isExpected(fs.statOpen(descriptor));
    return isWhole && isExpected(fs.stat(path))
      ? { kind: "bytes", bytes: bytes.subarray(0, length) }
      : { kind: "changed" };
  } finally {
    fs.close(descriptor);
  }
}

export function syncFolder(fs: IntakeFs, folder: Buffer): void {
  const descriptor = fs.open(folder, "folder");
  try {
    fs.sync(descriptor);
  } finally {
    fs.close(descriptor);
  }
}

/** A new file that is on disk when this returns; what is half written is taken away again. */
export function writeDurably(fs: IntakeFs, path: Buffer, bytes: Uint8Array): void {
  const descriptor = fs.open(path, "create");
  try {
    try {
      for (let at = 0; at < bytes.length; ) at += fs.write(descriptor, bytes.subarray(at));
      fs.sync(descriptor);
    } finally {
      fs.close(descriptor);
    }
  } catch (cause) {
    removeIfPossible(fs, path);
    throw cause;
  }
}

/** What stays behind is a reason without its file, which harms nobody. */
function removeIfPossible(fs: IntakeFs, path: Buffer): void {
  try {
    fs.remove(path);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
  }
}
