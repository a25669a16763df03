import type { Compute } from "../../../src/core/inspection/formulas.ts";
import { factPlaces } from "../../../src/core/inspection/formulas.ts";
import type { Condition } from "../../../src/core/rules/condition.ts";
import type { LimitRow } from "../../../src/core/rules/limit.ts";
import { unitOf } from "./numbers.ts";
import type { InspectionRule, World } from "./second-opinion.ts";
import { numberOf, opinionOf, rowFor, tablesOf } from "./second-opinion.ts";

/**
 * The vehicles that a rule has to be shown: every combination of the texts that its conditions name (and one that they
 * do not), every number of a condition at its bound and one unit on either side, and a figure at, and one unit of the
 * last decimal beside, every bound of the row that such a vehicle meets. Only for tests.
 */
type Comparison = { readonly bound: string; readonly times: string | null; readonly upper: boolean };

interface Named {
  readonly texts: Map<string, Set<string>>;
  readonly numbers: Map<string, Comparison[]>;
}

const OTHER = "something else";
/** A load of which a percent of its weight is a plain decimal. */
const LOAD_KG = "100";
const SCALE = "1000";
/** A gross mass over a curb mass of a thousand, and a load that is credible for both: laden and unladen. */
const GROSS_KG = "1200";
const WEIGHED_KG = "1150";

function scaleOf(fact: string): string {
  return fact === "vehicle.grossMassKg" ? GROSS_KG : SCALE;
}
const SAMPLES = "32";

function named(conditions: readonly (Condition | undefined)[]): Named {
  const texts = new Map<string, Set<string>>();
  const numbers = new Map<string, Comparison[]>();
  const visit = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if ("all" in condition || "any" in condition) {
      for (const one of "all" in condition ? condition.all : condition.any) visit(one);
      return;
    }
    if ("not" in condition) {
      visit(condition.not);
      return;
    }
    if ("in" in condition || "equals" in condition) {
      const values = "in" in condition ? condition.in : [condition.equals];
      texts.set(condition.fact, new Set([...(texts.get(condition.fact) ?? [OTHER]), ...values]));
      return;
    }
    if ("before" in condition) {
      const days = [-1, 0, 1].map((days) => daysFrom(condition.before, days));
      texts.set(condition.fact, new Set([...(texts.get(condition.fact) ?? []), ...days]));
      return;
    }
    const [key, bound = ""] =
      Object.entries(condition).find(([name]) => /^(atLeast|atMost|below|above)$/.test(name)) ?? [];
    const upper = key === "atMost" || key === "below";
    const times = condition.times ?? null;
    if (times !== null && !numbers.has(times)) numbers.set(times, []);
    numbers.set(condition.fact, [...(numbers.get(condition.fact) ?? []), { bound, times, upper }]);
  };
  conditions.forEach(visit);
  return { texts, numbers };
}

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** As a decimal without exponent and without the noise of doubles. */
export function decimal(value: number): string {
  const text = value.toFixed(8).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}

/** Nearly a whole unit beside it, so that a bound that has moved by one lies between. */
function besides(bound: number, unit: number): string[] {
  return [bound - 0.9 * unit, bound, bound + 0.9 * unit].map(decimal);
}

function candidates(fact: string, comparisons: readonly Comparison[], world: World): string[] {
  const values = comparisons.flatMap(({ bound, times }) =>
    times === null
      ? besides(Number(bound), unitOf(bound))
      : besides(Number(bound) * numberOf(world, times), 0.1),
  );
  return values.length === 0 ? [scaleOf(fact)] : [...new Set(values)];
}

/** Every way in which the conditions can come out. */
export function worldsOf(
  conditions: readonly (Condition | undefined)[],
  without: string | null = null,
): World[] {
  const { texts, numbers } = named(conditions);
  let worlds: World[] = [new Map()];
  for (const [fact, values] of texts)
    worlds = worlds.flatMap((world) => [...values].map((value) => new Map([...world, [fact, value]])));
  const left = new Map([...numbers].filter(([fact]) => fact !== without));
  while (left.size > 0) {
    const ready = [...left].find(([, all]) => all.every(({ times }) => times === null || !left.has(times)));
    if (ready === undefined) throw new Error("two facts are bounds of each other");
    const [fact, comparisons] = ready;
    left.delete(fact);
    worlds = worlds.flatMap((world) =>
      candidates(fact, comparisons, world).map((value) => new Map([...world, [fact, value]])),
    );
  }
  return worlds;
}

/** Figures before rounding that stand at a bound, one last decimal beside it, and just on either side of a half. */
function figuresAt(bounds: readonly string[], decimals: number): number[] {
  const unit = 10 ** -decimals;
  const steps = [-1, -0.51, -0.5, -0.49, 0, 0.49, 0.5, 0.51, 1];
  const figures = bounds.flatMap((bound) => steps.map((step) => Number(bound) + step * unit));
  return [...new Set(figures)];
}

/** At every bound and one unit on either side. */
function besideAll(bounds: readonly string[], decimals: number): number[] {
  return [
    ...new Set(bounds.flatMap((bound) => [-1, 0, 1].map((step) => Number(bound) + step * 10 ** -decimals))),
  ];
}

/** The same world with a formula's facts chosen so that it comes to `figure`. */
export function giving(compute: Compute, figure: number, world: World): World {
  const base = new Map([...world]);
  const give = (facts: Readonly<Record<string, number>>): World =>
    new Map([...base, ...Object.entries(facts).map(([name, value]) => [name, decimal(value)] as const)]);
  const constant = (name: string, value: string): number => Number(world.get(name) ?? value);
  switch (compute.formula) {
    case "value":
    case "absolute":
      return give({ [compute.of]: figure });
    case "highest":
      return give(Object.fromEntries(compute.of.map((name, i) => [name, figure - (i === 0 ? 0 : 5)])));
    case "lowest":
      return give(Object.fromEntries(compute.of.map((name, i) => [name, figure + (i === 0 ? 0 : 5)])));
    case "sum": {
      // Shared, so that no one of them is more than its instrument shows.
      const one = Math.floor(figure / compute.of.length);
      const first = figure - one * (compute.of.length - 1);
      return give(Object.fromEntries(compute.of.map((name, i) => [name, i === 0 ? first : one])));
    }
    case "quotient": {
      const by = constant(compute.by, compute.by.endsWith("Samples") ? SAMPLES : SCALE);
      return give({ [compute.by]: by, [compute.of]: figure * by });
    }
    case "lowest-over-highest": {
      const lowest = compute.of.map((name, i) => [name, i === 0 ? 1000 : figure * 10] as const);
      return give(Object.fromEntries(figure > 100 ? lowest.map(([name]) => [name, 1000]) : lowest));
    }
    case "share-of-highest": {
      const among = compute.among.map((name, i) => [name, i === 0 ? 1000 : 500] as const);
      return give({ ...Object.fromEntries(among), [compute.of]: figure * 10 });
    }
    case "force-over-load":
    case "force-over-half-load": {
      const load = constant(compute.load, LOAD_KG);
      const half = compute.formula === "force-over-half-load";
      const force = (figure / 100) * (half ? load / 2 : load) * Number(compute.gravityNPerKg);
      const small = half ? force - 1 : 1;
      const forces = compute.forces.map((name, i) => [name, i === 0 ? force : small] as const);
      if (!half) forces[0] = [compute.forces[0] ?? "", force - (forces.length - 1)];
      return give({ [compute.load]: load, ...Object.fromEntries(forces) });
    }
    case "beyond-tolerance":
      throw new Error("teach this test about beyond-tolerance");
  }
}

export interface Shown {
  readonly world: World;
  /** `measure.row` that was aimed at, and where the figure stands from its bound in units of the last decimal. */
  readonly row: string;
  readonly severity: LimitRow["severity"];
}

/**
 * Every world in which this rule must be seen. The first vehicle of each row is shown with every figure, the others with
 * those that tell whether it is this row that was chosen. What makes a figure credible is not crossed with all of that: the
 * first vehicle of each row is shown with every two of its facts at, and beside, their bounds.
 */
export function worldsAround(rule: InspectionRule): Shown[] {
  const rows = rule.measures.flatMap((measure) => measure.limits.map((row) => row.when));
  const credible = credibleFacts(rule);
  const masses = [...credible].filter(([fact]) => fact.endsWith("Kg"));
  const worlds = worldsOf([rule.appliesWhen, ...rows], rule.id);
  const own = (named([rule.credibleWhen]).numbers.get(rule.id) ?? []).map(({ bound }) => bound);
  const unsaid = rule.measures.flatMap((measure) => unsaidIn(measure.compute));
  const seen = new Set<string>();
  return worlds.flatMap((world) =>
    rule.measures.flatMap((measure, m) =>
      tablesOf(measure.limits).flatMap((table): Shown[] => {
        const limit = rowFor(table, world);
        const row = `${m}.${limit === undefined ? "-" : measure.limits.indexOf(limit)}`;
        const bounds = [limit?.atLeast, limit?.atMost].filter((bound) => bound !== undefined);
        const base: World = new Map([...credible, ...unsaid, ...masses, ...world]);
        const severity = table[0]?.severity;
        const shown = (figures: readonly number[]): Shown[] =>
          figures.map((figure) => ({ world: giving(measure.compute, figure, base), row, severity }));
        // Without a bound there is still the rounding to see.
        const near =
          bounds.length === 0 ? figuresAt(["0"], measure.decimals) : besideAll(bounds, measure.decimals);
        const usual = shown(near);
        const flips = new Set(usual.map((one) => opinionOf(rule, one.world).says)).size > 1;
        if (!flips || seen.has(row)) return usual;
        seen.add(row);
        const doubted = usual.slice(0, 3).flatMap((one) => doubts(rule, measure.compute, one));
        return [...shown(figuresAt([...bounds, ...own], measure.decimals)), ...doubted];
      }),
    ),
  );
}

/** A number that every one of its bounds lets through where the facts that scale them are a thousand. */
function credibleFacts(rule: InspectionRule): World {
  const { texts, numbers } = named([rule.credibleWhen]);
  numbers.delete(rule.id);
  const within = (value: string, { bound, times, upper }: Comparison): boolean => {
    const at = Number(bound) * (times === null ? 1 : Number(scaleOf(times)));
    return upper ? Number(value) <= at : Number(value) >= at;
  };
  return new Map([
    ...[...texts].map(([fact, values]) => [fact, [...values][1] ?? OTHER] as const),
    ...[...numbers].map(([fact, all]) => {
      const value = [scaleOf(fact), WEIGHED_KG, LOAD_KG, SAMPLES, "1"].find((one) =>
        all.every((bound) => within(one, bound)),
      );
      return [fact, value ?? scaleOf(fact)] as const;
    }),
  ]);
}

/** This world with every two facts of what makes the rule credible at their bounds, and beside them. */
function doubts(rule: InspectionRule, compute: Compute, shown: Shown): Shown[] {
  const { texts, numbers } = named([rule.credibleWhen]);
  numbers.delete(rule.id);
  const facts = [...texts.keys(), ...numbers.keys()];
  const values = (fact: string, world: World): readonly string[] => {
    const text = texts.get(fact);
    return text === undefined ? candidates(fact, numbers.get(fact) ?? [], world) : [...text];
  };
  const varied = (fact: string, world: World): World[] =>
    values(fact, world).map((value) => new Map([...world, [fact, value]]));
  return facts.flatMap((first, i) =>
    facts
      .slice(i)
      .flatMap((second) => varied(first, shown.world).flatMap((world) => varied(second, world)))
      .map((world) => ({ ...shown, world: sameQuotient(compute, shown.world, world) })),
  );
}

/** Another divisor, and the same figure: else it would be the figure that is doubted. */
function sameQuotient(compute: Compute, before: World, world: World): World {
  if (compute.formula !== "quotient" || world.get(compute.of) !== before.get(compute.of)) return world;
  const by = Number(world.get(compute.by)) / Number(before.get(compute.by));
  return new Map([...world, [compute.of, decimal(Number(before.get(compute.of)) * by)]]);
}

/** What a world need not say: nothing of what is measured, and something to divide by. */
function unsaidIn(compute: Compute): (readonly [string, string])[] {
  const { divisors, usual } = divisorsOf(compute);
  return factPlaces(compute).map(([name]) => [name, divisors.includes(name) ? usual : "0"] as const);
}

function divisorsOf(compute: Compute): { divisors: readonly string[]; usual: string } {
  switch (compute.formula) {
    case "quotient":
      return { divisors: [compute.by], usual: compute.by.endsWith("Samples") ? SAMPLES : SCALE };
    case "share-of-highest":
      return { divisors: compute.among, usual: SCALE };
    case "lowest-over-highest":
      // One wheel without any, so that what else the rule measures decides.
      return { divisors: compute.of.slice(1), usual: SCALE };
    case "force-over-load":
    case "force-over-half-load":
      return { divisors: [compute.load], usual: LOAD_KG };
    default:
      return { divisors: [], usual: SCALE };
  }
}
