import type { Prompt } from "../core/session.ts";

/** Tells whoever works at the lane or sits in the car what to do next in this job: the console, or a simulated operator. */
export interface OperatorFeed {
  show(prompt: Prompt, atMs: number, job: string): void;
}

export type { Prompt };
