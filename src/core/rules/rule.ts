import { z } from "zod";
import type { DecimalString, Exact } from "../quantities/exact.ts";
import { roundHalfUp } from "../quantities/exact.ts";
import type { Condition } from "./condition.ts";
import { conditionSchema, decideCondition } from "./condition.ts";
import type { Facts } from "./fact.ts";
import { inputOf } from "./fact.ts";
import type { Confidence, Finding, Outcome } from "./finding.ts";
import type { LimitRow } from "./limit.ts";
import { limitInWords, limitRowSchema, meetsLimit, selectLimit } from "./limit.ts";
import { ruleProvenanceShape } from "./rulebook-header.ts";

/** A number computed by a formula, rounded once, held against a limit table. */
export interface Measure<Compute> {
  readonly compute: Compute;
  readonly unit: string;
  readonly decimals: number;
  readonly limits: readonly LimitRow[];
}

/** A rule is met when any of its measures is (most have one). `judges: false` rules are recorded and decide nothing. */
export interface Rule<Compute> {
  readonly id: string;
  /** Key of the item it belongs to, or `vehicle`. */
  readonly item: string;
  readonly textZh: string;
  readonly textEn: string;
  readonly clause: string | null;
  readonly source: string;
  readonly confidence: Confidence;
  readonly verifiedBy: string | null;
  readonly judges: boolean;
  readonly appliesWhen?: Condition | undefined;
  readonly measures: readonly Measure<Compute>[];
}

export function ruleSchema<Compute>(compute: z.ZodType<Compute>) {
  return z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    item: z.string().min(1),
    ...ruleProvenanceShape,
    judges: z.boolean(),
    appliesWhen: conditionSchema.optional(),
    measures: z
      .array(
        z.strictObject({
          compute,
          unit: z.string(),
          decimals: z.int().min(0).max(6),
          limits: z.array(limitRowSchema).min(1),
        }),
      )
      .min(1),
  });
}

/** What a formula gives: the exact number with its arithmetic in words, or why there is none. */
export type Computed = { readonly inputs: readonly string[] } & (
  | { readonly value: Exact; readonly arithmetic: string }
  | { readonly missing: string }
);

export type Formula<Compute> = (compute: Compute, facts: Facts) => Computed;

/** The finding of one rule on one set of facts. `item` is the item's code, or `vehicle`. */
export function evaluateRule<Compute>(
  rule: Rule<Compute>,
  item: string,
  facts: Facts,
  formula: Formula<Compute>,
): Finding {
  const applies = decideCondition(rule.appliesWhen, facts);
  if (applies.truth === "false") return unmeasured(rule, item, "not-applicable", "does not apply");
  if (applies.truth === "undecided") {
    const reason = `whether it applies depends on ${applies.missing.join("; ")}`;
    return unmeasured(rule, item, rule.judges ? "undecided" : "not-applicable", reason);
  }
  const results = rule.measures.map((measure) => evaluateMeasure(measure, facts, formula));
  const outcome = anyMeasure(results.map((result) => result.outcome));
  const shown = results.find((result) => result.outcome === outcome);
  if (shown === undefined) return unmeasured(rule, item, outcome, "no measure");
  const others = results.filter((result) => outcome !== "pass" && result !== shown);
  const provenance = shown.row ?? rule;
  return {
    rule: rule.id,
    item,
    outcome: rule.judges ? outcome : "not-applicable",
    textZh: rule.textZh,
    textEn: rule.textEn,
    clause: provenance.clause,
    source: provenance.source,
    confidence: provenance.confidence,
    verifiedBy: provenance.verifiedBy,
    inputs: shown.inputs.map((name) => inputOf(facts, name)),
    arithmetic: [shown, ...others].map((result) => result.arithmetic).join("; or "),
    value: shown.value,
    unit: shown.unit,
    limit: joinedLimit([shown, ...others]),
    deduction: null,
  };
}

interface MeasureResult {
  readonly outcome: Outcome;
  readonly inputs: readonly string[];
  readonly arithmetic: string;
  readonly value: DecimalString | null;
  readonly unit: string;
  readonly limit: string | null;
  readonly row: LimitRow | null;
}

function evaluateMeasure<Compute>(
  measure: Measure<Compute>,
  facts: Facts,
  formula: Formula<Compute>,
): MeasureResult {
  const selected = selectLimit(measure.limits, facts);
  const row = selected.kind === "row" ? selected.row : null;
  const computed = formula(measure.compute, facts);
  const value = "missing" in computed ? null : roundHalfUp(computed.value, measure.decimals);
  const unit = measure.unit === "" ? "" : ` ${measure.unit}`;
  const reasons = [
    ...("missing" in computed ? [`not computed: ${computed.missing}`] : []),
    ...(selected.kind === "undecided" ? [selected.reason] : []),
  ];
  return {
    outcome: measureOutcome(row, value),
    inputs: computed.inputs,
    arithmetic: [
      ...("missing" in computed ? [] : [`${computed.arithmetic} = ${value}${unit}`]),
      ...reasons,
    ].join("; "),
    value,
    unit: measure.unit,
    limit: row === null ? null : limitInWords(row, measure.unit),
    row,
  };
}

function measureOutcome(row: LimitRow | null, value: DecimalString | null): Outcome {
  if (row?.notJudged === true) return "not-applicable";
  if (row === null || value === null) return "undecided";
  return meetsLimit(row, value) ? "pass" : "fail";
}

/** Kleene's "or"; a measure that is not judged for this vehicle is no alternative. */
function anyMeasure(outcomes: readonly Outcome[]): Outcome {
  for (const outcome of ["pass", "undecided", "fail"] as const)
    if (outcomes.includes(outcome)) return outcome;
  return "not-applicable";
}

function joinedLimit(results: readonly MeasureResult[]): string | null {
  const limits = results.map((result) => result.limit).filter((limit) => limit !== null);
  return limits.length === 0 ? null : limits.join(" or ");
}

function unmeasured<Compute>(rule: Rule<Compute>, item: string, outcome: Outcome, reason: string): Finding {
  return {
    rule: rule.id,
    item,
    outcome,
    textZh: rule.textZh,
    textEn: rule.textEn,
    clause: rule.clause,
    source: rule.source,
    confidence: rule.confidence,
    verifiedBy: rule.verifiedBy,
    inputs: [],
    arithmetic: reason,
    value: null,
    unit: rule.measures[0]?.unit ?? "",
    limit: null,
    deduction: null,
  };
}
