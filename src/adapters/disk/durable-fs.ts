import {
  close,
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  open,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  write,
  writeSync,
} from "node:fs";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./file-modes.ts";
import { makeDirectories } from "./make-directory.ts";

/**
 * What the journal asks of a file system, and the seam where tests break it. Nothing is durable before a sync: data by
 * the file's, names by the directory's. Every call may throw; the `Later` calls give the error to their callback.
 */
export interface DurableFs {
  /** With its parents; nothing happens if it exists. */
  makeDirectory(path: string): void;
  /** Names, sorted. */
  list(directory: string): readonly string[];
  /** `read` and `write` need the file to exist, `create` empties it if it does. */
  open(path: string, mode: "read" | "write" | "create"): DurableFile;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Throws where anything is in it. */
  removeDirectory(path: string): void;
  syncDirectory(path: string): void;
  /** Does not hold up the event loop. */
  syncDirectoryLater(path: string, done: Done): void;
}

export interface DurableFile {
  size(): number;
  /** Fills `target` as far as the file goes; returns how many bytes. */
  read(target: Uint8Array, position: number): number;
  write(bytes: Uint8Array, position: number): void;
  /** Does not hold up the event loop. */
  writeLater(bytes: Uint8Array, position: number, done: Done): void;
  sync(): void;
  syncLater(done: Done): void;
  truncate(size: number): void;
  close(): void;
}

export type Done = (error: Error | null) => void;

const FLAGS = { read: "r", write: "r+", create: "w+" } as const;

export const nodeDurableFs: DurableFs = {
  makeDirectory: (path) => makeDirectories(path, PRIVATE_FOLDER),
  list: (directory) => readdirSync(directory).sort(),
  open: (path, mode) => new NodeDurableFile(openSync(path, FLAGS[mode], PRIVATE_FILE)),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  removeDirectory: rmdirSync,
  syncDirectory(path) {
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  syncDirectoryLater(path, done) {
    open(path, "r", (unopened, descriptor) => {
      if (unopened !== null) done(unopened);
      else
        fsync(descriptor, (unsynced) => close(descriptor, (unclosed) => done(unsynced ?? unclosed ?? null)));
    });
  },
};

class NodeDurableFile implements DurableFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  size(): number {
    return fstatSync(this.#descriptor).size;
  }

  read(target: Uint8Array, position: number): number {
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(this.#descriptor, target, filled, target.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  write(bytes: Uint8Array, position: number): void {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, position + written);
    }
  }

  writeLater(bytes: Uint8Array, position: number, done: Done): void {
    write(this.#descriptor, bytes, 0, bytes.length, position, (error, written) => {
      if (error !== null) done(error);
      else if (written < bytes.length) this.writeLater(bytes.subarray(written), position + written, done);
      else done(null);
    });
  }

  sync(): void {
    fdatasyncSync(this.#descriptor);
  }

  syncLater(done: Done): void {
    fdatasync(this.#descriptor, done);
  }

  truncate(size: number): void {
    ftruncateSync(this.#descriptor, size);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
