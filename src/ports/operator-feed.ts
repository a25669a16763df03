import type { Prompt } from "../core/session.ts";

/** Tells whoever works at the lane or sits in the car what to do next: the console, or a simulated operator. */
export interface OperatorFeed {
  show(prompt: Prompt, atMs: number): void;
}

export type { Prompt };
