import type { EnteredRule } from "../core/exam/entered-rules.ts";
import type { InspectionEvent } from "../core/inspection/inspection-state.ts";
import { TimelineTaken } from "../core/inspection/job-timeline.ts";
import type { LaneStanding } from "../core/inspection/lane/way-through.ts";
import type { EntryTime, JobInput, JobOpened, JobOrder } from "../core/journal/entry.ts";
import type { JobId } from "../core/quantities/ids.ts";
import { actOf, type JobAct, openingActs } from "../core/record/job-acts.ts";
import type { ClockWord, JobClock } from "../core/record/job-clock.ts";
import { goneTo, jobClockOf } from "../core/record/job-clock.ts";
import type { PapersRule } from "../core/requests/papers-rule.ts";
import type { PreChecking } from "../core/requests/pre-check-rule.ts";
import type { Verdict } from "../core/rules/finding.ts";
import type { Following, Session, SessionInput } from "../core/session.ts";
import type { Need, Objection } from "../core/trade/admission.ts";
import type { CommandReading } from "../core/trade/command-reading.ts";
import type { PoseView } from "./live-message.ts";

/** A session whose domain the station does not know. Made only by `anySession`. */
export type AnySession = Session<unknown, unknown, unknown>;

/** The one place where a domain's types are laid aside: the station only moves inputs in and events out. */
export function anySession<State, Command, Event>(session: Session<State, Command, Event>): AnySession {
  return session as unknown as AnySession;
}

export interface OpenedSession {
  readonly session: AnySession;
  readonly rulebook: { readonly id: string; readonly edition: string };
  readonly course: { readonly id: string } | null;
  /** The body on the course, for the live map; null for inspections or while there is no position. */
  pose(state: unknown): PoseView | null;
  /** How a vehicle stands in its lane; null for a job that has all of its seat from the beginning, as an exam its car. */
  lane(state: unknown): LaneStanding | null;
  /** Devices without which this job cannot be judged; `measures`: with a calibration that is in date. */
  readonly needs: readonly Need[];
  /** What the registry is asked before, by the rulebook; null where it is asked nothing. */
  readonly preChecks: PreChecking | null;
  /** Whether the papers have to come from the registry; null where the rulebook does not ask. */
  readonly papersRule: PapersRule | null;
  /** What speaks against beginning this job on its date, the subject's reasons first. Asked at the door alone. */
  readonly objections: readonly Objection[];
  /** Rules that a person may enter by hand; none in an inspection. */
  readonly rules: readonly EnteredRule[];
  /** All that had to be done is done, and people have to confirm it. */
  isSigning(state: unknown): boolean;
  /** What may follow a result of this verdict, by the rules of this job; null where nothing may. */
  following(verdict: Verdict): Following | null;
  /** A command from outside, in the form that this kind of job knows. */
  readCommand(value: unknown): CommandReading<unknown>;
}

/**
 * Makes the session of an order from the artifacts of the journal: at the door, after a restart, in a replay. Throws EdgeError
 * CONFIG_INVALID for a malformed artifact, with `context.part`: dossier, rulebook, course or vehicle.
 */
export type OpenSession = (
  order: JobOrder,
  artifact: (sha256: string) => string,
  openedWallMs: number,
) => OpenedSession;

interface Settled {
  readonly inputs: readonly SessionInput<unknown>[];
  /** What each of them led to. */
  readonly events: readonly (readonly unknown[])[];
  readonly endIndex: number;
  readonly at: EntryTime;
  readonly taken: readonly SessionInput<unknown>[];
}

/** One job as the journal tells it: the same fold while running, after a restart and in a replay. */
export class JobTrack {
  readonly job: JobId;
  readonly order: JobOrder;
  readonly opened: OpenedSession;
  readonly openedIndex: number;
  readonly openedAt: EntryTime;
  readonly opening: JobOpened;
  state: unknown;
  /** Just past the last entry of this job. */
  endIndex: number;
  clock: JobClock;
  inputs = 0;
  /** Since when it waits to be confirmed, by the wall clock; null where it does not. */
  signingSinceWallMs: number | null = null;
  /** What people did to it, in order. */
  readonly acts: JobAct[] = [];
  /** What happened when, of an inspection; null of an exam, whose way is drawn. */
  readonly line: TimelineTaken | null;

  constructor(entry: JobOpened, index: number, opened: OpenedSession, word: ClockWord) {
    this.opening = entry;
    this.job = entry.job;
    this.order = entry.order;
    this.opened = opened;
    this.openedIndex = index;
    this.openedAt = entry.at;
    this.state = opened.session.initial;
    this.endIndex = index + 1;
    this.clock = jobClockOf(entry.at, word);
    this.acts.push(...openingActs(entry));
    this.line = entry.order.kind === "inspection" ? new TimelineTaken(entry.at.wallMs) : null;
  }

  /** Folds one journalled input by the events it led to. */
  apply({ input, rejected, events, at }: JobInput, index: number): void {
    for (const event of events) this.state = this.opened.session.evolve(this.state, event);
    this.settle(this.state, {
      inputs: [input],
      events: [events],
      endIndex: index + 1,
      at,
      taken: rejected === undefined ? [input] : [],
    });
  }

  /** Takes over a state reached by live evolving, for these entries, of which the machine did not refuse those `taken`. */
  settle(state: unknown, { inputs, events, endIndex, at, taken }: Settled): void {
    this.state = state;
    this.inputs += inputs.length;
    this.endIndex = endIndex;
    this.clock = goneTo(this.clock, at);
    // Sent back and done again, it waits anew.
    if (!this.opened.isSigning(state)) this.signingSinceWallMs = null;
    else this.signingSinceWallMs ??= this.clock.endedWallMs;
    for (const input of taken) {
      const act = actOf(this.order.kind, input, at);
      if (act !== null) this.acts.push(act);
    }
    if (this.line !== null)
      for (const [place, input] of inputs.entries()) this.#takeDown(this.line, input, events[place] ?? []);
  }

  #takeDown(line: TimelineTaken, input: SessionInput<unknown>, events: readonly unknown[]): void {
    line.note({
      input,
      // Of an inspection, as its order says: the machine itself takes them from the journal so.
      events: events as readonly InspectionEvent[],
      atMs: this.clock.endedWallMs,
      codeOf: (index) => this.opened.session.report(this.state).items[index]?.item ?? "",
    });
  }

  lane(): LaneStanding | null {
    return this.opened.lane(this.state);
  }

  isOver(): boolean {
    return this.opened.session.report(this.state).phase === "over";
  }
}
