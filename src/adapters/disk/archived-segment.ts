import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { EdgeError } from "../../errors.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";

/** A segment ends at 16 MiB, or after one record that is larger. */
export const ARCHIVED_BYTES_MAX = 64 * 1024 * 1024;

const ARCHIVED_NAME = /^(\d{8})\.segment\.gz$/;

export function archivedPath(archive: string, segment: number): string {
  return join(archive, `${String(segment).padStart(8, "0")}.segment.gz`);
}

/** Numbers of the segments in an archive's folder, rising. Throws EdgeError FILE_UNREADABLE. */
export function archivedSegments(archive: string): readonly number[] {
  try {
    return readdirSync(archive)
      .flatMap((name) => ARCHIVED_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read the archive ${archive}.`, { archive }, cause);
  }
}

/** A file system on which an archived segment is read as the segment that it is a copy of. */
export function withArchive(fs: DurableFs): DurableFs {
  return {
    makeDirectory: (path) => fs.makeDirectory(path),
    list: (directory) => fs.list(directory),
    open: (path, mode) => (mode === "read" && path.endsWith(".gz") ? expanded(path) : fs.open(path, mode)),
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    removeDirectory: (path) => fs.removeDirectory(path),
    syncDirectory: (path) => fs.syncDirectory(path),
    syncDirectoryLater: (path, done) => fs.syncDirectoryLater(path, done),
  };
}

function expanded(path: string): DurableFile {
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(readFileSync(path), { maxOutputLength: ARCHIVED_BYTES_MAX });
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read the archived segment ${path}.`, { path }, cause);
  }
  return new ReadOnlyBytes(bytes);
}

class ReadOnlyBytes implements DurableFile {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  size(): number {
    return this.#bytes.length;
  }

  read(target: Uint8Array, position: number): number {
    const part = this.#bytes.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  }

  close(): void {
    // Nothing is open.
  }

  write(): never {
    throw new Error("an archived segment is not written");
  }

  writeLater = this.write;
  sync = this.write;
  syncLater = this.write;
  truncate = this.write;
}
