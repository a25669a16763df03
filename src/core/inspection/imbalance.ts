import type { DecimalString, Exact } from "../quantities/exact.ts";
import { absolute, compare, exact, multiply, subtract } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";

/** [monotonic ms, left N, right N] of one sampling instant. */
export type BrakeSample = readonly [number, DecimalString, DecimalString];

/** Which option ended the window; the choice is data of the rulebook and stands in the record. */
export interface WindowOptions {
  /** `later`: both sides have reached their maximum; `first`: one has. */
  readonly end: "later" | "first";
  /** A side is taken for blocked (not braking) at or below this force ... */
  readonly blockThresholdN: DecimalString;
  /** ... when it is also below this share of the other side's maximum. */
  readonly blockShare: DecimalString;
}

export interface BrakeCurveAnalysis {
  readonly maxLeftN: DecimalString;
  readonly maxRightN: DecimalString;
  /** Null with a reason when there is no instant to compare. */
  readonly differenceN: DecimalString | null;
  readonly reason: Reason | null;
  readonly window: {
    readonly begin: number;
    readonly end: number;
    readonly endedBy: "later" | "first" | "lock" | "blocked-side";
    /** Index of the difference; -1 when there is none. */
    readonly at: number;
  };
}

/**
 * The greatest left-right difference while the forces build up. Source: the search of a lane software in the field
 * (docs/sources.md, NH-STD); the standard's own wording on the window's end is not verified. Null for an empty curve.
 */
export function analyseBrakeCurve(
  samples: readonly BrakeSample[],
  locked: boolean,
  options: WindowOptions,
): BrakeCurveAnalysis | null {
  const left = samples.map((sample) => exact(sample[1]));
  const right = samples.map((sample) => exact(sample[2]));
  const leftAt = indexOfMaximum(left);
  const rightAt = indexOfMaximum(right);
  const maxLeft = left[leftAt];
  const maxRight = right[rightAt];
  if (maxLeft === undefined || maxRight === undefined) return null;
  const endedBy = windowEnd(maxLeft, maxRight, locked, options);
  const later = endedBy === "later" || endedBy === "blocked-side";
  const end = later ? Math.max(leftAt, rightAt) : Math.min(leftAt, rightAt);
  const begin = left.findIndex((force, i) => isPositive(force) && isPositive(right[i]));
  const at = begin < 0 ? -1 : indexOfDifference(left, right, begin, end);
  const found = samples[at];
  return {
    maxLeftN: samples[leftAt]?.[1] ?? "0",
    maxRightN: samples[rightAt]?.[2] ?? "0",
    differenceN: found === undefined ? null : plain(absolute(subtract(exact(found[1]), exact(found[2])))),
    reason: found === undefined ? reason("NEVER_BOTH_WHEELS", {}) : null,
    window: { begin, end, endedBy, at },
  };
}

function windowEnd(
  maxLeft: Exact,
  maxRight: Exact,
  locked: boolean,
  options: WindowOptions,
): BrakeCurveAnalysis["window"]["endedBy"] {
  if (locked) return "lock";
  if (isBlocked(maxLeft, maxRight, options) || isBlocked(maxRight, maxLeft, options)) return "blocked-side";
  return options.end;
}

function isBlocked(side: Exact, other: Exact, options: WindowOptions): boolean {
  return (
    compare(side, exact(options.blockThresholdN)) <= 0 &&
    compare(side, multiply(other, exact(options.blockShare))) < 0
  );
}

/** A greatest difference at which one side shows no force is no brake imbalance: the search goes on behind it. */
function indexOfDifference(
  left: readonly Exact[],
  right: readonly Exact[],
  begin: number,
  end: number,
): number {
  let from = begin;
  while (from <= end) {
    const differences: Exact[] = [];
    for (let i = from; i <= end; i++) differences.push(differenceAt(left, right, i));
    const at = from + indexOfMaximum(differences);
    if (isPositive(left[at]) && isPositive(right[at])) return at;
    from = at + 1;
  }
  return -1;
}

function differenceAt(left: readonly Exact[], right: readonly Exact[], index: number): Exact {
  const zero = exact("0");
  return absolute(subtract(left[index] ?? zero, right[index] ?? zero));
}

/** The first of equal maxima; -1 for an empty list. */
function indexOfMaximum(values: readonly Exact[]): number {
  let best = -1;
  let highest: Exact | undefined;
  for (const [index, value] of values.entries()) {
    if (highest !== undefined && compare(value, highest) <= 0) continue;
    best = index;
    highest = value;
  }
  return best;
}

function isPositive(value: Exact | undefined): boolean {
  return value !== undefined && value.numerator > 0n;
}

/** Differences of decimals are decimals: the shortest text that says the value exactly. */
function plain(value: Exact): DecimalString {
  let scale = 1n;
  let decimals = 0;
  while ((value.numerator * scale) % value.denominator !== 0n) {
    scale *= 10n;
    decimals += 1;
  }
  const digits = ((value.numerator * scale) / value.denominator).toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
