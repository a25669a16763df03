import type { JournalReader } from "../adapters/disk/journal-reader.ts";
import { type JobPlan, JournalEvents } from "../core/events/journal-events.ts";
import type { StationEvent } from "../core/events/station-event.ts";
import type { JobOpened } from "../core/journal/entry.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import type { Verdict } from "../core/rules/finding.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "../station/job-track.ts";
import { planOf } from "../station/told-plan.ts";
import { textAgain } from "./journal-text.ts";

export interface EventsParts {
  readonly openSession: OpenSession;
  /** What the record in an envelope says; null where this software does not read it. */
  readonly verdictOf: (envelope: string) => Verdict | null;
}

/** Reads a journal once, from its first entry on. */
export class ToldJournal {
  /** Jobs of which no more than begin and end is known. */
  readonly unread: string[] = [];
  readonly #reader: JournalReader;
  readonly #parts: EventsParts;
  /** Where each text stands. */
  readonly #texts = new Map<string, number>();

  constructor(reader: JournalReader, parts: EventsParts) {
    this.#reader = reader;
    this.#parts = parts;
  }

  *events(): Generator<StationEvent, void, void> {
    const events = new JournalEvents({
      station: this.#reader.station,
      plan: (opened) => this.#plan(opened),
      verdict: this.#parts.verdictOf,
    });
    let index = 0;
    for (const bytes of this.#reader.records()) {
      const entry = readEntry(bytes);
      if (entry === null)
        throw new EdgeError(
          "JOURNAL_CORRUPT",
          `Entry ${index} of ${this.#reader.directory} is no entry that this software reads.`,
        );
      if (entry.type === "artifact-stored") this.#texts.set(entry.sha256, index);
      yield* events.take(entry, index);
      index += 1;
    }
  }

  #plan(opened: JobOpened): JobPlan | null {
    const plan = planOf(this.#parts.openSession, opened, (hash) => this.#text(hash));
    if (plan === null) this.unread.push(opened.job);
    return plan;
  }

  #text(hash: string): string {
    const index = this.#texts.get(hash);
    if (index !== undefined) return textAgain(this.#reader, index, hash);
    throw new EdgeError("CONFIG_INVALID", `The journal has no text ${hash}.`, { sha256: hash });
  }
}
