import { z } from "zod";
import type { DecimalString } from "../quantities/exact.ts";
import { compare, exact } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Condition } from "./condition.ts";
import { conditionSchema, decideCondition, decimalText } from "./condition.ts";
import type { Facts } from "./fact.ts";
import type { Confidence, Limit } from "./finding.ts";
import { ruleProvenanceShape } from "./rulebook-header.ts";

/** One row of a limit table. `notJudged` rows say in data that there is no limit for this vehicle. */
export interface LimitRow {
  readonly when?: Condition | undefined;
  readonly atLeast?: DecimalString | undefined;
  readonly atMost?: DecimalString | undefined;
  readonly notJudged?: true | undefined;
  readonly clause: string | null;
  readonly source: string;
  readonly confidence: Confidence;
  readonly verifiedBy: string | null;
}

export const limitRowSchema: z.ZodType<LimitRow> = z
  .strictObject({
    when: conditionSchema.optional(),
    atLeast: decimalText.optional(),
    atMost: decimalText.optional(),
    notJudged: z.literal(true).optional(),
    clause: ruleProvenanceShape.clause,
    source: ruleProvenanceShape.source,
    confidence: ruleProvenanceShape.confidence,
    verifiedBy: ruleProvenanceShape.verifiedBy,
  })
  .refine(
    (row) => (row.atLeast !== undefined || row.atMost !== undefined) !== (row.notJudged === true),
    "form:limitRow",
  );

export type SelectedLimit =
  | { readonly kind: "row"; readonly row: LimitRow }
  | { readonly kind: "undecided"; readonly reason: Reason };

/**
 * The first row whose condition is true. A row that cannot be decided before that makes the limit undecided: it might
 * have been the one. A table without a row for this vehicle is undecided too: a number nobody wrote down is no limit met.
 */
export function selectLimit(rows: readonly LimitRow[], facts: Facts): SelectedLimit {
  for (const row of rows) {
    const decided = decideCondition(row.when, facts);
    if (decided.truth === "true") return { kind: "row", row };
    if (decided.truth === "undecided")
      return { kind: "undecided", reason: reason("LIMIT_DEPENDS", { because: decided.missing }) };
  }
  return { kind: "undecided", reason: reason("LIMIT_MISSING", {}) };
}

/** `rounded` has already been rounded as the rule says; the comparison is exact and inclusive. */
export function meetsLimit(row: LimitRow, rounded: DecimalString): boolean {
  const value = exact(rounded);
  if (row.atLeast !== undefined && compare(value, exact(row.atLeast)) < 0) return false;
  return row.atMost === undefined || compare(value, exact(row.atMost)) <= 0;
}

/** The bounds of a row as a finding carries them; null for a row that judges nothing. */
export function limitOf(row: LimitRow, unit: string): Limit | null {
  const { atLeast = null, atMost = null } = row;
  if (atLeast === null && atMost === null) return null;
  return { atLeast, atMost, unit, window: null, decidedAt: null };
}
