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
   * Where a run of segments begins that are to be archived: there is one, unless a damaged one is left behind. Where all are archived, or
   * there is no archive, any of them. Another one at each start: a station that is started every day must come by all of a
   * journal that takes longer than a day to read, and a damaged segment must not be all that it looks at.
   */
  #firstToCheck(): number {
    const { retention, ledger, store, clock } = this.#options;
    const finished = (store.segments?.finished() ?? []).map(({ segment }) => segment);
    const isThere = (segment: number): boolean => segment < 0 || ledger.archived.has(segment);
    const begins = finished.filter((segment) => !isThere(segment) && isThere(segment - 1));
    const among = retention !== null && begins.length > 0 ? begins : finished;
    return among[Math.floor(clock.wallMs() / 1000) % Math.max(1, among.length)] ?? 0;
  }

  stop(): void {
    this.#watch.stop();
    this.#archivist.stop();
  }
}
