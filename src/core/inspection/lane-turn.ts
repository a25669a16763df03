import type { SessionEffect } from "../session.ts";
import { Turn } from "../turn.ts";
import type { InspectionEvent, InspectionState } from "./inspection-state.ts";
import { evolve } from "./inspection-state.ts";
import { type LaneLayout, positionOf } from "./lane/layout.ts";
import type { PromptAsk } from "./prompts.ts";
import { promptFor } from "./prompts.ts";

/** One decision in a lane, with the lamps that tell a driver to go or to stay. */
export class LaneTurn extends Turn<InspectionState, InspectionEvent, SessionEffect> {
  readonly layout: LaneLayout;

  constructor(state: InspectionState, layout: LaneLayout) {
    super(state, evolve);
    this.layout = layout;
  }

  /** Where somebody is asked to drive, the lamps show green. */

  ask(ask: PromptAsk, item: string | null): void {
    const prompt = promptFor(ask, item);
    this.emit({ type: "prompted", prompt });
    this.run({ kind: "prompt", prompt });
    if (ask.action === "leave-lane") for (const position of this.state.lane.holds) this.lamps("go", position);
    const position = ask.action === "drive-onto" ? positionOf(this.layout, ask.params.place) : null;
    if (position !== null) this.lamps("go", position);
  }

  /** Of a position, for the vehicle that has it. */
  lamps(shown: "go" | "stop", position: string): void {
    this.run({ kind: "output", line: "lamp-stop", position, on: shown === "stop" });
    this.run({ kind: "output", line: "lamp-go", position, on: shown === "go" });
  }
}
