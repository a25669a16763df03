import {
  add,
  compare,
  divide,
  type Exact,
  exact,
  multiply,
  roundHalfUp,
  subtract,
} from "../quantities/exact.ts";
import type { Condition } from "./condition.ts";
import { boundIn, type Comparison, type KnownFacts } from "./condition-check.ts";
import { type Domain, isWithin } from "./domain.ts";

/** Values of facts by their names, as texts: a vehicle as far as a table asks for it. */
export type Point = ReadonlyMap<string, string>;

/** The comparisons of some conditions, each once, and what they say of each fact. */
export interface Asked {
  readonly comparisons: readonly Comparison[];
  /** Each fact that is named, in the order of naming. */
  readonly facts: readonly string[];
  /** Texts that a fact is held against. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Days that a fact is held against. */
  readonly days: ReadonlyMap<string, readonly string[]>;
  /** Bounds that a fact is held against; `times` names the fact that scales one. */
  readonly bounds: ReadonlyMap<
    string,
    readonly { readonly bound: Exact; readonly times: string | undefined }[]
  >;
}

export function askedBy(conditions: readonly (Condition | undefined)[]): Asked {
  const comparisons = new Map<string, Comparison>();
  const visit = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if ("all" in condition) condition.all.forEach(visit);
    else if ("any" in condition) condition.any.forEach(visit);
    else if ("not" in condition) visit(condition.not);
    else comparisons.set(keyOf(condition), condition);
  };
  conditions.forEach(visit);
  const texts = new Map<string, string[]>();
  const days = new Map<string, string[]>();
  const bounds = new Map<string, { bound: Exact; times: string | undefined }[]>();
  const facts = new Set<string>();
  for (const one of comparisons.values()) {
    const bounded = boundIn(one);
    if (bounded?.times !== undefined) facts.add(bounded.times);
    facts.add(one.fact);
    if (bounded !== null) into(bounds, one.fact).push(bounded);
    else if ("before" in one) into(days, one.fact).push(one.before);
    else into(texts, one.fact).push(...("in" in one ? one.in : "equals" in one ? [one.equals] : []));
  }
  return { comparisons: [...comparisons.values()], facts: [...facts], texts, days, bounds };
}

export function keyOf(comparison: Comparison): string {
  return JSON.stringify(comparison);
}

function into<T>(map: Map<string, T[]>, name: string): T[] {
  const list = map.get(name) ?? [];
  map.set(name, list);
  return list;
}

/** A value that no comparison names, where the fact's domain is open. */
const OTHER = "?";

/** Every value of a fact that can make a difference, given those of the facts that scale its bounds. */
export function candidatesOf(fact: string, asked: Asked, known: KnownFacts, point: Point): readonly string[] {
  const { kind = "text", values = null, domain = null } = known.get(fact) ?? {};
  if (kind === "date") {
    const days = asked.days.get(fact) ?? [];
    return [...new Set([...days.map(dayBefore), ...days])];
  }
  if (kind === "number") return figuresOf(fact, asked, domain, point);
  return textsOf(asked.texts.get(fact) ?? [], values);
}

/** The texts that are named, and one that is not, if there is another. */
export function textsOf(named: readonly string[], values: readonly string[] | null): readonly string[] {
  const other = values === null ? OTHER : values.find((value) => !named.includes(value));
  return [...new Set(other === undefined ? named : [...named, other])];
}

function figuresOf(fact: string, asked: Asked, domain: Domain | null, point: Point): readonly string[] {
  const own = (asked.bounds.get(fact) ?? []).map(({ bound, times }) => {
    return times === undefined ? bound : multiply(bound, exact(point.get(times) ?? "0"));
  });
  const scaling = [...asked.bounds].flatMap(([scaled, held]) => {
    const factors = held.filter(({ times }) => times === fact).map(({ bound }) => bound);
    const plain = (asked.bounds.get(scaled) ?? []).filter(({ times }) => times === undefined);
    return factors.flatMap((factor) =>
      plain.map(({ bound }) => divide(bound, factor)).filter((at) => at !== null),
    );
  });
  const around = [...own, ...scaling].flatMap((at) => besides(at, domain?.step ?? null));
  if (domain === null) return around.length > 0 ? [...new Set(around)] : [usual(domain)];
  const possible = around.filter((value) => isWithin(exact(value), domain));
  const digits = domain.step === null ? 0 : digitsOf(domain.step);
  // The ends let a kinship hold where what is asked of one fact would leave the others no room.
  const ends = [domain.from, domain.to].map((end) => roundHalfUp(end, digits));
  return [...new Set([...(possible.length > 0 ? possible : [usual(domain)]), ...ends])];
}

/** Far below the last digit of any bound. */
const NEAR = exact("0.000001");

/** At a bound and on both sides of it, on the grid of its figures. */
function besides(bound: Exact, step: Exact | null): string[] {
  const grid = step ?? NEAR;
  const digits = step === null ? 6 : digitsOf(step);
  const nearest = exact(roundHalfUp(bound, digits));
  const points = [subtract(nearest, grid), nearest, add(nearest, grid)];
  return points.map((at) => roundHalfUp(at, digits));
}

function digitsOf({ denominator }: Exact): number {
  return denominator.toString().length - 1;
}

/** Where no bound is named the figure does not matter: one that is not at the edge of what it can be. */
function usual(domain: Domain | null): string {
  if (domain === null) return "1";
  const low = multiply(domain.to, exact("0.05"));
  const at = compare(low, domain.from) >= 0 ? low : domain.to;
  return roundHalfUp(at, domain.step === null ? 0 : digitsOf(domain.step));
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
