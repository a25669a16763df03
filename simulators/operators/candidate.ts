import type { Prompt } from "../../src/ports/operator-feed.ts";

/** What a candidate can do about an announcement. */
export interface CandidateActions {
  driveOff(atMs: number): void;
  pullUp(atMs: number): void;
}

/** The person at the wheel hears the announcements; `item-begin` tells a driver who knows the course nothing new. */
export class Candidate {
  readonly misunderstood: string[] = [];
  readonly #actions: CandidateActions;

  constructor(actions: CandidateActions) {
    this.#actions = actions;
  }

  hear(prompt: Prompt, atMs: number): void {
    if (prompt.action === "drive-off") this.#actions.driveOff(atMs);
    else if (prompt.action === "test-over") this.#actions.pullUp(atMs);
    else if (prompt.action !== "item-begin") this.misunderstood.push(prompt.action);
  }
}
