import { eventSha256, eventText, type HeldEvent } from "../core/events/event-batch.ts";
import { JournalEvents } from "../core/events/journal-events.ts";
import type { SoughtPlace } from "../core/events/sending.ts";
import { samePlace } from "../core/events/station-event.ts";
import type { JournalEntry, StationSummary } from "../core/journal/entry.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import type { StationId } from "../core/quantities/ids.ts";
import type { Verdict } from "../core/rules/finding.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { OpenSession } from "./job-track.ts";
import { planOf } from "./told-plan.ts";

export interface EventReaderOptions {
  readonly station: StationId;
  readonly journal: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments">;
  readonly digest: Digest;
  readonly openSession: OpenSession;
  /** What the record in an envelope says; null where this software does not read it. */
  readonly verdictOf: (envelope: string) => Verdict | null;
}

/** An event as it is sent. */
export interface ReadEvent extends HeldEvent {
  readonly text: string;
}

/** Near the beginning of a segment; one that is further in is not looked for. */
const SUMMARY_WITHIN = 256;

/**
 * Reads the events of a journal that is being written, in slices, from any place on. A place is taken up at the newest summary before it, so no more
 * than a segment and the jobs that were open then are read again.
 */
export class EventReader {
  readonly #options: EventReaderOptions;
  readonly #texts = new Map<string, number>();
  #events: JournalEvents;
  /** The next entry. */
  #next = 0;
  #sought: HeldEvent | null = null;
  #place: SoughtPlace | null = "found";
  #goneBelow: number | null = null;

  constructor(options: EventReaderOptions) {
    this.#options = options;
    this.#events = this.#newEvents();
  }

  /** Entries below this one are here no more, and what comes next follows them; null where nothing is missing. */
  get goneBelow(): number | null {
    return this.#goneBelow;
  }

  /** From now on `seekOn` looks for it; null: the beginning of what is here. */
  seek(held: HeldEvent | null): void {
    const { journal } = this.#options;
    const first = journal.segments?.first() ?? 0;
    this.#events = this.#newEvents();
    this.#texts.clear();
    this.#goneBelow = null;
    this.#sought = held;
    this.#next = first;
    this.#place = null;
    if (held === null || held.at.index < first) {
      this.#place = held === null && first === 0 ? "found" : "let-go";
      this.#goneBelow = first === 0 ? null : first;
    } else if (held.at.index >= journal.size()) {
      this.#place = "beyond";
    } else {
      this.#next = this.#takeUp(held.at.index, first);
    }
  }

  /** Looks on until `isOver`; null where it has not come there yet. */
  seekOn(isOver: () => boolean): SoughtPlace | null {
    const sought = this.#sought;
    if (this.#place !== null || sought === null) return this.#place;
    for (const bytes of this.#options.journal.read(this.#next)) {
      const index = this.#next;
      const events = this.#take(bytes);
      if (index === sought.at.index) {
        const there = events.find(({ at }) => samePlace(at, sought.at));
        this.#place = there?.sha256 === sought.sha256 ? "found" : "differs";
        // What the same entry gives behind it is still to be told.
        this.#rest = there === undefined ? [] : events.slice(events.indexOf(there) + 1);
        return this.#place;
      }
      if (isOver()) return null;
    }
    this.#place = "beyond";
    return this.#place;
  }

  #rest: readonly ReadEvent[] = [];

  /** The events of the next entry that has any; null where `isOver` before that, or the journal has no more: then `isAtEnd`. */
  next(isOver: () => boolean): readonly ReadEvent[] | null {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = [];
      return rest;
    }
    if (this.isAtEnd) return null;
    for (const bytes of this.#options.journal.read(this.#next)) {
      const events = this.#take(bytes);
      if (events.length > 0) return events;
      if (isOver()) return null;
    }
    return null;
  }

  /** They were read and are not told yet: they come next. */
  putBack(events: readonly ReadEvent[]): void {
    this.#rest = [...events, ...this.#rest];
  }

  /** They follow what is missing, and that has been told. */
  gapTold(): void {
    this.#goneBelow = null;
  }

  get isAtEnd(): boolean {
    return this.#rest.length === 0 && this.#next >= this.#options.journal.size();
  }

  #take(bytes: Uint8Array): readonly ReadEvent[] {
    const index = this.#next;
    const entry = readEntry(bytes);
    if (entry === null) throw noEntry(index);
    if (entry.type === "artifact-stored") this.#texts.set(entry.sha256, index);
    const events = this.#events.take(entry, index);
    this.#next = index + 1;
    return events.map((event) => {
      const text = eventText(event);
      return { at: event.at, text, sha256: eventSha256(this.#options.digest, text) };
    });
  }

  /** Where to begin, so that every job that is open at `index` is known: all is known at a summary, and it says which were open. */
  #takeUp(index: number, first: number): number {
    const { journal } = this.#options;
    for (let end = index + 1; end > first; ) {
      const from = journal.segmentOf(end - 1);
      let at = from;
      for (const bytes of journal.read(from)) {
        if (at > index || at >= from + SUMMARY_WITHIN) break;
        const entry = isEntryOf(bytes, "station-summary") ? readEntry(bytes) : null;
        if (entry?.type === "station-summary") return this.#from(entry, at, first);
        at++;
      }
      end = from;
    }
    return first;
  }

  #from(summary: StationSummary, at: number, first: number): number {
    for (const { sha256, index } of summary.artifacts) this.#texts.set(sha256, index);
    return Math.max(first, Math.min(at, ...summary.openJobs.map(({ index }) => index)));
  }

  #newEvents(): JournalEvents {
    const { station, openSession, verdictOf } = this.#options;
    this.#rest = [];
    return new JournalEvents({
      station,
      plan: (opened) => planOf(openSession, opened, (sha256) => this.#text(sha256)),
      verdict: verdictOf,
    });
  }

  #text(sha256: string): string {
    const index = this.#texts.get(sha256);
    const entry: JournalEntry | null = index === undefined ? null : this.#entryAt(index);
    if (entry?.type === "artifact-stored") return entry.text;
    throw new EdgeError("CONFIG_INVALID", `The journal has no text ${sha256}.`, { sha256 });
  }

  #entryAt(index: number): JournalEntry | null {
    if (index < (this.#options.journal.segments?.first() ?? 0)) return null;
    for (const bytes of this.#options.journal.read(index)) return readEntry(bytes);
    return null;
  }
}

function noEntry(index: number): EdgeError {
  return new EdgeError(
    "JOURNAL_CORRUPT",
    `Entry ${index} of the journal is none that this software can read.`,
    { index },
  );
}
