import { Turn } from "../turn.ts";
import type { DeliveryEffect } from "./delivery-input.ts";
import { type DeliveryEvent, type DeliveryState, evolve } from "./delivery-state.ts";

/** One decision of delivery, which also has something to say to the log. */
export class OpenDecision extends Turn<DeliveryState, DeliveryEvent, DeliveryEffect> {
  constructor(state: DeliveryState) {
    super(state, evolve);
  }

  log(level: "info" | "warn" | "error", what: string, details: Readonly<Record<string, unknown>>): void {
    this.run({ kind: "log", level, what, details });
  }
}
