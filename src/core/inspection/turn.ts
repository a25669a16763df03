import type { Decision } from "../machine.ts";
import { accepted } from "../machine.ts";
import type { SessionEffect } from "../session.ts";
import type { InspectionEvent, InspectionState } from "./inspection-state.ts";
import { evolve } from "./inspection-state.ts";
import type { PromptAsk } from "./prompts.ts";
import { promptFor } from "./prompts.ts";

/**
 * One decision in the making: events are applied as they are emitted, so that what follows sees their state. Lives only
 * inside one call of `decide`.
 */
export class Turn {
  #state: InspectionState;
  readonly #events: InspectionEvent[] = [];
  readonly #effects: SessionEffect[] = [];

  constructor(state: InspectionState) {
    this.#state = state;
  }

  get state(): InspectionState {
    return this.#state;
  }

  emit(event: InspectionEvent): void {
    this.#state = evolve(this.#state, event);
    this.#events.push(event);
  }

  run(...effects: readonly SessionEffect[]): void {
    this.#effects.push(...effects);
  }

  /** The lane's lamps follow: green while somebody is to drive, else red. */
  ask(ask: PromptAsk, item: string | null): void {
    const prompt = promptFor(ask, item);
    this.emit({ type: "prompted", prompt });
    this.run({ kind: "prompt", prompt });
    if (ask.action === "drive-onto" || ask.action === "leave-lane") this.lamps("go");
  }

  lamps(shown: "go" | "stop"): void {
    this.run({ kind: "output", line: "lamp-stop", on: shown === "stop" });
    this.run({ kind: "output", line: "lamp-go", on: shown === "go" });
  }

  decision(): Decision<InspectionEvent, SessionEffect> {
    return accepted(this.#events, this.#effects);
  }
}
