import type { JournalStore } from "../../src/ports/journal-store.ts";

/** A journal whose disk is the test's hand: nothing is durable before `release`, and `fail` ends it like a broken disk. */
export class HeldStore implements JournalStore {
  readonly durable: Uint8Array[] = [];
  readonly #held: { records: readonly Uint8Array[]; onDurable: (firstIndex: number) => void }[] = [];
  #fatal: ((cause: Error) => void) | null = null;
  #failed = false;

  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void {
    if (records.length === 0) throw new Error("an append of nothing");
    this.#held.push({ records, onDurable });
  }

  /** Number of appends that wait for the disk. */
  get waiting(): number {
    return this.#held.length;
  }

  /** The oldest append becomes durable. */
  release(): void {
    const next = this.#held.shift();
    if (next === undefined || this.#failed) throw new Error("nothing to release");
    const firstIndex = this.durable.length;
    this.durable.push(...next.records);
    next.onDurable(firstIndex);
  }

  releaseAll(): void {
    while (this.#held.length > 0) this.release();
  }

  /** The disk breaks. `applied`: the oldest append reached it all the same. */
  fail(applied: boolean): void {
    this.#failed = true;
    const next = this.#held.shift();
    if (applied && next !== undefined) this.durable.push(...next.records);
    this.#held.length = 0;
    this.#fatal?.(new Error("the disk broke"));
  }

  /** Entries as JSON. */
  entries(): Record<string, unknown>[] {
    return this.durable.map(
      (record) => JSON.parse(new TextDecoder().decode(record)) as Record<string, unknown>,
    );
  }

  multiProof(): readonly Uint8Array[] {
    throw new Error("nothing is proven of a journal that the test holds");
  }

  segmentOf(): number {
    return 0;
  }

  size(): number {
    return this.durable.length;
  }

  *read(fromIndex: number): Iterable<Uint8Array> {
    yield* this.durable.slice(fromIndex);
  }

  root(): Uint8Array {
    throw new Error("not asked for in these tests");
  }

  inclusionProof(): readonly Uint8Array[] {
    throw new Error("not asked for in these tests");
  }

  consistencyProof(): readonly Uint8Array[] {
    throw new Error("not asked for in these tests");
  }

  onFatal(listener: (cause: Error) => void): void {
    this.#fatal = listener;
  }

  async close(): Promise<void> {
    this.#held.length = 0;
  }
}
