import type { EntryTime } from "../core/journal/entry.ts";
import { unreachable } from "../core/machine.ts";
import type { JobId } from "../core/quantities/ids.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../core/session.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
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
}

export interface SettledBatch<Command> {
  /** Those that stand in the journal: what followed a concluding input does not. */
  readonly inputs: readonly SessionInput<Command | CommonCommand>[];
  /** Journal index just past the last entry of the batch. */
  readonly endIndex: number;
  readonly at: EntryTime;
  /** True if any event changed the state. */
  readonly changed: boolean;
  /** True if the last input of the batch concluded the session. */
  readonly concluded: boolean;
}

/**
 * The loop of one job: decide, append durably, evolve, run effects. Inputs that arrive while a batch is on its way to
 * the disk form the next batch, so a slow sync makes batches larger, not the loop slower. Within a batch later inputs
 * are decided on the state the earlier ones lead to; nothing of a batch is visible, acted on or sent before all of it is
 * durable.
 */
export class SessionRunner<State, Command, Event> {
  readonly #options: SessionRunnerOptions<State, Command, Event>;
  #state: State;
  #queue: SessionInput<Command | CommonCommand>[] = [];
  #writing = false;
  /** The session is concluded: no further input belongs to it. */
  #concluded = false;
  #stopped = false;
  readonly #timers = new Map<string, TimerHandle>();

  constructor(options: SessionRunnerOptions<State, Command, Event>) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): State {
    return this.#state;
  }

  offer(input: SessionInput<Command | CommonCommand>): void {
    if (this.#stopped || this.#concluded) return;
    this.#queue.push(input);
    this.#pump();
  }

  /** No further input is taken, no timer fires, no effect runs; what is still on its way to the disk is the next start's affair. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #pump(): void {
    while (!this.#writing && this.#queue.length > 0) {
      this.#writing = true;
      const inputs = this.#queue;
      this.#queue = [];
      const { state, entries, effects, changed } = this.#decideBatch(inputs);
      this.#options.journal.append(entries, (firstIndex, at) => {
        if (this.#stopped) return;
        this.#state = state;
        this.#writing = false;
        for (const effect of effects) this.#run(effect);
        this.#options.settled(state, {
          inputs: inputs.slice(0, entries.length),
          endIndex: firstIndex + entries.length,
          at,
          changed,
          concluded: this.#concluded,
        });
        this.#pump();
      });
    }
  }

  #decideBatch(inputs: readonly SessionInput<Command | CommonCommand>[]) {
    const { session, job } = this.#options;
    let state = this.#state;
    let changed = false;
    const entries: UnstampedEntry[] = [];
    const effects: SessionEffect[] = [];
    for (const input of inputs) {
      const decision = session.decide(state, input);
      if (decision.kind === "rejected") {
        entries.push({ type: "job-input", job, input, rejected: decision.reason, events: [] });
        continue;
      }
      for (const event of decision.events) state = session.evolve(state, event);
      if (decision.events.length > 0) changed = true;
      effects.push(...decision.effects);
      entries.push({ type: "job-input", job, input, events: decision.events });
      // The concluding entry is the last of the evidence: what arrived after it belongs to no job.
      if (decision.effects.some((effect) => effect.kind === "conclude")) {
        this.#concluded = true;
        break;
      }
    }
    return { state, entries, effects, changed };
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
