import type { DecimalString, Exact } from "../quantities/exact.ts";
import { isDecimalString, roundHalfUp } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Severity } from "../trade/words/severities.ts";
import type { Facts } from "./fact.ts";
import type { Limit, Outcome } from "./finding.ts";
import type { LimitRow } from "./limit.ts";
import { heldAgainst, limitOf, type SelectedLimit, selectLimits } from "./limit.ts";

/** A number computed by a formula, rounded once, held against a limit table. */
export interface Measure<Compute> {
  readonly compute: Compute;
  readonly unit: string;
  readonly decimals: number;
  readonly limits: readonly LimitRow[];
}

/** What a formula gives: the exact number with its expression (figures, units and signs only), or why there is none. */
export type Computed = { readonly inputs: readonly string[] } & (
  | { readonly value: Exact; readonly expression: string }
  | { readonly missing: readonly Reason[] }
);

export type Formula<Compute> = (compute: Compute, facts: Facts) => Computed;

export interface MeasureResult {
  readonly outcome: Outcome;
  /** Of the limit that was broken, where the table grades. */
  readonly severity: Severity | null;
  readonly inputs: readonly string[];
  readonly arithmetic: readonly Reason[];
  readonly value: DecimalString | null;
  /** Before it was rounded. */
  readonly unrounded: Exact | null;
  readonly unit: string;
  readonly limit: Limit | null;
  readonly row: LimitRow | null;
  /** The limit of each severity by which it was judged. */
  readonly selected: readonly SelectedLimit[];
}

export function evaluateMeasure<Compute>(
  measure: Measure<Compute>,
  facts: Facts,
  formula: Formula<Compute>,
): MeasureResult {
  const computed = formula(measure.compute, facts);
  const rounded = roundedTo(measure.decimals, computed);
  const value = comparable(rounded);
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
    unrounded: "missing" in computed ? null : computed.value,
    unit: measure.unit,
    limit: row === null ? null : limitOf(row, measure.unit),
    row,
    selected,
  };
}

/** The figure alone, where there is one. */
export function measureFigure<Compute>(
  { compute, decimals }: Pick<Measure<Compute>, "compute" | "decimals">,
  facts: Facts,
  formula: Formula<Compute>,
): DecimalString | null {
  return comparable(roundedTo(decimals, formula(compute, facts)));
}

function roundedTo(decimals: number, computed: Computed): string | null {
  return "missing" in computed ? null : roundHalfUp(computed.value, decimals);
}

/** No instrument gives such a number: what cannot be compared is no figure, and the rule stays undecided. */
function comparable(rounded: string | null): DecimalString | null {
  return rounded !== null && isDecimalString(rounded) ? rounded : null;
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
export function anyMeasure(outcomes: readonly Outcome[]): Outcome {
  for (const outcome of ["pass", "undecided", "fail"] as const)
    if (outcomes.includes(outcome)) return outcome;
  return "not-applicable";
}
