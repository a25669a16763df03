import type { JournalMending } from "../core/journal/mending.ts";
import { mendingTold } from "../core/journal/mending-told.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { IdleFinding, JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";

/** A megabyte a second: a year of a course in two days, and no step that anybody waiting would feel. */
const STEP_MS = 500;
const STEP_BYTES = 512 * 1024;

export interface JournalWatchOptions {
  readonly store: Pick<JournalStore, "idleCheck">;
  readonly timers: Timers;
  readonly log: Log;
  /** Nobody needs the machine: no job is open. */
  isIdle(): boolean;
  /** For the journal. */
  onFound(mending: JournalMending): void;
  /** A finished segment was read to its end, and is what was written. */
  onSound(segment: number): void;
}

/** Has the journal read again while nothing else is to be done, and keeps what a person has to know of it. */
export class JournalWatch {
  readonly #options: JournalWatchOptions;
  /** Segments that are known to be damaged: a round tells of each once. */
  readonly #damaged = new Set<number>();
  #word: Reason | null = null;
  #timer: TimerHandle | null = null;

  constructor(options: JournalWatchOptions) {
    this.#options = options;
  }

  /** Null where nothing is wrong. */
  get word(): Reason | null {
    return this.#word;
  }

  start(): void {
    const { store, timers } = this.#options;
    if (store.idleCheck === undefined) return;
    this.#timer = timers.start("journal check", STEP_MS, () => {
      this.start();
      this.#step();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #step(): void {
    const { store, isIdle } = this.#options;
    const found = isIdle() ? (store.idleCheck?.(STEP_BYTES) ?? null) : null;
    if (found === null) return;
    if (found.kind !== "segment-sound") this.#found(found);
    // Hashes were made again from records that the next header has proven.
    if (found.kind !== "segment-damaged") this.#options.onSound(found.segment);
  }

  #found(found: Exclude<IdleFinding, { kind: "segment-sound" }>): void {
    const { log, onFound } = this.#options;
    const { segment } = found;
    if (found.kind === "segment-damaged" && this.#damaged.has(segment)) return;
    const mending: JournalMending =
      found.kind === "segment-damaged" ? { kind: found.kind, segment, position: found.position } : found;
    const told = mendingTold(mending);
    const details = { ...found, ...sentenceOf(told) };
    if (found.kind === "hashes-mended") log.warn("the journal was mended", details);
    else {
      log.error("the journal is damaged", details);
      this.#damaged.add(segment);
      this.#word = told;
    }
    onFound(mending);
  }
}
