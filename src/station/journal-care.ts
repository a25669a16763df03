import type { Reason } from "../core/trade/reasons.ts";
import { Archivist, type ArchivistOptions } from "./archivist.ts";
import { JournalWatch, type JournalWatchOptions } from "./journal-watch.ts";

export type JournalCareOptions = Omit<JournalWatchOptions, "onFound" | "onSound"> & ArchivistOptions;

/** What is done for a journal over the years: it is read again, copied to the archive, and its oldest part let go. */
export class JournalCare {
  readonly #options: JournalCareOptions;
  readonly #watch: JournalWatch;
  readonly #archivist: Archivist;

  constructor(options: JournalCareOptions) {
    this.#options = options;
    this.#archivist = new Archivist(options);
    this.#watch = new JournalWatch({
      ...options,
      onFound: (mending) => options.append({ type: "journal-mended", mending }, () => options.onWord()),
      onSound: (segment) => this.#archivist.sound(segment),
    });
  }

  /** What a person has to know of it, the gravest first; null where all is well. */
  get word(): Reason | null {
    return this.#watch.word ?? this.#archivist.word;
  }

  start(): void {
    this.#archivist.start();
    this.#options.store.segments?.checkFrom(this.#firstToCheck());
    this.#watch.start();
  }

  /**
   * What is to be archived next; without an archive another one at each start: a station that is started every day must come by all of a
   * journal that takes longer than a day to read.
   */
  #firstToCheck(): number {
    const { retention, ledger, store, clock } = this.#options;
    if (retention !== null) return ledger.archivedTo;
    const finished = store.segments?.finished() ?? [];
    return finished[Math.floor(clock.wallMs() / 1000) % Math.max(1, finished.length)]?.segment ?? 0;
  }

  stop(): void {
    this.#watch.stop();
    this.#archivist.stop();
  }
}
