import { z } from "zod";
import type { DecimalString, Exact } from "../quantities/exact.ts";
import { isDecimalString, roundHalfUp } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Severity } from "../trade/words/severities.ts";
import type { Condition } from "./condition.ts";
import { conditionSchema, decideCondition, factsNamedIn } from "./condition.ts";
import type { Fact, Facts } from "./fact.ts";
import { factOf, inputOf, numberFact } from "./fact.ts";
import type { Confidence, Finding, FindingInput, Limit, Outcome } from "./finding.ts";
import type { LimitRow } from "./limit.ts";
import { heldAgainst, limitOf, limitTableSchema, selectLimits } from "./limit.ts";
import { ID_MAX, ruleProvenanceShape, TEXT_MAX } from "./rulebook-header.ts";

/** A number computed by a formula, rounded once, held against a limit table. */
export interface Measure<Compute> {
  readonly compute: Compute;
  readonly unit: string;
  readonly decimals: number;
  readonly limits: readonly LimitRow[];
}

/** A rule is met when any of its measures is (most have one); the first one grades what is broken. `judges: false` rules are recorded and decide nothing. */
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
  /**
   * When its figures can be believed; its own rounded value may be named by its id. One that is false, or that nobody
   * can decide, leaves the rule undecided: an instrument in doubt neither passes nor fails a vehicle.
   */
  readonly credibleWhen?: Condition | undefined;
  /** Facts that no formula takes but that a reader needs to follow the figure. */
  readonly alongside?: readonly string[] | undefined;
  readonly measures: readonly Measure<Compute>[];
}

const ALONGSIDE_MAX = 20;
const MEASURES_MAX = 8;

export function ruleSchema<Compute>(compute: z.ZodType<Compute>) {
  return z.strictObject({
    id: z
      .string()
      .max(ID_MAX)
      .regex(/^[a-z0-9][a-z0-9.-]*$/),
    item: z.string().min(1).max(ID_MAX),
    ...ruleProvenanceShape,
    judges: z.boolean(),
    appliesWhen: conditionSchema.optional(),
    credibleWhen: conditionSchema.optional(),
    alongside: z.array(z.string().min(1).max(TEXT_MAX)).max(ALONGSIDE_MAX).optional(),
    measures: z
      .array(
        z.strictObject({
          compute,
          unit: z.string().max(ID_MAX),
          decimals: z.int().min(0).max(6),
          limits: limitTableSchema,
        }),
      )
      .min(1)
      .max(MEASURES_MAX),
  });
}

/** What a formula gives: the exact number with its expression (figures, units and signs only), or why there is none. */
export type Computed = { readonly inputs: readonly string[] } & (
  | { readonly value: Exact; readonly expression: string }
  | { readonly missing: readonly Reason[] }
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
  if (applies.truth === "false")
    return unmeasured(rule, item, "not-applicable", [reason("DOES_NOT_APPLY", {})]);
  if (applies.truth === "undecided") {
    const why = reason("APPLIES_DEPENDS", { because: applies.missing });
    return unmeasured(rule, item, rule.judges ? "undecided" : "not-applicable", [why]);
  }
  const results = rule.measures.map((measure) => evaluateMeasure(measure, facts, formula));
  const measured = anyMeasure(results.map((result) => result.outcome));
  const shown =
    results.find(
      ({ outcome, severity }) => outcome === measured && (measured !== "pass" || severity === null),
    ) ?? results.find(({ outcome }) => outcome === measured);
  if (shown === undefined) return unmeasured(rule, item, measured, []);
  const others = results.filter((result) => measured !== "pass" && result !== shown);
  const doubt = measured === "pass" || measured === "fail" ? whyIncredible(rule, shown, facts) : null;
  const outcome = !rule.judges ? "not-applicable" : doubt === null ? measured : "undecided";
  const severity = outcome === "pass" || outcome === "fail" ? shown.severity : null;
  const ways = [shown, ...others];
  const provenance = shown.row ?? rule;
  return {
    rule: rule.id,
    item,
    outcome,
    ...(severity === null ? {} : { severity }),
    textZh: rule.textZh,
    textEn: rule.textEn,
    clause: provenance.clause,
    source: provenance.source,
    confidence: provenance.confidence,
    verifiedBy: provenance.verifiedBy,
    inputs: inputsOf(rule, shown, facts),
    arithmetic: [
      ...ways.flatMap((result) => result.arithmetic),
      ...(doubt === null ? [] : [doubt]),
      ...(severity === null ? [] : [reason("GRADED", { severity })]),
    ],
    value: shown.value,
    unit: shown.unit,
    limits: ways.map((result) => result.limit).filter((limit) => limit !== null),
    deduction: null,
  };
}

/** What was computed with, and then what chose the limit: a reader asks why this limit and not another. */
function inputsOf<Compute>(rule: Rule<Compute>, shown: MeasureResult, facts: Facts): FindingInput[] {
  const chosenBy = factsNamedIn(shown.row?.when).filter((name) => name !== rule.id);
  return [...new Set([...shown.inputs, ...(rule.alongside ?? []), ...chosenBy])].map((name) =>
    inputOf(facts, name),
  );
}

function whyIncredible<Compute>(rule: Rule<Compute>, shown: MeasureResult, facts: Facts): Reason | null {
  if (rule.credibleWhen === undefined) return null;
  const own: Fact | null = shown.value === null ? null : numberFact(shown.value, shown.unit);
  const known: Facts = own === null ? facts : new Map([...facts, [rule.id, own]]);
  const credible = decideCondition(rule.credibleWhen, known);
  if (credible.truth === "true") return null;
  if (credible.truth === "undecided") return reason("CREDIBLE_DEPENDS", { because: credible.missing });
  const names = [...new Set(factsNamedIn(rule.credibleWhen))];
  return reason("NOT_CREDIBLE", { figures: names.map((name) => figureOf(factOf(known, name), name)) });
}

function figureOf(fact: Fact, name: string): [string, string | null, string] {
  if (fact.kind === "missing") return [name, null, ""];
  return [name, fact.value, fact.kind === "number" ? fact.unit : ""];
}

interface MeasureResult {
  readonly outcome: Outcome;
  /** Of the limit that was broken, where the table grades. */
  readonly severity: Severity | null;
  readonly inputs: readonly string[];
  readonly arithmetic: readonly Reason[];
  readonly value: DecimalString | null;
  readonly unit: string;
  readonly limit: Limit | null;
  readonly row: LimitRow | null;
}

function evaluateMeasure<Compute>(
  measure: Measure<Compute>,
  facts: Facts,
  formula: Formula<Compute>,
): MeasureResult {
  const computed = formula(measure.compute, facts);
  const rounded = "missing" in computed ? null : roundHalfUp(computed.value, measure.decimals);
  // No instrument gives such a number: what cannot be compared is no figure, and the rule stays undecided.
  const value = rounded !== null && isDecimalString(rounded) ? rounded : null;
  const selected = selectLimits(measure.limits, facts);
  const { outcome, severity, row } = heldAgainst(selected, value);
  return {
    outcome,
    severity,
    inputs: computed.inputs,
    arithmetic: [
      ...whatCameOf(computed, rounded, value, measure.unit),
      ...selected.flatMap((one) => (one.kind === "undecided" ? [one.reason] : [])),
    ],
    value,
    unit: measure.unit,
    limit: row === null ? null : limitOf(row, measure.unit),
    row,
  };
}

function whatCameOf(
  computed: Computed,
  rounded: string | null,
  value: DecimalString | null,
  unit: string,
): readonly Reason[] {
  if ("missing" in computed || rounded === null)
    return [reason("NOT_COMPUTED", { because: "missing" in computed ? computed.missing : [] })];
  const came = reason("COMPUTED", { expression: computed.expression, value: rounded, unit });
  return value === null ? [came, reason("TOO_MANY_DIGITS", { value: rounded })] : [came];
}

/** Kleene's "or"; a measure that is not judged for this vehicle is no alternative. */
function anyMeasure(outcomes: readonly Outcome[]): Outcome {
  for (const outcome of ["pass", "undecided", "fail"] as const)
    if (outcomes.includes(outcome)) return outcome;
  return "not-applicable";
}

/** Why a finding has no verdict, without what was computed all the same. */
export function whyUndecided({ arithmetic }: Finding): readonly Reason[] {
  return arithmetic.filter((told) => told.code !== "COMPUTED");
}

function unmeasured<Compute>(
  rule: Rule<Compute>,
  item: string,
  outcome: Outcome,
  arithmetic: readonly Reason[],
): Finding {
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
    arithmetic,
    value: null,
    unit: rule.measures[0]?.unit ?? "",
    limits: [],
    deduction: null,
  };
}
