import type { ExamEvent } from "../exam/exam-state.ts";
import type { InspectionEvent } from "../inspection/inspection-state.ts";
import type { JobOpened, JournalEntry } from "../journal/entry.ts";
import type { Verdict } from "../rules/finding.ts";
import { ExamTold } from "./exam-events.ts";
import { InspectionTold } from "./inspection-events.ts";
import { EVENT_SCHEMA, type EventPlace, type JobEvent, type StationEvent } from "./station-event.ts";

/** What a job is about, as its order and its papers say. */
export interface JobPlan {
  /** In the order of its plan. */
  readonly items: readonly string[];
  readonly subject: Readonly<Record<string, string>>;
}

export interface JournalEventsOptions {
  readonly station: string;
  /** Null where the journal has not all that the job was made from, or this software does not read it. */
  readonly plan: (opened: JobOpened) => JobPlan | null;
  /** What an envelope's record says; null where it is of no form that this software reads. */
  readonly verdict: (envelope: string) => Verdict | null;
}

interface Told {
  take(event: unknown): readonly JobEvent[];
}

/**
 * The events of a journal, entry after entry, as they stand in it. A fold without memory of what was asked before: it begins at the
 * first entry that is there, and whoever wants those after a place passes over the others.
 */
export class JournalEvents {
  readonly #options: JournalEventsOptions;
  readonly #jobs = new Map<string, Told>();
  #last: EventPlace | null = null;

  constructor(options: JournalEventsOptions) {
    this.#options = options;
  }

  /** Of a job that stands before the first entry nothing is told: its items are not known. */
  take(entry: JournalEntry, index: number): readonly StationEvent[] {
    const found = this.#eventsOf(entry);
    if (found === null) return [];
    return found.events.map((event, part) => {
      const at = { index, part };
      const after = this.#last;
      this.#last = at;
      const { station } = this.#options;
      return { schema: EVENT_SCHEMA, station, at, after, wallMs: entry.at.wallMs, job: found.job, event };
    });
  }

  #eventsOf(entry: JournalEntry): { readonly job: string; readonly events: readonly JobEvent[] } | null {
    switch (entry.type) {
      case "job-opened":
        return { job: entry.job, events: this.#opened(entry) };
      case "job-input":
        return { job: entry.job, events: this.#moved(entry.job, entry.events) };
      case "record-sealed": {
        this.#jobs.delete(entry.job);
        const verdict = this.#options.verdict(entry.envelope);
        return { job: entry.job, events: [{ what: "verdict", record: entry.record, verdict }] };
      }
      case "withdrawal-sealed": {
        const { record, withdraws, by } = entry;
        return { job: entry.job, events: [{ what: "withdrawal", record, withdraws, by }] };
      }
      case "job-closed":
        this.#jobs.delete(entry.job);
        return { job: entry.job, events: [{ what: "closed", reason: entry.reason }] };
      default:
        return null;
    }
  }

  #opened(entry: JobOpened): readonly JobEvent[] {
    const { order, by } = entry;
    const plan = this.#options.plan(entry);
    if (plan !== null) this.#jobs.set(entry.job, toldOf(order.kind, plan.items));
    const { after } = order;
    return [
      {
        what: "login",
        kind: order.kind,
        site: order.seat.site,
        car: order.seat.car,
        dossier: order.dossierSha256,
        rulebook: order.rulebookSha256,
        subject: { ...(plan?.subject ?? {}) },
        times: after?.kept?.times ?? attemptOf(plan),
        follows: after === undefined ? null : { job: after.job, record: after.record },
        practice: order.practice === true,
        by: by?.person ?? null,
      },
    ];
  }

  #moved(job: string, events: readonly unknown[]): readonly JobEvent[] {
    const told = this.#jobs.get(job);
    return told === undefined ? [] : events.flatMap((event) => told.take(event));
  }
}

/** A test that was void is driven again as the same attempt, and so it says. */
function attemptOf(plan: JobPlan | null): number {
  const attempt = Number(plan?.subject.attempt ?? 1);
  return Number.isInteger(attempt) && attempt > 0 ? attempt : 1;
}

/** The machines' own events: what stands in the journal was made by them, and is read back as theirs. */
function toldOf(kind: JobOpened["order"]["kind"], items: readonly string[]): Told {
  if (kind === "exam") {
    const told = new ExamTold(items);
    return { take: (event) => told.take(event as ExamEvent) };
  }
  const told = new InspectionTold(items);
  return { take: (event) => told.take(event as InspectionEvent) };
}
