import { join } from "node:path";
import { HASH_BYTES, type HashSource, storedHashCount } from "../../core/journal/merkle.ts";
import { assert } from "../../core/machine.ts";
import type { Done, DurableFile, DurableFs } from "./durable-fs.ts";

/**
 * The stored hashes of the tree, 32 bytes each, beside the segments. An index: it can be rebuilt from them. It is written
 * after the records it speaks of were synced, and never before, so what it holds was durable once.
 */
export const HASH_FILE = "tree.hashes";

export class HashFile implements HashSource {
  readonly #file: DurableFile;
  /** Hashes in the file; what was not synced when the power went may read as zeros. */
  #count: number;

  private constructor(file: DurableFile) {
    this.#file = file;
    this.#count = Math.floor(file.size() / HASH_BYTES);
  }

  /** Null if there is none. */
  static open(fs: DurableFs, directory: string, mode: "read" | "write"): HashFile | null {
    return fs.list(directory).includes(HASH_FILE)
      ? new HashFile(fs.open(join(directory, HASH_FILE), mode))
      : null;
  }

  /** An empty one under a name of its own; it takes its place by `publish`, when it is complete. */
  static create(fs: DurableFs, directory: string): HashFile {
    return new HashFile(fs.open(join(directory, `${HASH_FILE}.new`), "create"));
  }

  publish(fs: DurableFs, directory: string): void {
    this.#file.sync();
    fs.rename(join(directory, `${HASH_FILE}.new`), join(directory, HASH_FILE));
    fs.syncDirectory(directory);
  }

  get count(): number {
    return this.#count;
  }

  read(index: number): Uint8Array {
    const hash = this.stored(index);
    assert(hash !== null, "a stored hash is read after it was written");
    return hash;
  }

  /** Null where the file ends before, or was never filled. */
  stored(index: number): Uint8Array | null {
    if (index >= this.#count) return null;
    const hash = new Uint8Array(HASH_BYTES);
    return this.#file.read(hash, index * HASH_BYTES) === HASH_BYTES && hash.some((byte) => byte !== 0)
      ? hash
      : null;
  }

  /** Up to so many stored hashes from `index` on, in memory of its own. */
  run(index: number, hashesMax: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(hashesMax, this.#count - index) * HASH_BYTES);
    return bytes.subarray(0, this.#file.read(bytes, index * HASH_BYTES));
  }

  /** Does it know of the record `index` or of any after it? */
  holdsFrom(index: number): boolean {
    for (let at = storedHashCount(index); at < this.#count; at++) if (this.stored(at) !== null) return true;
    return false;
  }

  appendLater(hashes: Uint8Array, done: Done): void {
    const at = this.#count * HASH_BYTES;
    this.#count += hashes.length / HASH_BYTES;
    this.#file.writeLater(hashes, at, done);
  }

  /** Overwrites from stored hash `from`; during recovery only. */
  put(from: number, hashes: Uint8Array): void {
    this.#file.write(hashes, from * HASH_BYTES);
    this.#count = Math.max(this.#count, from + hashes.length / HASH_BYTES);
  }

  /** Forgets everything from stored hash `count` on. */
  truncate(count: number): void {
    this.#file.truncate(count * HASH_BYTES);
    this.#count = count;
  }

  sync(): void {
    this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}
