import { compare, type Exact, exact } from "../quantities/exact.ts";
import type { KnownFacts, Slip } from "../rules/condition-check.ts";
import type { FiguresBeside } from "../rules/example-bounds.ts";
import type { Worked } from "../rules/example-run.ts";
import { exactOf, type Fact, type Facts, numberFact } from "../rules/fact.ts";
import { measureFigure } from "../rules/measure.ts";
import type { Rule } from "../rules/rule.ts";
import { DERIVED_FROM } from "./fact-scope.ts";
import { type Compute, computeFormula, factPlaces } from "./formulas.ts";
import { MANUAL_DERIVED_FROM } from "./manual/manual-facts.ts";

type Path = readonly (string | number)[];
type Place = readonly (string | number)[];

/** Formulas that take the same facts: one word of a book for another. */
const KIN: readonly (readonly Compute["formula"][])[] = [
  ["value", "absolute"],
  ["lowest", "highest", "sum", "lowest-over-highest"],
  ["force-over-load", "force-over-half-load"],
];

/**
 * Inputs that no example would miss, or tell from another figure of their unit, and a formula that none tells from another that takes the
 * same facts.
 */
export function slipsOfInputs(
  rule: Rule<Compute>,
  worked: readonly Worked[],
  at: Path,
  known: KnownFacts,
): readonly Slip[] {
  const seen = worked.filter(({ ruling }) => ruling.results.length > 0);
  const given = [...new Set(seen.flatMap(({ facts }) => [...facts.keys()]))];
  return rule.measures.flatMap(({ compute, decimals }, m) => {
    const path = [...at, "measures", m, "compute"];
    const isTold = (other: Compute): boolean =>
      seen.some(({ facts, ruling }) => {
        return (
          measureFigure({ compute: other, decimals }, facts, computeFormula) !== ruling.results[m]?.value
        );
      });
    const places = factPlaces(compute);
    const others = kinOf(compute, known).filter((other) => !isTold(other));
    const blind = places.flatMap(([name, place]): Slip[] => {
      const siblings = given.filter(
        (one) =>
          known.get(one)?.kind === "number" &&
          known.get(one)?.unit === known.get(name)?.unit &&
          // The greater of two is the greatest of them in their place.
          !EVERY_DERIVED_FROM.has(one) &&
          !places.some(([listed]) => listed === one),
      );
      const fewer = without(compute, place);
      return [
        ...siblings.filter((one) => !isTold(withPlace(compute, place, one))),
        ...(fewer === null || isTold(fewer) ? [] : ["-"]),
      ].map((other) => ({ path: [...path, ...place], message: `form:exampleOfInput:${other}` }));
    });
    return [
      ...others.map(({ formula }) => ({
        path: [...path, "formula"],
        message: `form:exampleOfFormula:${formula}`,
      })),
      ...exchangedPlaces(compute).flatMap(([place, other]) =>
        isTold(other) ? [] : [{ path: [...path, ...place], message: "form:exampleOfInput:-" }],
      ),
      ...blind,
    ];
  });
}

/** The formula with one word of its kin for its own. */
function kinOf(compute: Compute, known: KnownFacts): readonly Compute[] {
  // What is never below nothing is its own absolute.
  const from = known.get(factPlaces(compute)[0]?.[0] ?? "")?.domain?.from;
  if (compute.formula === "value" && from !== undefined && from.numerator >= 0n) return [];
  const kin = KIN.find((names) => names.includes(compute.formula)) ?? [];
  return kin
    .filter((formula) => formula !== compute.formula)
    .filter((formula) => formula !== "lowest-over-highest" || factPlaces(compute).length > 1)
    .map((formula) => ({ ...compute, formula }) as Compute);
}

/** One fact for another at its place. */
function withPlace(compute: Compute, [key = "", index]: Place, name: string): Compute {
  const was: unknown = Reflect.get(compute, key);
  const list = Array.isArray(was) && typeof index === "number" ? was.with(index, name) : name;
  return { ...compute, [key]: list } as Compute;
}

/** Without one of a list; null where it is the only one. */
function without(compute: Compute, [key = "", index]: Place): Compute | null {
  const was: unknown = Reflect.get(compute, key);
  if (!Array.isArray(was) || was.length < 2) return null;
  return { ...compute, [key]: was.filter((_, i) => i !== index) } as Compute;
}

/** `of` and what it is divided by or held against, the one in the place of the other. */
function exchangedPlaces(compute: Compute): readonly (readonly [Place, Compute])[] {
  if (compute.formula === "quotient") return [[["of"], { ...compute, of: compute.by, by: compute.of }]];
  if (compute.formula !== "share-of-highest") return [];
  return compute.among.map((name, i) => [
    ["among", i],
    { ...compute, of: name, among: compute.among.with(i, compute.of) },
  ]);
}

/** Facts that follow from others, on the bench and by hand: what each follows from. */
export const EVERY_DERIVED_FROM: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({ ...DERIVED_FROM, ...MANUAL_DERIVED_FROM }),
);

/** Of a least or greatest only the ones that are it, of what follows from others all that they follow from. */
export function showsIn(compute: Compute, name: string, facts: Facts): boolean {
  const names = factPlaces(compute).map(([one]) => one);
  if (names.some((one) => EVERY_DERIVED_FROM.get(one)?.includes(name) === true)) return true;
  if (!names.includes(name)) return false;
  const figure = (one: string): Exact | null => {
    const found = exactOf(facts, one);
    return "missing" in found ? null : found.value;
  };
  const isEnd = (all: readonly string[], least: boolean, greatest: boolean): boolean => {
    const own = figure(name);
    const orders = all.map((one) => {
      const other = figure(one);
      return own === null || other === null ? 0 : compare(own, other);
    });
    return (
      (least && orders.every((order) => order <= 0)) || (greatest && orders.every((order) => order >= 0))
    );
  };
  switch (compute.formula) {
    case "lowest":
      return isEnd(names, true, false);
    case "highest":
      return isEnd(names, false, true);
    case "lowest-over-highest":
      return isEnd(names, true, true);
    case "share-of-highest":
      return name === compute.of || isEnd(compute.among, false, true);
    case "force-over-half-load":
      return name === compute.load || isEnd(compute.forces, false, true);
    default:
      return true;
  }
}

const FIGURES_MAX = 2000;

/** Of a formula of counts: what it can be beside a bound. Values of facts that follow from axles are those of axles. */
export function figuresBeside(
  known: KnownFacts,
  valuesOf: (fact: string) => readonly string[] | null,
): FiguresBeside<Compute> {
  return ({ compute, decimals }, bound) => {
    const names = factPlaces(compute).map(([name]) => name);
    let all: Facts[] = [new Map()];
    for (const name of names) {
      const values = valuesOf(name) ?? wholeValues(name, known);
      if (values === null || all.length * values.length > FIGURES_MAX) return null;
      all = all.flatMap((facts) =>
        values.map((value): Facts => new Map<string, Fact>([...facts, [name, numberFact(value, "")]])),
      );
    }
    const figures = all.flatMap((facts) => measureFigure({ compute, decimals }, facts, computeFormula) ?? []);
    const against = (one: string): number => compare(exact(one), exact(bound));
    const ordered = [...new Set(figures)].sort((a, b) => compare(exact(a), exact(b)));
    return {
      below: ordered.findLast((one) => against(one) < 0) ?? null,
      at: ordered.find((one) => against(one) === 0) ?? null,
      above: ordered.find((one) => against(one) > 0) ?? null,
    };
  };
}

function wholeValues(name: string, known: KnownFacts): readonly string[] | null {
  const domain = known.get(name)?.domain ?? null;
  if (domain?.step?.denominator !== 1n || domain.step.numerator !== 1n) return null;
  const [from, to] = [Number(domain.from.numerator), Number(domain.to.numerator)];
  return to - from > FIGURES_MAX ? null : Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}
