import { assertRecord } from "../../core/journal/frame.ts";
import { type Digest, MerkleTree } from "../../core/journal/merkle.ts";
import { type DisclosedLeaf, multiProof } from "../../core/journal/multi-proof.ts";
import { StoredHashes } from "../../core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { assert } from "../../core/machine.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { RecordHeap } from "./record-heap.ts";

/** The journal of a run in virtual time: durable as soon as appended, `onDurable` inside the call, never fatal. */
export class MemoryJournalStore implements JournalStore {
  readonly #records = new RecordHeap();
  readonly #hashes = new StoredHashes();
  readonly #frontier: TreeFrontier;
  readonly #tree: MerkleTree;
  #isOpen = true;

  constructor(digest: Digest = sha256) {
    this.#frontier = new TreeFrontier(digest);
    this.#tree = new MerkleTree(digest, this.#hashes);
  }

  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void {
    assert(this.#isOpen, "nothing is appended to a journal that is being closed");
    for (const record of records) assertRecord(record);
    const firstIndex = this.#records.count;
    for (const record of records) {
      this.#records.push(record);
      this.#hashes.push(this.#frontier.append(record));
    }
    onDurable(firstIndex);
  }

  size(): number {
    return this.#records.count;
  }

  segmentOf(_index: number): number {
    return 0;
  }

  *read(fromIndex: number): Iterable<Uint8Array> {
    const end = this.#records.count;
    for (let i = fromIndex; i < end; i++) yield this.#records.copyOf(i);
  }

  root(size: number): Uint8Array {
    return this.#tree.root(size);
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    return this.#tree.inclusionProof(index, size);
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    return this.#tree.consistencyProof(oldSize, newSize);
  }

  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[] {
    return multiProof(
      this.#tree,
      leaves.map(({ index }) => index),
      size,
    );
  }

  onFatal(): void {
    // Memory does not fail in a way that leaves anybody to be told.
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }
}

export { exportJournal } from "./journal-export.ts";
