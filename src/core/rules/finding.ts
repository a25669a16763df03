import type { DecimalString } from "../quantities/exact.ts";

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
  readonly reason?: string;
}

/** A rule applied to facts, able to explain itself without the rulebook at hand. */
export interface Finding {
  readonly rule: string;
  readonly item: string;
  readonly outcome: Outcome;
  readonly textZh: string;
  readonly textEn: string;
  readonly clause: string | null;
  readonly source: string;
  readonly confidence: Confidence;
  /** Who held the standard in hand and signed the number off; null ships as "unverified". */
  readonly verifiedBy: string | null;
  readonly inputs: readonly FindingInput[];
  /** e.g. `(2650 N + 2400 N) / (820 kg x 9.8 N/kg) x 100 = 62.8 %`. */
  readonly arithmetic: string;
  readonly value: DecimalString | null;
  readonly unit: string;
  /** e.g. `>= 60 %`; null for rules without a number. */
  readonly limit: string | null;
  /** Only for exam rules that were broken. */
  readonly deduction: Deduction | null;
}

export interface Deduction {
  readonly points: number;
  /** Five-digit code of the exam systems where known (numbering by edition is doubtful, so nullable). */
  readonly code: string | null;
  /** Milliseconds since 1970, by the receiver for geometry rules, by the station for signals. */
  readonly utcMs: number;
  readonly position: { readonly eastM: number; readonly northM: number } | null;
  readonly judge: "machine" | "examiner";
}
