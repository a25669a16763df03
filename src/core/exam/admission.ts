import type { EarlierAttempt } from "../journal/entry.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { Need, Objection } from "../trade/admission.ts";
import { reason } from "../trade/reasons.ts";
import type { Candidate } from "./candidate.ts";
import type { ExamRulebook } from "./rulebook.ts";

/** Positions are measured; the board in the car tells contacts and is no measuring instrument. */
export const EXAM_NEEDS: readonly Need[] = [
  { role: "gnss", measures: true },
  { role: "vehicle-io", measures: false },
];

/** What speaks against examining this candidate, or nobody by name, by this rulebook on this civil date; empty when nothing does. */
export function examObjections(
  candidate: Candidate | null,
  rulebook: ExamRulebook,
  today: string,
  after?: EarlierAttempt,
): Objection[] {
  const objections: Objection[] = [];
  const classes: readonly string[] = rulebook.licenceClasses;
  if (candidate !== null && !classes.includes(candidate.licenceClass)) {
    const { licenceClass } = candidate;
    const allowed = classes.join(", ");
    const why = reason("CLASS_NOT_COVERED", { licenceClass, rulebook: rulebook.id, allowed });
    objections.push({ about: "subject", reason: why });
  }
  if (after !== undefined && candidate?.attempt === 2 && rulebook.secondAttempt === null)
    objections.push({ about: "subject", reason: reason("NO_SECOND_BY_RULES", { rulebook: rulebook.id }) });
  const notInForce = whyNotInForce(rulebook, today);
  if (notInForce !== null) objections.push({ about: "station", reason: notInForce });
  return objections;
}
