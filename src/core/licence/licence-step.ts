import type { AnyReason } from "../trade/reason-shape.ts";
import type { Reason } from "../trade/reasons.ts";
import type { LicenceStep } from "../trade/words/licence-steps.ts";

export type StepState = "good" | "failed" | "not-checked";

export interface StepTaken {
  readonly step: LicenceStep;
  readonly state: StepState;
}

/** A failed step stops nothing but that the licence is accepted: everything that is wrong is told at once. */
export class Findings {
  readonly failures: Reason[] = [];
  readonly notes: AnyReason[] = [];
  readonly #steps = new Map<LicenceStep, StepState>();

  /** What was done; a step of which something failed stays failed. */
  done(step: LicenceStep, state: StepState = "good"): void {
    if (!this.#steps.has(step)) this.#steps.set(step, state);
  }

  fail(step: LicenceStep, ...reasons: readonly Reason[]): void {
    if (reasons.length === 0) return;
    this.#steps.set(step, "failed");
    this.failures.push(...reasons);
  }

  note(why: Reason): void {
    this.notes.push(why);
  }

  stateOf(step: LicenceStep): StepState {
    return this.#steps.get(step) ?? "not-checked";
  }
}
