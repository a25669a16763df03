import { type Exact, exact } from "../quantities/exact.ts";
import { VEHICLE_DAYS } from "../trade/words/fact-domains.ts";
import type { FactWords } from "../trade/words/facts.ts";
import type { Condition } from "./condition.ts";
import {
  boundOf,
  COMPARATORS,
  type Comparator,
  canDecide,
  type Domain,
  isWithin,
  type Range,
  rangeWords,
  scaledBy,
} from "./domain.ts";

/** A slip of a rulebook: where it stands, and what would be allowed there, as a key of door/forms.ts. */
export interface Slip {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** `domain`: what a figure can be; null for what is none, and where that is not known. */
export type KnownFact = Pick<FactWords, "kind" | "unit" | "values"> & { readonly domain: Domain | null };
export type KnownFacts = ReadonlyMap<string, KnownFact>;

type Path = readonly (string | number)[];
export type Comparison = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

/** Between two figures of one unit: more than this is a percentage, or the wrong way round. Ours. */
const FACTORS: Range = { from: exact("0.2"), to: exact("5") };
const ZERO = exact("0");

/** What a condition says of facts that nobody gives, compares as they cannot be, or holds against a value they never have. */
export function slipsOf(condition: Condition | undefined, at: Path, known: KnownFacts): readonly Slip[] {
  if (condition === undefined) return [];
  if ("all" in condition) return condition.all.flatMap((one, i) => slipsOf(one, [...at, "all", i], known));
  if ("any" in condition) return condition.any.flatMap((one, i) => slipsOf(one, [...at, "any", i], known));
  if ("not" in condition) return slipsOf(condition.not, [...at, "not"], known);
  return slipsOfComparison(condition, at, known);
}

function slipsOfComparison(compared: Comparison, at: Path, known: KnownFacts): readonly Slip[] {
  const fact = known.get(compared.fact);
  if (fact === undefined) return [{ path: [...at, "fact"], message: "form:factName" }];
  const bounded = boundIn(compared);
  if (bounded !== null) {
    if (fact.kind !== "number") return [{ path: [...at, "fact"], message: "form:factNumber" }];
    if (bounded.times === undefined) return slipsOfBound(bounded, at, fact);
    return slipsOfScaled(bounded, bounded.times, at, fact, known);
  }
  if ("before" in compared) {
    if (fact.kind !== "date") return [{ path: [...at, "fact"], message: "form:factDate" }];
    const { from, to } = VEHICLE_DAYS;
    const some = compared.before > from && compared.before <= to;
    return some ? [] : [{ path: [...at, "before"], message: `form:bound:${from} .. ${to}` }];
  }
  if (fact.kind === "number") return [{ path: [...at, "fact"], message: "form:factText" }];
  return slipsOfValues(compared, at, fact.values);
}

export interface Bounded {
  readonly comparator: Comparator;
  readonly bound: Exact;
  readonly times: string | undefined;
}

/** What a comparison of figures says; null for any other. */
export function boundIn(compared: Comparison): Bounded | null {
  for (const comparator of COMPARATORS)
    if (comparator in compared) {
      const { [comparator]: bound = "", times } = compared as Partial<Record<Comparator | "times", string>>;
      return { comparator, bound: boundOf(bound), times };
    }
  return null;
}

/** A bound in another unit, or one that every figure keeps or none does. */
function slipsOfBound(
  { comparator, bound }: Bounded,
  at: Path,
  { domain, unit }: KnownFact,
): readonly Slip[] {
  if (domain === null) return [];
  const { bounds } = domain;
  const path = [...at, comparator];
  if (bounds !== null && bound.numerator !== 0n && !isWithin(bound, bounds))
    return [{ path, message: `form:bound:0, ${rangeWords(bounds, unit)}` }];
  return canDecide(comparator, bound, domain)
    ? []
    : [{ path, message: `form:bound:${rangeWords(domain, unit)}` }];
}

function slipsOfScaled(
  { comparator, bound }: Bounded,
  times: string,
  at: Path,
  fact: KnownFact,
  known: KnownFacts,
): readonly Slip[] {
  const scale = known.get(times);
  const path = [...at, "times"];
  if (scale === undefined) return [{ path, message: "form:factName" }];
  if (scale.kind !== "number") return [{ path, message: "form:factNumber" }];
  if (scale.unit === fact.unit && fact.unit !== "")
    return isWithin(bound, FACTORS)
      ? []
      : [{ path: [...at, comparator], message: `form:factor:${rangeWords(FACTORS, "")}` }];
  if (scale.unit !== "") return [{ path, message: `form:factUnit:${fact.unit}` }];
  if (fact.domain === null || scale.domain === null) return [];
  const scaled = scaledBy({ from: bound, to: bound }, scale.domain);
  const some = [scaled.from, scaled.to].some((end) =>
    canDecide(comparator, end, fact.domain ?? { from: ZERO, to: ZERO }),
  );
  return some
    ? []
    : [{ path: [...at, comparator], message: `form:bound:${rangeWords(fact.domain, fact.unit)}` }];
}

function slipsOfValues(compared: Comparison, at: Path, values: readonly string[] | null): readonly Slip[] {
  if (values === null) return [];
  const message = `form:factValue:${values.join(", ")}`;
  if ("equals" in compared)
    return values.includes(compared.equals) ? [] : [{ path: [...at, "equals"], message }];
  if (!("in" in compared)) return [];
  return compared.in.flatMap((value, i) =>
    values.includes(value) ? [] : [{ path: [...at, "in", i], message }],
  );
}
