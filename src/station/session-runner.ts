import type { EntryTime } from "../core/journal/entry.ts";
import { type Decision, unreachable } from "../core/machine.ts";
import { asId, type JobId } from "../core/quantities/ids.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../core/session.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import { faultInOneLine } from "./fault-line.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";

/** What the runner hands on once it is durable. Timers it keeps to itself. */
export type OutwardEffect = Exclude<SessionEffect, { kind: "start-timer" | "cancel-timer" }>;

export interface SessionRunnerOptions<State, Command, Event> {
  readonly job: JobId;
  readonly session: Session<State, Command, Event>;
  /** The state the journal gives; `session.initial` for a new job. */
  readonly state: State;
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly timers: Timers;
  perform(effect: OutwardEffect): void;
  /** After every durable batch: the new state, and what led to it. */
  settled(state: State, batch: SettledBatch<Command>): void;
  /** A function of this job threw. The machines must be made safe now; how the job ends comes later. Called once. */
  broke(cause: unknown): void;
  /** The job could not even be aborted: it has no end of its own. Called once, after `broke`. */
  lost(cause: unknown): void;
}

export interface SettledBatch<Command> {
  /** Those that stand in the journal: what followed a concluding input does not. */
  readonly inputs: readonly SessionInput<Command | CommonCommand>[];
  /** Those of them that the machine did not refuse. */
  readonly taken: readonly SessionInput<Command | CommonCommand>[];
  /** What each of `inputs` led to; nothing where the machine refused it. */
  readonly events: readonly (readonly unknown[])[];
  /** Journal index just past the last entry of the batch. */
  readonly endIndex: number;
  readonly at: EntryTime;
  /** True if any event changed the state. */
  readonly changed: boolean;
  /** True if the last input of the batch concluded the session. */
  readonly concluded: boolean;
}

/** What the machine says to an input that somebody waits for; it comes when the answer is durable. */
export type Answer = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly reason: Reason };
export type Answered = (answer: Answer) => void;

type Input<Command> = SessionInput<Command | CommonCommand>;
interface Queued<Command> {
  readonly input: Input<Command>;
  readonly answered: Answered | null;
}

interface Decided<State, Command> {
  readonly state: State;
  /** Those of the batch that `entries` holds, one for each. */
  readonly inputs: readonly Input<Command>[];
  readonly taken: readonly Input<Command>[];
  readonly events: readonly (readonly unknown[])[];
  readonly entries: readonly UnstampedEntry[];
  readonly effects: readonly SessionEffect[];
  readonly answers: readonly Answer[];
  readonly changed: boolean;
  /** What a function threw at the first input that is not in `entries`. */
  readonly thrown: Thrown | null;
}

interface Thrown {
  readonly cause: unknown;
}

interface Durable {
  readonly endIndex: number;
  readonly at: EntryTime;
}

/**
 * The loop of one job: decide, append durably, evolve, run effects. Inputs that arrive while a batch is on its way to
 * the disk form the next batch, so a slow sync makes batches larger, not the loop slower. Within a batch later inputs
 * are decided on the state the earlier ones lead to; nothing of a batch is visible, acted on or sent before all of it is
 * durable.
 *
 * A function of the job that throws ends this job and no other: its machines are made safe, then the job is aborted on
 * the last state that was whole. Whoever waits for an answer gets one, whatever happens.
 */
export class SessionRunner<State, Command, Event> {
  readonly #options: SessionRunnerOptions<State, Command, Event>;
  #state: State;
  #queue: Queued<Command>[] = [];
  /** In the batch that is on its way to the disk; answered when it is there. */
  #onTheWay: readonly Queued<Command>[] = [];
  #writing = false;
  /** The session is concluded: no further input belongs to it. */
  #concluded = false;
  /** The first thing that threw: no input is taken any more and no effect runs, unless the job was concluded before. */
  #broken: Thrown | null = null;
  #stopped = false;
  readonly #timers = new Map<string, TimerHandle>();

  constructor(options: SessionRunnerOptions<State, Command, Event>) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): State {
    return this.#state;
  }

  offer(input: Input<Command>, answered: Answered | null = null): void {
    if (this.#stopped || this.#concluded || this.#broken !== null) {
      answered?.(this.#gone());
      return;
    }
    this.#queue.push({ input, answered });
    this.#pump();
  }

  /** No further input is taken, no timer fires, no effect runs; what is still on its way to the disk is the next start's affair. */
  stop(): void {
    this.#stopped = true;
    this.#quiet();
    for (const { answered } of this.#onTheWay) answered?.(refused(reason("STATION_STOPPING", {})));
    this.#onTheWay = [];
  }

  /** Something of this job threw outside the loop. */
  fail(cause: unknown): void {
    if (this.#stopped || this.#broken !== null) return;
    this.#breaks(cause);
    this.#quiet();
    // What is on its way to the disk comes first: an abort decided without it would stand on another state than it says.
    if (!this.#writing) this.#breakOff(cause, true);
  }

  /** At once, and not only when the batch that it happened in is durable: a disk may take its time, rollers do not. */
  #breaks(cause: unknown): void {
    if (this.#broken !== null) return;
    this.#broken = { cause };
    this.#options.broke(cause);
  }

  #quiet(): void {
    const waiting = this.#queue;
    this.#queue = [];
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    for (const { answered } of waiting) answered?.(this.#gone());
  }

  #gone(): Answer {
    return refused(reason("JOB_UNKNOWN", { job: this.#options.job }));
  }

  #pump(): void {
    while (!this.#writing && this.#queue.length > 0) {
      const queued = this.#queue;
      this.#queue = [];
      const decided = this.#decideBatch(queued.map(({ input }) => input));
      if (decided.thrown !== null) this.#breaks(decided.thrown.cause);
      if (decided.entries.length === 0) this.#settle(queued, decided, null);
      else this.#append(queued, decided);
    }
  }

  #append(queued: readonly Queued<Command>[], decided: Decided<State, Command>): void {
    this.#writing = true;
    this.#onTheWay = queued;
    let isDurable = false;
    try {
      this.#options.journal.append(decided.entries, (firstIndex, at) => {
        isDurable = true;
        if (this.#stopped) return;
        this.#onTheWay = [];
        this.#state = decided.state;
        // What the effects bring back at once waits until this batch is settled: state never goes back.
        this.#settle(queued, decided, { endIndex: firstIndex + decided.entries.length, at });
        this.#writing = false;
        this.#pump();
      });
    } catch (cause) {
      if (isDurable) throw cause;
      this.#notAppended(queued, cause);
    }
  }

  /** The journal did not take the batch at all, so nothing of it happened. */
  #notAppended(queued: readonly Queued<Command>[], cause: unknown): void {
    this.#writing = false;
    this.#onTheWay = [];
    this.#concluded = false;
    this.#breaks(cause);
    for (const { answered } of queued) answered?.(this.#unanswered({ cause }));
    this.#breakOff(cause, true);
  }

  #decideBatch(inputs: readonly Input<Command>[]): Decided<State, Command> {
    const { session, job } = this.#options;
    let state = this.#state;
    let changed = false;
    const kept: Input<Command>[] = [];
    const taken: Input<Command>[] = [];
    const entries: UnstampedEntry[] = [];
    const events: (readonly unknown[])[] = [];
    const effects: SessionEffect[] = [];
    const answers: Answer[] = [];
    for (const input of inputs) {
      try {
        const decision = session.decide(state, input);
        if (isNothingNew(input, decision)) {
          answers.push({ kind: "accepted" });
          continue;
        }
        kept.push(input);
        if (decision.kind === "rejected") {
          entries.push({ type: "job-input", job, input, rejected: decision.reason, events: [] });
          events.push([]);
          answers.push(
            refused(reason("COMMAND_REFUSED", { command: nameOf(input), because: decision.reason })),
          );
          continue;
        }
        state = decision.events.reduce(session.evolve, state);
        if (decision.events.length > 0) changed = true;
        effects.push(...decision.effects);
        entries.push({ type: "job-input", job, input, events: decision.events });
        events.push(decision.events);
        taken.push(input);
        answers.push({ kind: "accepted" });
        // The concluding entry is the last of the evidence: what arrived after it belongs to no job.
        if (decision.effects.some((effect) => effect.kind === "conclude")) {
          this.#concluded = true;
          break;
        }
      } catch (cause) {
        const inputs = kept.slice(0, entries.length);
        return { state, inputs, taken, events, entries, effects, answers, changed, thrown: { cause } };
      }
    }
    return { state, inputs: kept, taken, events, entries, effects, answers, changed, thrown: null };
  }

  /** The batch is durable (`durable` null: nothing of it had to be): effects, then what is shown, then the answers. */
  #settle(
    queued: readonly Queued<Command>[],
    decided: Decided<State, Command>,
    durable: Durable | null,
  ): void {
    this.#runAll(decided.effects);
    const shown = durable === null || this.#show(decided, durable);
    const broken = this.#broken;
    queued.forEach(({ answered }, at) => {
      answered?.(decided.answers[at] ?? this.#unanswered(broken));
    });
    if (this.#concluded) this.#quiet();
    if (broken !== null) this.#breakOff(broken.cause, shown);
  }

  /** A job that is broken sets nothing going any more: its machines were made safe. */
  #runAll(effects: readonly SessionEffect[]): void {
    for (const effect of effects) {
      if (this.#stopped || (this.#broken !== null && !this.#concluded)) return;
      try {
        this.#run(effect);
      } catch (cause) {
        this.#breaks(cause);
      }
    }
  }

  /** False if it threw. */
  #show({ inputs, taken, events, state, changed }: Decided<State, Command>, durable: Durable) {
    try {
      const concluded = this.#concluded;
      this.#options.settled(state, { inputs, taken, events, ...durable, changed, concluded });
      return true;
    } catch (cause) {
      this.#breaks(cause);
      return false;
    }
  }

  /** An input that was not decided: the session was over before it, or something threw at it. */
  #unanswered(thrown: Thrown | null): Answer {
    return thrown === null
      ? this.#gone()
      : refused(reason("SOFTWARE_FAULT", { detail: faultInOneLine(thrown.cause) }));
  }

  /** `shown`: the last durable batch was settled; a verdict that is durable and settled stays what it is. */
  #breakOff(cause: unknown, shown: boolean): void {
    this.#quiet();
    const { lost, session, job, clock, journal, settled } = this.#options;
    if (this.#concluded) {
      if (!shown) lost(cause);
      return;
    }
    this.#concluded = true;
    const why = reason("SOFTWARE_FAILED", { detail: faultInOneLine(cause) });
    const input: Input<Command> = {
      kind: "command",
      by: asId<"actor">("station"),
      atMs: clock.monoMs(),
      command: { name: "abort", reason: why },
    };
    let state = this.#state;
    try {
      const decision = session.decide(state, input);
      const ends = decision.kind === "accepted" && decision.effects.some(({ kind }) => kind === "conclude");
      if (!ends) {
        lost(cause);
        return;
      }
      state = decision.events.reduce(session.evolve, state);
      const entry: UnstampedEntry = { type: "job-input", job, input, events: decision.events };
      journal.append([entry], (firstIndex, at) => {
        if (this.#stopped) return;
        this.#state = state;
        try {
          settled(state, {
            inputs: [input],
            taken: [input],
            events: [decision.events],
            endIndex: firstIndex + 1,
            at,
            changed: true,
            concluded: true,
          });
        } catch (second) {
          lost(second);
        }
      });
    } catch {
      // It cannot even be aborted: that is what `lost` is for; the first cause is the one worth telling.
      lost(cause);
    }
  }

  #run(effect: SessionEffect): void {
    switch (effect.kind) {
      case "start-timer": {
        this.#timers.get(effect.id)?.cancel();
        const timer = this.#options.timers.start(effect.id, effect.afterMs, () => {
          this.#timers.delete(effect.id);
          this.offer({ kind: "timer", id: effect.id, atMs: this.#options.clock.monoMs() });
        });
        this.#timers.set(effect.id, timer);
        return;
      }
      case "cancel-timer":
        this.#timers.get(effect.id)?.cancel();
        this.#timers.delete(effect.id);
        return;
      case "instrument":
      case "output":
      case "prompt":
      case "conclude":
        this.#options.perform(effect);
        return;
      default:
        unreachable(effect);
    }
  }
}

/** A fault that comes and goes is evidence where it spoils something; a journal of the rest would grow for as long as it does. */
function isNothingNew<Event>(
  input: SessionInput<unknown>,
  decision: Decision<Event, SessionEffect>,
): boolean {
  if (input.kind !== "fault" || input.fault.again !== true) return false;
  return decision.kind === "rejected" || (decision.events.length === 0 && decision.effects.length === 0);
}

function refused(why: Reason): Answer {
  return { kind: "refused", reason: why };
}

function nameOf(input: SessionInput<unknown>): string {
  if (input.kind !== "command") return input.kind;
  const { command } = input;
  const named = typeof command === "object" && command !== null && "name" in command;
  return named ? String(command.name) : "?";
}
