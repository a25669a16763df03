import type { SessionEffect } from "../session.ts";
import { Turn } from "../turn.ts";
import type { InspectionEvent, InspectionState } from "./inspection-state.ts";
import { evolve } from "./inspection-state.ts";
import type { PromptAsk } from "./prompts.ts";
import { promptFor } from "./prompts.ts";

/** One decision in a lane, with the lamps that tell a driver to go or to stay. */
export class LaneTurn extends Turn<InspectionState, InspectionEvent, SessionEffect> {
  constructor(state: InspectionState) {
    super(state, evolve);
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
}
