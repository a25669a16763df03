import type { DecimalString } from "../quantities/exact.ts";
import type { Reason } from "../trade/reasons.ts";
import type { Severity } from "../trade/words/severities.ts";

/**
 * Three values and "does not apply". `undecided` comes from a missing or bad input and can never become `pass`
 * by removing data.
 */
export type Outcome = "pass" | "fail" | "undecided" | "not-applicable";

/** pass / fail / void / undecided: a device fault or missing evidence voids, never fails, and missing data never passes. */
export type Verdict = "pass" | "fail" | "void" | "undecided";

/** How far the number behind a rule can be trusted; `unverified` ones say so in the record and on the screen. */
export type Confidence = "verified" | "two-sources" | "one-source" | "recalled" | "conflict";

export interface FindingInput {
  readonly name: string;
  /** Null when the fact is missing; `reason` then says why. */
  readonly value: string | null;
  readonly unit: string;
  /** Null when there is a value. */
  readonly reason: Reason | null;
}

/** A bound as it was applied, inclusive. Decimal strings in `unit`. */
export interface Limit {
  readonly atLeast: DecimalString | null;
  readonly atMost: DecimalString | null;
  readonly unit: string;
  /** How far beyond the bound counts as the width of measurement: never decided before the bound, always by its end. */
  readonly window: DecimalString | null;
  /** The value at which the machine decides, within the window; null where the bound itself decides. */
  readonly decidedAt: DecimalString | null;
}

/** A rule applied to facts, able to explain itself on a screen without the rulebook at hand; a record leaves out what the book says. */
export interface Finding {
  readonly rule: string;
  readonly item: string;
  readonly outcome: Outcome;
  /** How grave the limit is that it broke, where the rulebook grades: a minor one passes. Absent where none was broken. */
  readonly severity?: Severity;
  readonly textZh: string;
  readonly textEn: string;
  readonly clause: string | null;
  readonly source: string;
  readonly confidence: Confidence;
  /** Who held the standard in hand and signed the number off; null ships as "unverified". */
  readonly verifiedBy: string | null;
  readonly inputs: readonly FindingInput[];
  /** What was computed or seen, and what came of it, in order; e.g. COMPUTED with `(2650 N + 2400 N) / (820 kg x 9.8 N/kg) x 100`. */
  readonly arithmetic: readonly Reason[];
  readonly value: DecimalString | null;
  readonly unit: string;
  /** Met when any of them is; most rules have one, rules without a number none. */
  readonly limits: readonly Limit[];
  /** Only for exam rules that were broken. */
  readonly deduction: Deduction | null;
  /** What a person had entered here and took back; it stays to be seen and costs nothing. */
  readonly withdrawn?: Withdrawn;
}

export interface Withdrawn {
  readonly deduction: Deduction;
  readonly by: string;
  readonly note: string;
  readonly utcMs: number;
}

export interface Deduction {
  readonly points: number;
  /** Five-digit code of the exam systems where known (numbering by edition is doubtful, so nullable). */
  readonly code: string | null;
  /** Milliseconds since 1970, by the receiver for geometry rules, by the station for signals. */
  readonly utcMs: number;
  readonly position: { readonly eastM: number; readonly northM: number } | null;
  readonly judge: "machine" | "examiner";
  /** Of what was entered by hand: its number in the test, from 1, by which it is named. */
  readonly entry?: number;
}
