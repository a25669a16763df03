import { assert } from "../machine.ts";
import { type Digest, HASH_BYTES, type HashSource, storedHashCount, storedHashPlace } from "./merkle.ts";
import { sameBytes } from "./merkle-proof.ts";
import { StoredHashes } from "./stored-hashes.ts";
import { TreeFrontier } from "./tree-frontier.ts";

/** From this level on every hash is kept: one for 64 records, and those above it. */
const TOP_LEVEL = 6;
/** Records in a block. */
export const BLOCK_RECORDS = 2 ** TOP_LEVEL;
/** Hashes of a block below its top. */
const LOWER_HASHES = storedHashCount(BLOCK_RECORDS) - 1;
/** Of so many of the newest blocks all hashes are kept, 1 MiB: a receipt asks for a root a little way back. */
const NEW_BLOCKS = 256;
/** And of so many older ones that were read again. */
const OLD_BLOCKS = 8;

/** The records that were pushed, once more from where they are kept. */
export interface RecordsAgain {
  /** Records [from, to), in their order; fewer where there are no more. May throw where they are damaged. */
  records(from: number, to: number): Iterable<Uint8Array>;
  /** What to throw where the block that begins with this record is not what it was when its hashes were pushed. */
  changed(from: number): Error;
}

/**
 * Stored hashes of a tree that grows, in some one and a half bytes a record. The lower hashes of an older block are made again from its records, and what
 * they amount to must be the hash that was kept: what is told of a record is always what was read the first time.
 */
export class BlockHashes implements HashSource {
  readonly #digest: Digest;
  readonly #again: RecordsAgain;
  /** The tree above the blocks: its leaves are their tops. */
  readonly #tops = new StoredHashes();
  readonly #newBlocks: Uint8Array[] = [];
  /** The one read last stands last. */
  readonly #oldBlocks = new Map<number, Uint8Array>();
  #size = 0;

  constructor(digest: Digest, again: RecordsAgain) {
    this.#digest = digest;
    this.#again = again;
  }

  /** Number of records. */
  get size(): number {
    return this.#size;
  }

  /** The hashes that the next record adds, as `TreeFrontier.append` gives them. */
  push(hashes: readonly Uint8Array[]): void {
    const within = this.#size % BLOCK_RECORDS;
    const slot = Math.floor(this.#size / BLOCK_RECORDS) % NEW_BLOCKS;
    this.#newBlocks[slot] ??= new Uint8Array(LOWER_HASHES * HASH_BYTES);
    putLower(this.#newBlocks[slot], within, hashes);
    if (hashes.length > TOP_LEVEL) this.#tops.push(hashes.slice(TOP_LEVEL));
    this.#size++;
  }

  /** Throws what `RecordsAgain` throws, where the hash is one of an older block. */
  read(index: number): Uint8Array {
    const { leaf, level } = storedHashPlace(index);
    assert(leaf < this.#size, "a stored hash is read after it was pushed");
    const block = Math.floor(leaf / BLOCK_RECORDS);
    if (level >= TOP_LEVEL) return this.#tops.read(storedHashCount(block) + level - TOP_LEVEL);
    const from = (storedHashCount(leaf % BLOCK_RECORDS) + level) * HASH_BYTES;
    return this.#lowerOf(block).slice(from, from + HASH_BYTES);
  }

  #lowerOf(block: number): Uint8Array {
    const newest = Math.floor((this.#size - 1) / BLOCK_RECORDS);
    const held = newest - block < NEW_BLOCKS ? this.#newBlocks[block % NEW_BLOCKS] : undefined;
    if (held !== undefined) return held;
    const lower = this.#oldBlocks.get(block) ?? this.#made(block);
    this.#oldBlocks.delete(block);
    this.#oldBlocks.set(block, lower);
    const [oldest] = this.#oldBlocks.keys();
    if (this.#oldBlocks.size > OLD_BLOCKS && oldest !== undefined) this.#oldBlocks.delete(oldest);
    return lower;
  }

  #made(block: number): Uint8Array {
    const from = block * BLOCK_RECORDS;
    const lower = new Uint8Array(LOWER_HASHES * HASH_BYTES);
    const frontier = new TreeFrontier(this.#digest);
    for (const record of this.#again.records(from, from + BLOCK_RECORDS)) {
      const within = frontier.size;
      putLower(lower, within, frontier.append(record));
    }
    const kept = this.#tops.read(storedHashCount(block));
    if (frontier.size !== BLOCK_RECORDS || !sameBytes(frontier.root(), kept)) throw this.#again.changed(from);
    return lower;
  }
}

/** Those below the top, where they would stand in a tree of this block alone. */
function putLower(lower: Uint8Array, within: number, hashes: readonly Uint8Array[]): void {
  const from = storedHashCount(within) * HASH_BYTES;
  for (const [level, hash] of hashes.entries())
    if (level < TOP_LEVEL) lower.set(hash, from + level * HASH_BYTES);
}
