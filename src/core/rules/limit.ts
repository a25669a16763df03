import { z } from "zod";
import type { DecimalString } from "../quantities/exact.ts";
import { compare, exact } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { SEVERITY_CODES, type Severity } from "../trade/words/severities.ts";
import type { Condition } from "./condition.ts";
import { comparisonsIn, conditionSchema, type Decided, decideCondition, decimalText } from "./condition.ts";
import type { Facts } from "./fact.ts";
import type { Confidence, Limit, Outcome } from "./finding.ts";
import { ruleProvenanceShape } from "./rulebook-header.ts";
import { gravestFirst, isFailing } from "./severity.ts";

/**
 * One row of a limit table. `notJudged` rows say in data that there is no limit for this vehicle, `notInBook` rows that there may be
 * one, but not in this book: it stays undecided. `severity` says how grave it is to break this row; the rows of one severity are a
 * table of their own.
 */
export interface LimitRow {
  readonly when?: Condition | undefined;
  readonly atLeast?: DecimalString | undefined;
  readonly atMost?: DecimalString | undefined;
  readonly notJudged?: true | undefined;
  readonly notInBook?: true | undefined;
  readonly severity?: Severity | undefined;
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
    notInBook: z.literal(true).optional(),
    severity: z.enum(SEVERITY_CODES).optional(),
    clause: ruleProvenanceShape.clause,
    source: ruleProvenanceShape.source,
    confidence: ruleProvenanceShape.confidence,
    verifiedBy: ruleProvenanceShape.verifiedBy,
  })
  .refine(
    ({ atLeast, atMost, notJudged, notInBook }) =>
      [atLeast !== undefined || atMost !== undefined, notJudged, notInBook].filter(Boolean).length === 1,
    "form:limitRow",
  );

/** Ours, as for one condition: the largest table in force has ten rows and some thirty comparisons. */
const ROWS_MAX = 40;
const COMPARISONS_MAX = 120;

/** The table of a measure: graded as a whole, or not at all. */
export const limitTableSchema = z
  .array(limitRowSchema)
  .min(1)
  .max(ROWS_MAX)
  .refine(
    (rows) => rows.reduce((sum, { when }) => sum + comparisonsIn(when), 0) <= COMPARISONS_MAX,
    `form:comparisons:${COMPARISONS_MAX}`,
  )
  .refine(
    (rows) => rows.every(({ severity }) => (severity === undefined) === (rows[0]?.severity === undefined)),
    "form:severityOfAll",
  );

export type SelectedLimit =
  | { readonly kind: "row"; readonly row: LimitRow }
  /** `row`: the one that says so. */
  | { readonly kind: "undecided"; readonly reason: Reason; readonly row?: LimitRow };

/**
 * The first row whose condition is true. A row that cannot be decided before that makes the limit undecided: it might
 * have been the one. A table without a row for this vehicle is undecided too: a number nobody wrote down is no limit met.
 */
export function selectLimit(rows: readonly LimitRow[], facts: Facts): SelectedLimit {
  return firstRow(rows, ({ when }) => decideCondition(when, facts));
}

function firstRow(rows: readonly LimitRow[], decide: (row: LimitRow) => Decided): SelectedLimit {
  for (const row of rows) {
    const decided = decide(row);
    if (decided.truth === "true")
      return row.notInBook === true
        ? { kind: "undecided", reason: reason("LIMIT_MISSING", {}), row }
        : { kind: "row", row };
    if (decided.truth === "undecided")
      return { kind: "undecided", reason: reason("LIMIT_DEPENDS", { because: decided.missing }) };
  }
  return { kind: "undecided", reason: reason("LIMIT_MISSING", {}) };
}

/** The limit of each severity that the table grades by, the gravest first; the one limit of a table that does not grade. */
export function selectLimits(rows: readonly LimitRow[], facts: Facts): readonly SelectedLimit[] {
  return selectLimitsBy(rows, ({ when }) => decideCondition(when, facts));
}

export function selectLimitsBy(
  rows: readonly LimitRow[],
  decide: (row: LimitRow) => Decided,
): readonly SelectedLimit[] {
  return gravestFirst(rows.map(({ severity }) => severity)).map((severity) =>
    firstRow(
      rows.filter((row) => row.severity === severity),
      decide,
    ),
  );
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

export interface Held {
  readonly outcome: Outcome;
  /** Of the limit that was broken, where the table grades. */
  readonly severity: Severity | null;
  /** The row that decided it, or that could not. */
  readonly row: LimitRow | null;
}

/**
 * The gravest broken limit that fails; else whatever keeps one of them from being decided; else a broken one that only has to be told.
 * Of several that are met, or that nobody can decide, the strictest is shown: it stands last.
 */
export function heldAgainst(selected: readonly SelectedLimit[], value: DecimalString | null): Held {
  const held = selected.map((one): Held => {
    const row = one.row ?? null;
    const outcome = one.kind === "row" ? measureOutcome(one.row, value) : "undecided";
    const severity = outcome === "fail" ? (row?.severity ?? null) : null;
    const told = outcome === "fail" && !isFailing(row?.severity);
    return { outcome: told ? "pass" : outcome, severity, row };
  });
  return (
    held.find(({ outcome }) => outcome === "fail") ??
    held.findLast(({ outcome }) => outcome === "undecided") ??
    held.find(({ severity }) => severity !== null) ??
    held.findLast(({ outcome }) => outcome === "pass") ??
    held[0] ?? { outcome: "undecided", severity: null, row: null }
  );
}

function measureOutcome(row: LimitRow, value: DecimalString | null): Outcome {
  if (row.notJudged === true) return "not-applicable";
  if (value === null) return "undecided";
  return meetsLimit(row, value) ? "pass" : "fail";
}
