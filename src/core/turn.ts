import { accepted, type Decision } from "./machine.ts";

/**
 * One decision in the making: events are applied as they are emitted, so that what follows sees their state. Lives only
 * inside one call of `decide`.
 */
export class Turn<State, Event, Effect> {
  #state: State;
  readonly #evolve: (state: State, event: Event) => State;
  readonly #events: Event[] = [];
  readonly #effects: Effect[] = [];

  constructor(state: State, evolve: (state: State, event: Event) => State) {
    this.#state = state;
    this.#evolve = evolve;
  }

  get state(): State {
    return this.#state;
  }

  emit(event: Event): void {
    this.#state = this.#evolve(this.#state, event);
    this.#events.push(event);
  }

  run(...effects: readonly Effect[]): void {
    this.#effects.push(...effects);
  }

  decision(): Decision<Event, Effect> {
    return accepted(this.#events, this.#effects);
  }
}
