import { type OlderOrder, type OrderWalk, walked, walkTo } from "../core/commands/older-order.ts";
import type { JournalEntry } from "../core/journal/entry.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** Entries that are read at one question. The registry asks again, and the walk goes on where it stopped: what drives on the course must not wait for a disk. */
const ENTRIES_AT_ONCE = 512;

/** What came of orders that are of before those that the station has in memory, as its journal says. */
export class OlderOrders {
  readonly #journal: Pick<JournalStore, "read" | "segments" | "size">;
  #walk: OrderWalk | null = null;

  constructor(journal: Pick<JournalStore, "read" | "segments" | "size">) {
    this.#journal = journal;
  }

  /** Null where it is not found yet, or never: those entries were let go, or older software wrote them. `newestAt`: index of the newest durable entry that tells of orders. */
  find(number: number, command: string, newestAt: number | null): OlderOrder | null {
    const known = this.#known(number);
    if (known !== null) return known.command === command ? known : null;
    // A walk that is under way is ended first: whoever asks for many in turn would never see the end of one.
    let walk = this.#walk === null || this.#walk.at === null ? walkTo(number, newestAt) : this.#walk;
    for (let left = ENTRIES_AT_ONCE; left > 0 && walk.at !== null; left--) {
      const [entry, next] = this.#entriesAt(walk.at);
      walk = walked(walk, entry, next);
    }
    this.#walk = walk;
    const found = this.#known(number);
    return found?.command === command ? found : null;
  }

  #known(number: number): OlderOrder | null {
    return this.#walk?.found.find((one) => one.number === number) ?? null;
  }

  #entriesAt(index: number): readonly [JournalEntry | null, JournalEntry | null] {
    if (index < (this.#journal.segments?.first() ?? 0) || index >= this.#journal.size()) return [null, null];
    const entries: (JournalEntry | null)[] = [];
    for (const bytes of this.#journal.read(index)) {
      entries.push(readEntry(bytes));
      if (entries.length === 2) break;
    }
    return [entries[0] ?? null, entries[1] ?? null];
  }
}
