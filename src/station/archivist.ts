import { readEntry } from "../core/journal/read-entry.ts";
import { mayLetGo, type RetentionRule } from "../core/journal/retention.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Clock } from "../ports/clock.ts";
import type { FinishedSegment, JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { SegmentArchive } from "../ports/segment-archive.ts";
import { guarded, stackOf } from "./fault-line.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";

/** What becomes of finished segments; a station without it keeps them all. */
export interface Retention {
  readonly archive: SegmentArchive;
  /** How long a segment stays in the journal's directory as well; null for good. */
  readonly keepDays: number | null;
}

export interface ArchivistOptions {
  readonly retention: Retention | null;
  readonly store: Pick<JournalStore, "segments" | "read" | "size">;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: JournalWriter["ledger"];
  /** Nothing is known that speaks against the clock. */
  isClockSure(): boolean;
  /** `then` comes when the entry is durable. */
  append(entry: UnstampedEntry, then: () => void): void;
  /** `word` is another one. */
  onWord(): void;
}

/**
 * Copies finished segments to the archive, each when it has just been found sound, whatever is wrong with others, and lets the oldest go when
 * the rule allows: first the journal says so, then the file is removed.
 */
export class Archivist {
  readonly #options: ArchivistOptions;
  #isBusy = false;
  #isStopped = false;
  #word: Reason | null = null;

  constructor(options: ArchivistOptions) {
    this.#options = options;
  }

  /** Why nothing is archived just now; null where all is well. */
  get word(): Reason | null {
    return this.#word;
  }

  /** What a start before this one said, and did not come to do. */
  start(): void {
    const { store, log, ledger } = this.#options;
    const { kept } = ledger;
    if (kept !== null) guarded(log, "a segment cannot be removed", () => store.segments?.letGo(kept));
  }

  stop(): void {
    this.#isStopped = true;
  }

  sound(segment: number): void {
    const { store, ledger, retention } = this.#options;
    if (retention === null || this.#isBusy) return;
    const finished = store.segments?.finished() ?? [];
    const one = finished.find((candidate) => candidate.segment === segment);
    if (one !== undefined && !ledger.archived.has(segment)) this.#keep(one, retention);
    else this.#letGo(finished, retention);
  }

  #keep({ segment, firstIndex, endIndex }: FinishedSegment, { archive }: Retention): void {
    const { append, log } = this.#options;
    this.#isBusy = true;
    archive.keep(segment, (archived) => {
      this.#isBusy = false;
      // The copy is there, and the next station that looks finds it so.
      if (this.#isStopped) return;
      if (archived.kind === "failed") {
        log.error("a segment cannot be archived", { segment, ...sentenceOf(archived.reason) });
        this.#say(archived.reason);
        return;
      }
      this.#say(null);
      const { sha256, bytes } = archived;
      append({ type: "segment-archived", segment, firstIndex, endIndex, sha256, bytes }, () => undefined);
    });
  }

  /** The oldest one, if it may go: one at a time, so that each stands in the journal. */
  #letGo([oldest]: readonly FinishedSegment[], { keepDays }: Retention): void {
    const { store, clock, ledger, append, log, isClockSure } = this.#options;
    // A clock that is years ahead would make everything old.
    if (oldest === undefined || keepDays === null || !isClockSure()) return;
    const { segment, endIndex } = oldest;
    const rule: RetentionRule = {
      keepDays,
      nowWallMs: clock.wallMs(),
      receiptedSize: ledger.receiptedSize,
      neededFrom: ledger.neededFrom(store.size(), clock.wallMs()),
    };
    const isArchived = ledger.archived.has(segment);
    if (!isArchived || !mayLetGo({ endIndex, endedWallMs: this.#wallMsAt(endIndex), isArchived }, rule))
      return;
    const peaks = (store.segments?.peaks(endIndex) ?? []).map(encodeBase64);
    const kept = { segment: segment + 1, index: endIndex, peaks };
    this.#isBusy = true;
    append({ type: "segment-let-go", kept, keepDays }, () => {
      this.#isBusy = false;
      log.info("a segment was let go", { segment, endIndex });
      try {
        store.segments?.letGo(kept);
      } catch (cause) {
        // The next start does it.
        log.error("a segment cannot be removed", { segment, cause: stackOf(cause) });
      }
    });
  }

  #wallMsAt(index: number): number {
    for (const bytes of this.#options.store.read(index))
      return readEntry(bytes)?.at.wallMs ?? Number.POSITIVE_INFINITY;
    return Number.POSITIVE_INFINITY;
  }

  #say(word: Reason | null): void {
    if (word?.code === this.#word?.code) return;
    this.#word = word;
    this.#options.onWord();
  }
}
