import { z } from "zod";
import type { EarlierAttempt } from "../journal/entry.ts";
import { ruleProvenanceShape } from "../rules/rulebook-header.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { PapersFetched, PapersJudged } from "./papers-used.ts";

const HOURS_MAX = 8_760;
const MS_PER_HOUR = 3_600_000;

/** What a rulebook asks of where papers come from: the registry's word of the home region, or what a desk typed. */
export const papersRuleSchema = z.strictObject({
  /** Of papers that nobody fetched, that were not found, and that are too old. */
  whenMissing: z.enum(["go-on", "say", "stop"]),
  /** Of papers that say something else than the registry does. */
  whenChanged: z.enum(["say", "stop"]),
  /** How old what the registry says may be, from its `asOf`. */
  answerAgeHoursMax: z.int().min(1).max(HOURS_MAX),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

export type PapersRule = z.infer<typeof papersRuleSchema>;

/** Null where the rulebook does not ask. Who comes again is asked nothing: the first result says where the papers came from. */
export function papersRuleOf(
  { papers }: { readonly papers?: PapersRule },
  after?: EarlierAttempt,
): PapersRule | null {
  return after === undefined ? (papers ?? null) : null;
}

export type PapersDecision =
  | { readonly kind: "may"; readonly judged: PapersJudged }
  | { readonly kind: "stop"; readonly reason: Reason };

/**
 * What the rule makes of papers as they were taken in; `fetched` undefined: nobody asked the registry for them. Missing goes before
 * changed: of papers that are too old it does not matter what was changed in them.
 */
export function decidePapers(
  rule: PapersRule,
  fetched: PapersFetched | undefined,
  wallMs: number,
): PapersDecision {
  const tooOld = isTooOld(rule, fetched, wallMs);
  const missing = missingReason(fetched, tooOld);
  if (missing !== null) {
    if (rule.whenMissing === "stop") return stopped(missing);
    return { kind: "may", judged: { tooOld, done: rule.whenMissing === "say" ? "told" : "passed-over" } };
  }
  const changed = fetched?.changed ?? [];
  if (changed.length === 0) return { kind: "may", judged: { tooOld, done: "sound" } };
  if (rule.whenChanged === "stop") return stopped(reason("PAPERS_CHANGED", { keys: changed }));
  return { kind: "may", judged: { tooOld, done: "told" } };
}

function stopped(because: Reason): PapersDecision {
  return { kind: "stop", reason: reason("PAPERS_WANTED", { because }) };
}

function isTooOld({ answerAgeHoursMax }: PapersRule, fetched: PapersFetched | undefined, wallMs: number) {
  const asOf = fetched?.asOf ?? null;
  // What has no time is not known to be young.
  if (asOf === null) return fetched?.answer === "found";
  return wallMs - Date.parse(asOf) > answerAgeHoursMax * MS_PER_HOUR;
}

function missingReason(fetched: PapersFetched | undefined, tooOld: boolean): Reason | null {
  if (fetched === undefined) return reason("PAPERS_NOT_FETCHED", {});
  if (fetched.answer !== "found") return reason("PAPERS_TYPED", { answer: fetched.answer });
  return tooOld ? reason("PAPERS_TOO_OLD", { asOf: fetched.asOf ?? "" }) : null;
}
