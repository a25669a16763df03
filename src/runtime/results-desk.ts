import type { ConsoleOptions, ResultShown } from "../console/console-options.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { ResultFound, WithdrawnLine } from "../core/results/result-line.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import { jobAgain } from "../station/job-again.ts";
import type { OpenSession } from "../station/job-track.ts";
import type { JobAgain, JobView } from "../station/live-message.ts";
import { BEFORE_OPENING } from "./earlier-job.ts";
import { documentIn } from "./earlier-record.ts";
import type { ResultsBook } from "./results-book.ts";

export interface ResultsDeskOptions {
  readonly store: Pick<JournalStore, "read" | "size" | "segments" | "segmentOf">;
  readonly openSession: OpenSession;
  readonly log: Log;
  receiptedSize(): number;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
}

const ENTRIES_AT_ONCE = 200;
/** Rulebooks, courses and vehicles: a station has a handful, and each job names three. */
const TEXTS_KEPT = 16;

/** Shows one result at a time, a little at a time: whoever measures is not kept waiting by whoever looks. */
export class ResultsDesk {
  readonly #options: ResultsDeskOptions;
  readonly #texts = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ResultsDeskOptions) {
    this.#options = options;
  }

  /** Null where this station's journal has no such record. */
  show({
    record,
    index,
    withdrawn,
  }: Pick<ResultFound, "record" | "index" | "withdrawn">): Promise<ResultShown | null> {
    const turn = this.#last.then(() => this.#shown(record, index, withdrawn));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #shown(record: string, index: number, withdrawn: WithdrawnLine | null): Promise<ResultShown | null> {
    const { store, receiptedSize, log } = this.#options;
    const document = this.#document(record, index);
    if (document === null) return null;
    const { firstIndex, endIndex } = document.evidence;
    // What was let go since the list was read is not here any more.
    if (firstIndex < (store.segments?.first() ?? 0) || endIndex > store.size())
      return { document, again: null };
    const size = receiptedSize();
    const outcome = { record, receiptSize: index < size ? size : null };
    // Its own texts stand right before it; those of the rules may stand anywhere in its part of the journal.
    const begins = [Math.max(0, firstIndex - BEFORE_OPENING), store.segmentOf(firstIndex)];
    for (const from of begins) {
      try {
        const again = await this.#fold(document, from, outcome);
        return {
          document,
          again: again && { ...again, job: { ...again.job, ...this.#withdrawal(withdrawn) } },
        };
      } catch (cause) {
        if (from !== begins.at(-1)) continue;
        log.warn("a result cannot be shown again", { record, cause: String(cause) });
      }
    }
    return { document, again: null };
  }

  #withdrawal(line: WithdrawnLine | null): Pick<JobView, "withdrawn"> {
    if (line === null) return {};
    const { reason, atWallMs, record, index } = line;
    const size = this.#options.receiptedSize();
    return { withdrawn: { reason, atWallMs, record, receiptSize: index < size ? size : null } };
  }

  #document(record: string, index: number): ResultDocument | null {
    for (const bytes of this.#options.store.read(index)) {
      const entry = isEntryOf(bytes, "record-sealed") ? readEntry(bytes) : null;
      return entry?.type === "record-sealed" && entry.record === record ? documentIn(entry.envelope) : null;
    }
    return null;
  }

  async #fold(
    { job, evidence }: ResultDocument,
    from: number,
    outcome: Parameters<typeof jobAgain>[0]["outcome"],
  ): Promise<JobAgain | null> {
    const { store, openSession, localDate } = this.#options;
    const count = evidence.endIndex - from;
    const steps = jobAgain({
      entries: store.read(from),
      job,
      count,
      openSession,
      localDate,
      outcome,
      texts: this.#texts,
    });
    for (let step = 1; ; step++) {
      const made = steps.next();
      if (made.done === true) {
        this.#forgetTexts();
        return made.value;
      }
      if (step % ENTRIES_AT_ONCE === 0) await new Promise<void>((done) => setImmediate(done));
    }
  }

  #forgetTexts(): void {
    for (const sha256 of this.#texts.keys()) {
      if (this.#texts.size <= TEXTS_KEPT) return;
      this.#texts.delete(sha256);
    }
  }
}

/** For the pages. */
export function resultsSource(
  book: Pick<ResultsBook, "search" | "find">,
  desk: ResultsDesk,
): ConsoleOptions["results"] {
  return {
    search: (query, most) => book.search(query, most),
    show: async (record) => {
      const line = await book.find(record);
      return line === null ? null : await desk.show(line);
    },
  };
}
