import type { ResultsFound } from "../console/console-options.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import {
  ANY_RESULT,
  isAskedFor,
  isWithdrawal,
  type ListedLine,
  type ResultFound,
  type ResultQuery,
  resultLine,
  type WithdrawnLine,
  withdrawnLine,
} from "../core/results/result-line.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { ResultLines } from "../ports/result-lines.ts";
import { documentIn, withdrawalIn } from "./earlier-record.ts";

export interface ResultsBookOptions {
  readonly lines: ResultLines;
  readonly store: Pick<JournalStore, "read" | "size" | "segments">;
  readonly timers: Timers;
  readonly log: Log;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
}

/** Some milliseconds of work, and as many for whoever waits. */
const STEP_MS = 20;
const ENTRIES_A_STEP = 500;
const LISTED = ["record-sealed", "withdrawal-sealed"] as const;

/**
 * All results of the station for whoever looks for one, after any restart. It follows the journal: whatever is sealed is added when the
 * journal is read on, and a list that is gone, damaged or of another journal is made again while the station works.
 */
export class ResultsBook {
  readonly #options: ResultsBookOptions;
  /** Of the first entry that was not looked at. */
  #next = 0;
  /** Just past the last one that has to be looked at by now; what comes after it is followed when something is sealed. */
  #until = 0;
  #timer: TimerHandle | null = null;
  #stopped = false;

  constructor(options: ResultsBookOptions) {
    this.#options = options;
    this.#next = this.#begin();
  }

  /** Something was sealed, or the station has started: reads the journal on. */
  follow(): void {
    this.#until = this.#options.store.size();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#stopped || this.#timer !== null || !this.#isBehind) return;
    this.#timer = this.#options.timers.start("list of results", STEP_MS, () => {
      this.#timer = null;
      this.#step();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async search(query: ResultQuery, most: number): Promise<ResultsFound> {
    const found: ResultFound[] = [];
    // What withdraws a record stands behind it, and so comes first here.
    const withdrawn = new Map<string, WithdrawnLine>();
    const lines = this.#options.lines.newestFirst();
    for (;;) {
      const step = lines.next();
      if (step.done === true) {
        if (step.value === "damaged") this.#again("the list of results is damaged");
        return { lines: found, more: false, incomplete: this.#isBehind };
      }
      for (const line of step.value) {
        if (isWithdrawal(line)) withdrawn.set(line.withdraws, line);
        else if (isAskedFor(line, query)) {
          if (found.length === most) return { lines: found, more: true, incomplete: this.#isBehind };
          found.push({ ...line, withdrawn: withdrawn.get(line.record) ?? null });
        }
      }
      // A search through years keeps nobody waiting who measures.
      await new Promise<void>((done) => setImmediate(done));
    }
  }

  /** The line of this record; null where the list has none. */
  async find(record: string): Promise<ResultFound | null> {
    const { lines } = await this.search({ ...ANY_RESULT, words: [record] }, 1);
    return lines.find((line) => line.record === record) ?? null;
  }

  get #isBehind(): boolean {
    return this.#next < this.#until;
  }

  /** Where to go on; from the beginning where the list is not one of this journal. */
  #begin(): number {
    const { lines, store } = this.#options;
    const last = lines.last();
    const first = store.segments?.first() ?? 0;
    if (last === null) return first;
    if (last.index < first) return first;
    if (last.index < store.size())
      for (const bytes of store.read(last.index)) {
        const entry = LISTED.some((type) => isEntryOf(bytes, type)) ? readEntry(bytes) : null;
        if (entry !== null && "record" in entry && entry.record === last.record) return last.index + 1;
        break;
      }
    this.#options.log.warn("the list of results is of another journal, and is made again", {
      index: last.index,
      journalSize: store.size(),
    });
    lines.clear();
    return first;
  }

  #again(why: string): void {
    const { lines, store, log } = this.#options;
    log.warn(`${why}, and is made again`, {});
    lines.clear();
    this.#next = store.segments?.first() ?? 0;
    this.follow();
  }

  #step(): void {
    const { lines, store, log } = this.#options;
    const made: ListedLine[] = [];
    let next = Math.max(this.#next, store.segments?.first() ?? 0);
    try {
      for (const bytes of store.read(next)) {
        if (next >= this.#until || next - this.#next >= ENTRIES_A_STEP) break;
        const line = LISTED.some((type) => isEntryOf(bytes, type)) ? this.#lineOf(bytes, next) : null;
        if (line !== null) made.push(line);
        next += 1;
      }
      if (made.length > 0) lines.append(made);
      this.#next = next;
    } catch (cause) {
      // The list is a convenience: a disk that refuses, or a journal that is damaged there, is told by others as well.
      log.error("the list of results cannot be made", { cause: String(cause) });
      return;
    }
    this.#goOn();
  }

  /** Null for a record of a format that this software does not read. */
  #lineOf(bytes: Uint8Array, index: number): ListedLine | null {
    const entry = readEntry(bytes);
    if (entry?.type === "withdrawal-sealed") {
      const withdrawal = withdrawalIn(entry.envelope);
      return withdrawal === null ? null : withdrawnLine(withdrawal, { record: entry.record, index });
    }
    const document = entry?.type === "record-sealed" ? documentIn(entry.envelope) : null;
    if (entry?.type !== "record-sealed" || document === null) return null;
    const on = this.#options.localDate(Date.parse(document.time.ended));
    return resultLine(document, { record: entry.record, index, on });
  }
}
