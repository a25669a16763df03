import type { ClockNoted, ConsoleActed, JobOpened, JournalEntry } from "../journal/entry.ts";
import { artifactsOf } from "../journal/ledger.ts";
import { type ClockWord, clockNoted, type JobClock, jobClockOf } from "../record/job-clock.ts";
import type { Reason } from "../trade/reasons.ts";

interface WordAt {
  readonly index: number;
  readonly word: ClockWord;
}

/**
 * Chooses, of the entries of a journal, those from which one job's record can be made again without the rest: the start and the words of the clock
 * that it stood on, the texts that it was made from, its opening, all of its inputs, its record, and the withdrawal of that with the person's act. A fold of the
 * entries: of what it has chosen it chooses all again.
 */
export class EntriesOfJob {
  /** The sealed record; null while there is none. */
  record: { readonly id: string; readonly index: number } | null = null;
  /** Ended by an event, without a record. */
  closed: Reason | null = null;
  /** Somebody has withdrawn the record; `index`: of what says so under seal, null while that is not there. */
  withdrawn: { readonly index: number | null } | null = null;
  /** The start before its opening and every text that this names were among the entries. */
  isWhole = false;
  readonly #job: string;
  readonly #chosen = new Set<number>();
  /** Where each text stands, the last time that it was stored. */
  readonly #texts = new Map<string, number>();
  #start: WordAt | null = null;
  /** The last since that start. */
  #noted: WordAt | null = null;
  /** What the chosen ones amount to by now. */
  #told: ClockWord | null = null;
  #clock: JobClock | null = null;

  constructor(job: string) {
    this.#job = job;
  }

  /** True from its opening on. */
  get isKnown(): boolean {
    return this.#clock !== null;
  }

  /** Rising. */
  get chosen(): readonly number[] {
    return [...this.#chosen].sort((a, b) => a - b);
  }

  note(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "station-started":
        this.#start = { index, word: { status: entry.timeStatus, doubt: null } };
        this.#noted = null;
        if (this.#isOpen) this.#chooseWord(this.#start);
        return;
      case "clock-noted":
        this.#clockNoted(entry, index);
        return;
      case "artifact-stored":
        this.#texts.set(entry.sha256, index);
        return;
      case "job-opened":
        if (entry.job === this.#job && this.#clock === null) this.#opened(entry, index);
        return;
      case "job-input":
        if (entry.job === this.#job && this.#isOpen) this.#chosen.add(index);
        return;
      case "record-sealed":
        if (entry.job !== this.#job || !this.#isOpen) return;
        this.#chosen.add(index);
        this.record = { id: entry.record, index };
        return;
      case "job-closed":
        if (entry.job === this.#job && this.#isOpen) this.closed = entry.reason;
        return;
      case "console-acted":
        this.#acted(entry, index);
        return;
      case "withdrawal-sealed":
        if (entry.withdraws !== this.record?.id || this.withdrawn?.index !== null) return;
        // It says which software sealed it.
        this.#chooseStart();
        this.#chosen.add(index);
        this.withdrawn = { index };
        return;
      default:
        return;
    }
  }

  get #isOpen(): boolean {
    return this.#clock !== null && this.record === null && this.closed === null;
  }

  #opened(entry: JobOpened, index: number): void {
    const replies = [entry.preChecks?.reply ?? null, entry.papers?.reply ?? null];
    const named = [...artifactsOf(entry.order), ...replies].filter((sha256) => sha256 !== null);
    for (const sha256 of named) {
      const at = this.#texts.get(sha256);
      if (at !== undefined) this.#chosen.add(at);
    }
    this.isWhole = this.#start !== null && named.every((sha256) => this.#texts.has(sha256));
    this.#chooseClock();
    this.#clock = jobClockOf(entry.at, this.#told ?? { status: "", doubt: null });
    this.#chosen.add(index);
  }

  #acted({ act, by }: ConsoleActed, index: number): void {
    if (act.kind !== "record-withdrawn" || act.record !== this.record?.id) return;
    // As the ledger: a second act on one record, or one of nobody, changes nothing.
    if (by === null || this.withdrawn !== null) return;
    this.#chooseClock();
    this.#chosen.add(index);
    this.withdrawn = { index: null };
  }

  #clockNoted(entry: ClockNoted, index: number): void {
    this.#noted = { index, word: { status: entry.status, doubt: entry.doubt } };
    if (this.#clock === null || !this.#isOpen) return;
    const clock = clockNoted(this.#clock, entry);
    // A word that changes nothing of what the record says has no place in its evidence.
    if (JSON.stringify(clock) !== JSON.stringify(this.#clock)) this.#chooseWord(this.#noted);
    this.#clock = clock;
  }

  /** What the journal says of the clock just now, in as few entries as say it. */
  #chooseClock(): void {
    this.#chooseStart();
    const noted = this.#noted;
    if (noted !== null && JSON.stringify(noted.word) !== JSON.stringify(this.#told)) this.#chooseWord(noted);
  }

  #chooseStart(): void {
    if (this.#start !== null && !this.#chosen.has(this.#start.index)) this.#chooseWord(this.#start);
  }

  #chooseWord({ index, word }: WordAt): void {
    this.#chosen.add(index);
    this.#told = word;
  }
}
