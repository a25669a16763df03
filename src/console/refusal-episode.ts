import type { Log } from "../ports/log.ts";

/** Told when it begins and when it is over, however many are refused between: a flood must not fill the log. */
export class RefusalEpisode {
  readonly #log: Log;
  readonly #what: string;
  readonly #quietMs: number;
  #refused = 0;
  #end: NodeJS.Timeout | null = null;

  /** `what`: after "the console refuses ". */
  constructor(log: Log, what: string, quietMs: number) {
    this.#log = log;
    this.#what = what;
    this.#quietMs = quietMs;
  }

  refused(fields: Readonly<Record<string, unknown>>): void {
    if (this.#refused++ === 0) this.#log.warn(`the console refuses ${this.#what}`, fields);
    if (this.#end !== null) this.#end.refresh();
    else this.#end = setTimeout(() => this.#over(), this.#quietMs).unref();
  }

  close(): void {
    if (this.#end !== null) clearTimeout(this.#end);
    if (this.#refused > 0) this.#over();
  }

  #over(): void {
    this.#log.info(`the console refused ${this.#what}`, { refused: this.#refused });
    this.#refused = 0;
    this.#end = null;
  }
}
