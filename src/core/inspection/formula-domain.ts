import { compare, exact, subtract } from "../quantities/exact.ts";
import {
  absoluteOf,
  type Domain,
  hullOf,
  quotientOf,
  type Range,
  rangeDomain,
  sumOf,
} from "../rules/domain.ts";
import { type Compute, factPlaces } from "./formulas.ts";

/**
 * A ratio in percent. Its limits lie from one percent to one and a half times the whole, so that a share ("0.40") and a negative number
 * are a slip; its figures may be anywhere that an instrument in doubt puts them. All of it is ours.
 */
const PERCENT: Domain = {
  ...rangeDomain({ from: exact("-1000"), to: exact("1000") }),
  bounds: { from: exact("1"), to: exact("150") },
};
const ZERO = exact("0");

/** What a formula can give, from what its facts can be; null where that cannot be said. */
export function domainOfFormula(compute: Compute, of: (fact: string) => Domain | null): Domain | null {
  const domains = factPlaces(compute).map(([name]) => of(name));
  const known = domains.filter((domain) => domain !== null);
  const [first, second] = known;
  if (first === undefined || known.length < domains.length) return null;
  switch (compute.formula) {
    case "value":
      return first;
    case "absolute":
      return rangeDomain(absoluteOf(first));
    case "lowest":
    case "highest":
      return { ...first, ...extremeOf(compute.formula, known) };
    case "sum":
      return sumDomain(known);
    case "quotient":
      return second === undefined ? null : quotientDomain(first, second);
    case "beyond-tolerance":
      return rangeDomain({ from: subtract(ZERO, first.to), to: subtract(first.to, first.from) });
    case "share-of-highest":
    case "lowest-over-highest":
    case "force-over-load":
    case "force-over-half-load":
      return PERCENT;
  }
}

/** What is no bound of one of them is none of their sum. */
function sumDomain(of: readonly Domain[]): Domain {
  const sum = rangeDomain(sumOf(of));
  const least = of[0]?.bounds?.from;
  return least === undefined ? sum : { ...sum, bounds: { from: least, to: sum.to } };
}

/** A sum over its samples is their mean; anything else is a quotient of two figures. */
function quotientDomain(of: Domain, by: Domain): Domain | null {
  if (of.each !== null) return rangeDomain(of.each);
  const range = quotientOf(of, by);
  return range === null ? null : rangeDomain(range);
}

function extremeOf(which: "lowest" | "highest", ranges: readonly Range[]): Range {
  const ordered = (end: "from" | "to") =>
    [...ranges].sort((a, b) => compare(a[end], b[end])).map((range) => range[end]);
  const hull = hullOf(ranges);
  return which === "lowest"
    ? { from: hull.from, to: ordered("to")[0] ?? hull.to }
    : { from: ordered("from").at(-1) ?? hull.from, to: hull.to };
}
