import type { EntryTime, JournalEntry, StationSummary } from "../core/journal/entry.ts";
import { assertRecord, RECORD_BYTES_MAX } from "../core/journal/frame.ts";
import { JournalLedger } from "../core/journal/ledger.ts";
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

/** `then` comes when they are durable. `isStillSo`: false where nothing was appended for it, as `JournalWriter.append` has it. */
export type Append = (
  entries: readonly UnstampedEntry[],
  then: (firstIndex: number) => void,
  isStillSo?: () => boolean,
) => boolean;

export interface WriterListener {
  /** Comes before the first entry that is stamped by a clock that was set, and may append one of its own. */
  onStep?(): void;
  /** A summary that the writer wrote by itself is durable. */
  onSummary?(entry: StationSummary, index: number): void;
}

/**
 * The one hand that writes the journal. Entries keep the order of the calls; a call's callback comes when its entries
 * are durable, and never if they are not.
 */
export class JournalWriter {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #listener: WriterListener;
  /** With everything that was appended, durable or not yet. */
  readonly #ledger = new JournalLedger();
  #nextIndex = 0;
  /** The segment that has no summary, since it would be larger than a record may be. */
  #unsummed = 0;
  #lastMonoMs = Number.NEGATIVE_INFINITY;
  /** Wall time less steady time: another one since the last entry means that the clock was set. */
  #apartMs = Number.NaN;

  constructor(store: JournalStore, clock: Clock, listener: WriterListener = {}) {
    this.#store = store;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Before the first entry, with what the journal amounts to. */
  goOn(ledger: JournalLedger): void {
    this.#ledger.takeOver(ledger);
    this.#nextIndex = this.#store.size();
  }

  /** What all that was appended amounts to, durable or not yet. */
  get ledger(): Pick<
    JournalLedger,
    | "jobsOpened"
    | "people"
    | "artifacts"
    | "archived"
    | "kept"
    | "receipt"
    | "receiptedSize"
    | "unreceipted"
    | "neededFrom"
    | "isRetaken"
    | "takenIn"
    | "trust"
    | "withdrawals"
    | "queue"
    | "commands"
    | "outages"
    | "evidence"
    | "recordsSealed"
    | "openJobs"
    | "clockIndex"
  > {
    return this.#ledger;
  }

  /** `isStillSo`: asked when nothing can come between any more, not even a word of the clock; false where nothing was appended for it. */
  append(
    entries: readonly UnstampedEntry[],
    onDurable: (firstIndex: number, at: EntryTime) => void,
    isStillSo: () => boolean = () => true,
  ): boolean {
    this.#minded();
    if (!isStillSo()) return false;
    const at = this.#stamp();
    const stamped = entries.map(({ type, ...rest }) => ({ type, at, ...rest }) as JournalEntry);
    const records = stamped.map(encodeEntry);
    // A record that is none is refused before it is counted.
    for (const record of records) assertRecord(record);
    for (const entry of stamped) this.#ledger.note(entry, this.#nextIndex++);
    this.#store.append(records, (firstIndex) => onDurable(firstIndex, at));
    this.#sumUp();
    return true;
  }

  /** The first entries of a segment are followed by what all before them amount to. */
  #sumUp(): void {
    if (this.#nextIndex === 0) return;
    const from = this.#store.segmentOf(this.#nextIndex - 1);
    if (from <= this.#ledger.summaryIndex || from === this.#unsummed) return;
    const entry = { type: "station-summary" as const, at: this.#stamp(), ...this.#ledger.summary() };
    const record = encodeEntry(entry);
    if (record.length > RECORD_BYTES_MAX) {
      // Some twenty thousand results wait for a receipt. A start goes on from the summary before, which takes longer, and loses nothing.
      this.#unsummed = from;
      return;
    }
    const index = this.#nextIndex++;
    this.#ledger.note(entry, index);
    this.#store.append([record], () => this.#listener.onSummary?.(entry, index));
  }

  #minded(): void {
    const apartMs = this.#clock.wallMs() - this.#clock.monoMs();
    const isStep = Math.abs(apartMs - this.#apartMs) > CLOCK.stepAboveMs;
    this.#apartMs = apartMs;
    if (isStep) this.#listener.onStep?.();
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
