import type { Reason } from "../core/trade/reasons.ts";
import { Archivist, type ArchivistOptions } from "./archivist.ts";
import { JournalWatch, type JournalWatchOptions } from "./journal-watch.ts";

export type JournalCareOptions = Omit<JournalWatchOptions, "onFound" | "onSound"> & ArchivistOptions;

/** What is done for a journal over the years: it is read again, copied to the archive, and its oldest part let go. */
export class JournalCare {
  readonly #watch: JournalWatch;
  readonly #archivist: Archivist;

  constructor(options: JournalCareOptions) {
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
    this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
    this.#archivist.stop();
  }
}
