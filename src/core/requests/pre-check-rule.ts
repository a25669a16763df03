import { z } from "zod";
import { conditionSchema, decideCondition } from "../rules/condition.ts";
import { type KnownFacts, type Slip, slipsOf } from "../rules/condition-check.ts";
import type { Facts } from "../rules/fact.ts";
import { ruleProvenanceShape } from "../rules/rulebook-header.ts";
import { type AskedSubject, askedCheck } from "./request-messages.ts";

const HOURS_MAX = 8_760;

/** What the registry is asked of a vehicle before it is inspected, and what comes of each answer and of none. */
export const preCheckRuleSchema = z.strictObject({
  check: askedCheck,
  /** Of whom; absent: of every vehicle. Where it cannot be decided it is asked. */
  when: conditionSchema.exactOptional(),
  /** stop: it is not inspected while this is so; say: it is, and its record says so. */
  whenFound: z.enum(["stop", "say"]),
  /** Of no answer, of one that does not know, and of one that is too old. */
  whenUnanswered: z.enum(["go-on", "say", "stop"]),
  /** How old what the answer says may be. */
  answerAgeHoursMax: z.int().min(1).max(HOURS_MAX),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

export type PreCheckRule = z.infer<typeof preCheckRuleSchema>;

/** What is asked of one vehicle. */
export interface PreChecking {
  readonly subject: AskedSubject;
  /** Each check once. */
  readonly rules: readonly PreCheckRule[];
}

/** More than there are checks cannot be: each stands once for each kind of vehicle that is told apart. */
export const PRE_CHECK_RULES_MAX = 40;

/** The first row of each check that is of this vehicle. */
export function preChecksOf(rules: readonly PreCheckRule[], facts: Facts): readonly PreCheckRule[] {
  const own = rules.filter(
    ({ when }) => when === undefined || decideCondition(when, facts).truth !== "false",
  );
  return own.filter(({ check }, at) => own.findIndex((other) => other.check === check) === at);
}

/** Conditions on what no vehicle has, and rows that an earlier one of the same check leaves nothing to. */
export function slipsOfPreChecks(rules: readonly PreCheckRule[], known: KnownFacts): readonly Slip[] {
  return rules.flatMap(({ check, when }, i) => [
    ...slipsOf(when, ["preChecks", i, "when"], known),
    ...(rules.slice(0, i).some((other) => other.check === check && other.when === undefined)
      ? [{ path: ["preChecks", i, "check"], message: "form:once" }]
      : []),
  ]);
}
