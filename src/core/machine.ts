import type { Reason } from "./trade/reasons.ts";

/**
 * A machine is two pure functions over closed unions. `decide` answers every input in every state, with
 * events and effects or with a refusal that says why; `evolve` is the only place where state changes.
 * Neither reads a clock, a file or chance: samples carry their own time, timers are effects and come back as inputs.
 */
export type Decision<Event, Effect> =
  | { readonly kind: "accepted"; readonly events: readonly Event[]; readonly effects: readonly Effect[] }
  | { readonly kind: "rejected"; readonly reason: Reason };

export interface Machine<State, Input, Event, Effect> {
  readonly initial: State;
  readonly decide: (state: State, input: Input) => Decision<Event, Effect>;
  readonly evolve: (state: State, event: Event) => State;
}

/** The answer of a state that has nothing to do with this input, but need not refuse it (a sample between runs). */
export const NOTHING: Decision<never, never> = { kind: "accepted", events: [], effects: [] };

export function accepted<Event, Effect>(
  events: readonly Event[],
  effects: readonly Effect[] = [],
): Decision<Event, Effect> {
  return { kind: "accepted", events, effects };
}

export function rejected(reason: Reason): Decision<never, never> {
  return { kind: "rejected", reason };
}

/** A broken invariant of ours. Stays on in production: the process stops, the journal makes the restart safe. */
export class AssertionFailure extends Error {
  override readonly name = "AssertionFailure";
}

export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new AssertionFailure(invariant);
}

export function unreachable(value: never): never {
  throw new AssertionFailure(`no case for ${JSON.stringify(value)}`);
}
