import type { Outcome, Verdict } from "./finding.ts";

const WORST_FIRST: readonly Verdict[] = ["fail", "void", "undecided", "pass"];

/** Any fail fails; else a void voids; else an undecided leaves it undecided. Nothing at all is undecided, never a pass. */
export function foldVerdicts(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "undecided";
}

/** Null when no rule applied, so that an item that only measures does not claim to have passed something. */
export function foldOutcomes(outcomes: readonly Outcome[]): Verdict | null {
  const judged = outcomes.filter((outcome) => outcome !== "not-applicable");
  return judged.length === 0 ? null : foldVerdicts(judged);
}
