import { compare, exact } from "../quantities/exact.ts";
import type { Condition } from "./condition.ts";
import { boundIn, type Slip } from "./condition-check.ts";
import { boundOf, canDecide, type Domain, isWithin, overlapOf, type Range, rangeWords } from "./domain.ts";
import type { LimitRow } from "./limit.ts";

type Path = readonly (string | number)[];

/** What a measure gives: what its figures can be at all, and what those can be that its rule believes. */
export interface Figure {
  readonly unit: string;
  readonly decimals: number;
  /** Null where it is not known. */
  readonly domain: Domain | null;
  readonly credible: Range | null;
}

/** Limits that no such figure can have, that decide nothing, or that rounding takes away. */
export function slipsOfLimits(rows: readonly LimitRow[], at: Path, figure: Figure): readonly Slip[] {
  return rows.flatMap((row, i) => slipsOfRow(row, [...at, i], figure));
}

function slipsOfRow(row: LimitRow, at: Path, figure: Figure): readonly Slip[] {
  const { atLeast, atMost } = row;
  if (atLeast !== undefined && atMost !== undefined && compare(exact(atLeast), exact(atMost)) > 0)
    return [{ path: [...at, "atLeast"], message: "form:limitOrder" }];
  return (["atLeast", "atMost"] as const).flatMap((side) => {
    const text = row[side];
    const message = text === undefined ? null : slipOfLimit(side, text, figure);
    return message === null ? [] : [{ path: [...at, side], message }];
  });
}

function slipOfLimit(side: "atLeast" | "atMost", text: string, figure: Figure): string | null {
  const { domain, credible, unit, decimals } = figure;
  const limit = boundOf(text);
  if (domain !== null) {
    const possible = domain.bounds ?? domain;
    if (!isWithin(limit, possible) || !canDecide(side, limit, domain))
      return `form:limitRange:${rangeWords(possible, unit)}`;
  }
  if (credible !== null && !canDecide(side, limit, credible))
    return `form:limitDecides:${rangeWords(credible, unit)}`;
  return digitsOf(text) > decimals ? `form:limitDigits:${decimals}` : null;
}

function digitsOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.slice(point + 1).replace(/0+$/, "").length;
}

/**
 * What a condition lets through of one figure, as far as its plain bounds say: those that stand alone or all together. Null when
 * nothing is left.
 */
export function letThrough(condition: Condition | undefined, fact: string, all: Range): Range | null {
  if (condition === undefined) return all;
  if ("all" in condition)
    return condition.all.reduce<Range | null>(
      (left, one) => (left === null ? null : letThrough(one, fact, left)),
      all,
    );
  if ("any" in condition || "not" in condition || condition.fact !== fact) return all;
  const bounded = boundIn(condition);
  if (bounded === null || bounded.times !== undefined) return all;
  const { comparator, bound } = bounded;
  const side =
    comparator === "atLeast" || comparator === "above"
      ? { from: bound, to: all.to }
      : { from: all.from, to: bound };
  return overlapOf(all, side);
}
