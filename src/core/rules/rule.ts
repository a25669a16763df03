import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Condition } from "./condition.ts";
import { conditionSchema, type Decided, decideCondition, factsNamedIn } from "./condition.ts";
import { type RuleExamples, ruleExamplesSchema } from "./example.ts";
import type { Fact, Facts } from "./fact.ts";
import { factOf, inputOf, numberFact } from "./fact.ts";
import type { Confidence, Finding, FindingInput, Outcome } from "./finding.ts";
import { limitTableSchema } from "./limit.ts";
import { anyMeasure, evaluateMeasure, type Formula, type Measure, type MeasureResult } from "./measure.ts";
import { ID_MAX, ruleProvenanceShape, TEXT_MAX } from "./rulebook-header.ts";

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
  /** Worked ones, run whenever a book is loaded. */
  readonly examples?: RuleExamples | undefined;
}

const ALONGSIDE_MAX = 20;
const MEASURES_MAX = 8;

export function ruleSchema<Compute>(compute: z.ZodType<Compute>) {
  return z.strictObject({
    id: z
      .string()
      .max(ID_MAX)
      .regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId"),
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
    examples: ruleExamplesSchema.optional(),
  });
}

/** What comes of a rule, before it is told. */
export interface Ruling {
  readonly applies: Decided;
  /** Of each measure; empty where the rule does not apply. */
  readonly results: readonly MeasureResult[];
  /** What the measures say together, whether the rule judges and whether the figures can be believed. */
  readonly measured: Outcome;
  /** The measure that decides. */
  readonly shown: MeasureResult | null;
  /** Why its figures cannot be believed. */
  readonly doubt: Reason | null;
}

export function rulingOf<Compute>(rule: Rule<Compute>, facts: Facts, formula: Formula<Compute>): Ruling {
  const applies = decideCondition(rule.appliesWhen, facts);
  if (applies.truth !== "true")
    return { applies, results: [], measured: "not-applicable", shown: null, doubt: null };
  const results = rule.measures.map((measure) => evaluateMeasure(measure, facts, formula));
  const measured = anyMeasure(results.map((result) => result.outcome));
  const shown = shownOf(results, measured);
  const decided = shown !== null && (measured === "pass" || measured === "fail");
  return { applies, results, measured, shown, doubt: decided ? whyIncredible(rule, shown, facts) : null };
}

/** The measure that decides: of several that are met one that is met without a defect. */
export function shownOf<One extends Pick<MeasureResult, "outcome" | "severity">>(
  results: readonly One[],
  measured: Outcome,
): One | null {
  return (
    results.find(
      ({ outcome, severity }) => outcome === measured && (measured !== "pass" || severity === null),
    ) ??
    results.find(({ outcome }) => outcome === measured) ??
    null
  );
}

/** The finding of one rule on one set of facts. `item` is the item's code, or `vehicle`. */
export function evaluateRule<Compute>(
  rule: Rule<Compute>,
  item: string,
  facts: Facts,
  formula: Formula<Compute>,
): Finding {
  const { applies, results, measured, shown, doubt } = rulingOf(rule, facts, formula);
  if (applies.truth === "false")
    return unmeasured(rule, item, "not-applicable", [reason("DOES_NOT_APPLY", {})]);
  if (applies.truth === "undecided") {
    const why = reason("APPLIES_DEPENDS", { because: applies.missing });
    return unmeasured(rule, item, rule.judges ? "undecided" : "not-applicable", [why]);
  }
  if (shown === null) return unmeasured(rule, item, measured, []);
  const others = results.filter((result) => measured !== "pass" && result !== shown);
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
