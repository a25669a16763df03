import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";

/** A journal in memory whose parts have so many records each, as segments of a disk have so many bytes. */
export class PartedStore extends MemoryJournalStore {
  readonly #recordsAPart: number;
  /** How many records `read` has given out. */
  given = 0;

  constructor(recordsAPart: number) {
    super();
    this.#recordsAPart = recordsAPart;
  }

  override segmentOf(index: number): number {
    return index - (index % this.#recordsAPart);
  }

  override *read(fromIndex: number): Iterable<Uint8Array> {
    for (const record of super.read(fromIndex)) {
      this.given += 1;
      yield record;
    }
  }

  /** As it was after its first `size` records. */
  until(size: number): PartedStore {
    const cut = new PartedStore(this.#recordsAPart);
    for (const record of super.read(0)) {
      if (cut.size() === size) break;
      cut.append([record], () => undefined);
    }
    return cut;
  }
}
