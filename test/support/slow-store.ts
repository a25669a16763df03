import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { DisclosedLeaf } from "../../src/core/journal/multi-proof.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";

/** A journal whose disk takes its time, in virtual time: what is appended becomes durable in order, `delayMs` later. */
export class SlowStore implements JournalStore {
  delayMs: number;
  /** What is appended waits until this is false again and `release` is called. */
  isHeld = false;
  readonly #inner: MemoryJournalStore;
  readonly #clock: VirtualClock;
  readonly #waiting: { records: readonly Uint8Array[]; onDurable: (firstIndex: number) => void }[] = [];
  #isOpen = true;

  constructor(inner: MemoryJournalStore, clock: VirtualClock, delayMs: number) {
    this.#inner = inner;
    this.#clock = clock;
    this.delayMs = delayMs;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void {
    if (!this.#isOpen) throw new Error("nothing is appended to a journal that is being closed");
    if (this.delayMs === 0 && !this.isHeld && this.#waiting.length === 0) {
      this.#inner.append(records, onDurable);
      return;
    }
    this.#waiting.push({ records, onDurable });
    if (!this.isHeld)
      this.#clock.start("disk", this.delayMs, () => (this.isHeld ? undefined : this.releaseOne()));
  }

  release(): void {
    this.isHeld = false;
    while (this.#waiting.length > 0) this.releaseOne();
  }

  releaseOne(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#inner.append(next.records, next.onDurable);
  }

  segmentOf(index: number): number {
    return this.#inner.segmentOf(index);
  }

  size(): number {
    return this.#inner.size();
  }

  read(fromIndex: number): Iterable<Uint8Array> {
    return this.#inner.read(fromIndex);
  }

  root(size: number): Uint8Array {
    return this.#inner.root(size);
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    return this.#inner.inclusionProof(index, size);
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    return this.#inner.consistencyProof(oldSize, newSize);
  }

  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[] {
    return this.#inner.multiProof(leaves, size);
  }

  onFatal(): void {
    // Memory does not fail.
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.release();
  }
}
