import { assert } from "../machine.ts";
import { HASH_BYTES, type HashSource } from "./merkle.ts";

const CHUNK_HASHES = 8192;

/** Stored hashes held in memory, 64 bytes a record: for virtual-time runs. Who reads a journal holds `BlockHashes`. */
export class StoredHashes implements HashSource {
  readonly #chunks: Uint8Array[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(hashes: readonly Uint8Array[]): void {
    for (const hash of hashes) {
      const within = this.#count % CHUNK_HASHES;
      if (within === 0) this.#chunks.push(new Uint8Array(CHUNK_HASHES * HASH_BYTES));
      this.#chunks.at(-1)?.set(hash, within * HASH_BYTES);
      this.#count++;
    }
  }

  read(index: number): Uint8Array {
    const chunk = this.#chunks[Math.floor(index / CHUNK_HASHES)];
    assert(chunk !== undefined && index < this.#count, "a stored hash is read after it was pushed");
    const from = (index % CHUNK_HASHES) * HASH_BYTES;
    return chunk.slice(from, from + HASH_BYTES);
  }
}
