import {
  add,
  compare,
  divide,
  type Exact,
  exact,
  multiply,
  parseExact,
  subtract,
} from "../quantities/exact.ts";
import type { FactDomain } from "../trade/words/fact-domains.ts";

/** From the least to the greatest figure, inclusive. */
export interface Range {
  readonly from: Exact;
  readonly to: Exact;
}

/** What a figure can be, and what it may be held against. */
export interface Domain extends Range {
  /** Figures lie this far apart; null where they may lie as close as they like. */
  readonly step: Exact | null;
  /** Other bounds than these (and zero) are a slip, though a figure may be there: a share where percent are meant. */
  readonly bounds: Range | null;
  /** Of a sum over samples: what one of them can be. */
  readonly each: Range | null;
}

export type Comparator = "atLeast" | "atMost" | "below" | "above";
export const COMPARATORS = ["atLeast", "atMost", "below", "above"] as const;

const ZERO = exact("0");

export function domainOfFact({ from, to, whole, bounds, each }: FactDomain): Domain {
  const step = whole === true ? exact("1") : null;
  return {
    ...rangeOf({ from, to }),
    step,
    bounds: bounds ? rangeOf(bounds) : null,
    each: each ? rangeOf(each) : null,
  };
}

function rangeOf({ from, to }: { readonly from: string; readonly to: string }): Range {
  return { from: exact(from), to: exact(to) };
}

export function rangeDomain({ from, to }: Range): Domain {
  return { from, to, step: null, bounds: null, each: null };
}

export function least(a: Exact, b: Exact): Exact {
  return compare(a, b) <= 0 ? a : b;
}

export function greatest(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b;
}

export function hullOf(ranges: readonly Range[]): Range {
  return {
    from: ranges.map(({ from }) => from).reduce(least),
    to: ranges.map(({ to }) => to).reduce(greatest),
  };
}

export function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce((a, b) => ({ from: add(a.from, b.from), to: add(a.to, b.to) }));
}

/** Null when they have nothing in common. */
export function overlapOf(a: Range, b: Range): Range | null {
  const both = { from: greatest(a.from, b.from), to: least(a.to, b.to) };
  return compare(both.from, both.to) > 0 ? null : both;
}

export function scaledBy(range: Range, factor: Range): Range {
  const corners = [range.from, range.to].flatMap((a) => [multiply(a, factor.from), multiply(a, factor.to)]);
  return { from: corners.reduce(least), to: corners.reduce(greatest) };
}

/** Null where the divisor may be zero. */
export function quotientOf(of: Range, by: Range): Range | null {
  if (compare(by.from, ZERO) <= 0 && compare(by.to, ZERO) >= 0) return null;
  const corners = [of.from, of.to].flatMap((a) => [divide(a, by.from) ?? ZERO, divide(a, by.to) ?? ZERO]);
  return { from: corners.reduce(least), to: corners.reduce(greatest) };
}

export function absoluteOf({ from, to }: Range): Range {
  const [a, b] = [from, to].map((end) => (compare(end, ZERO) < 0 ? subtract(ZERO, end) : end)) as [
    Exact,
    Exact,
  ];
  const through = compare(from, ZERO) <= 0 && compare(to, ZERO) >= 0;
  return { from: through ? ZERO : least(a, b), to: greatest(a, b) };
}

/** Some figures of the range keep the bound and others do not. */
export function canDecide(comparator: Comparator, bound: Exact, { from, to }: Range): boolean {
  const [low, high] = [compare(bound, from), compare(bound, to)];
  switch (comparator) {
    case "atLeast":
    case "below":
      return low > 0 && high <= 0;
    case "atMost":
    case "above":
      return low >= 0 && high < 0;
  }
}

export function isWithin(bound: Exact, { from, to }: Range): boolean {
  return compare(bound, from) >= 0 && compare(bound, to) <= 0;
}

/** A bound with which something may be compared; what stands in a text that is no decimal is told of by itself. */
export function boundOf(text: string): Exact {
  return parseExact(text) ?? ZERO;
}

/** For the sentence that refuses another one: `40 .. 100000 kg`. */
export function rangeWords({ from, to }: Range, unit: string): string {
  const words = `${decimalWords(from)} .. ${decimalWords(to)}`;
  return unit === "" ? words : `${words} ${unit}`;
}

/** As few digits as it takes, three decimals at most. */
export function decimalWords({ numerator, denominator }: Exact): string {
  return String(Math.round((Number(numerator) / Number(denominator)) * 1000) / 1000);
}
