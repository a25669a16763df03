import { accepted, type Decision } from "../machine.ts";
import type { DeliveryEffect } from "./delivery-input.ts";
import { type DeliveryEvent, type DeliveryState, evolve } from "./delivery-state.ts";

/** One decision in the making: what follows an event sees the state after it. Lives only inside one call of `decide`. */
export class OpenDecision {
  #state: DeliveryState;
  readonly #events: DeliveryEvent[] = [];
  readonly #effects: DeliveryEffect[] = [];

  constructor(state: DeliveryState) {
    this.#state = state;
  }

  get state(): DeliveryState {
    return this.#state;
  }

  emit(event: DeliveryEvent): void {
    this.#state = evolve(this.#state, event);
    this.#events.push(event);
  }

  run(effect: DeliveryEffect): void {
    this.#effects.push(effect);
  }

  log(level: "info" | "warn" | "error", what: string, details: Readonly<Record<string, unknown>>): void {
    this.run({ kind: "log", level, what, details });
  }

  close(): Decision<DeliveryEvent, DeliveryEffect> {
    return accepted(this.#events, this.#effects);
  }
}
