import type { Prompt } from "../../src/ports/operator-feed.ts";

/** What a candidate can do about an announcement. */
export interface CandidateActions {
  driveOff(atMs: number): void;
  pullUp(atMs: number): void;
}

const NOTHING_TO_DO: ReadonlySet<string> = new Set(["item-begin", "item-again"]);

/**
 * The person at the wheel hears the announcements. `item-begin` tells a driver who knows the course nothing new; to drive an item again,
 * this one waits to be led there.
 */
export class Candidate {
  readonly misunderstood: string[] = [];
  readonly #actions: CandidateActions;

  constructor(actions: CandidateActions) {
    this.#actions = actions;
  }

  hear(prompt: Prompt, atMs: number): void {
    if (prompt.action === "drive-off") this.#actions.driveOff(atMs);
    else if (prompt.action === "test-over") this.#actions.pullUp(atMs);
    else if (!NOTHING_TO_DO.has(prompt.action)) this.misunderstood.push(prompt.action);
  }
}
