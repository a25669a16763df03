import type { EntryTime, JournalEntry } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import { CLOCK } from "../core/time/clock-watch.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** The entry as its author writes it; the writer adds both clocks. */
export type UnstampedEntry = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, "at">
    : never
  : never;

/**
 * The one hand that writes the journal. Entries keep the order of the calls; a call's callback comes when its entries
 * are durable, and never if they are not.
 */
export class JournalWriter {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #onStep: () => void;
  #lastMonoMs = Number.NEGATIVE_INFINITY;
  /** Wall time less steady time: another one since the last entry means that the clock was set. */
  #apartMs = Number.NaN;

  /** `onStep` comes before the first entry that is stamped by a clock that was set, and may append one of its own. */
  constructor(store: JournalStore, clock: Clock, onStep: () => void = () => undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#onStep = onStep;
  }

  append(entries: readonly UnstampedEntry[], onDurable: (firstIndex: number, at: EntryTime) => void): void {
    this.#minded();
    const at = this.#stamp();
    const records = entries.map((entry) => {
      const { type, ...rest } = entry;
      return encodeEntry({ type, at, ...rest } as JournalEntry);
    });
    this.#store.append(records, (firstIndex) => onDurable(firstIndex, at));
  }

  #minded(): void {
    const apartMs = this.#clock.wallMs() - this.#clock.monoMs();
    const isStep = Math.abs(apartMs - this.#apartMs) > CLOCK.stepAboveMs;
    this.#apartMs = apartMs;
    if (isStep) this.#onStep();
  }

  #stamp(): EntryTime {
    const monoMs = Math.round(this.#clock.monoMs() * 1000) / 1000;
    assert(monoMs >= this.#lastMonoMs, "the monotonic clock went back");
    this.#lastMonoMs = monoMs;
    return { monoMs, wallMs: Math.round(this.#clock.wallMs()) };
  }
}

/** One record's bytes. A pooled buffer, for an own piece of memory for each costs three times as much as the text itself. */
export function encodeEntry(entry: JournalEntry): Uint8Array {
  return Buffer.from(JSON.stringify(entry), "utf8");
}
