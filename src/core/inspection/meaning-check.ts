import { exact } from "../quantities/exact.ts";
import type { Condition } from "../rules/condition.ts";
import type { KnownFact, KnownFacts, Slip } from "../rules/condition-check.ts";
import { type Domain, domainOfFact, hullOf, overlapOf, type Range, rangeDomain } from "../rules/domain.ts";
import { slipsOfExamples } from "../rules/example-check.ts";
import { slipsOfGrades } from "../rules/grade-check.ts";
import { letThrough, slipsOfLimits } from "../rules/limit-check.ts";
import type { Measure } from "../rules/measure.ts";
import { slipsOfProvenance } from "../rules/provenance-check.ts";
import type { Rule } from "../rules/rule.ts";
import { gravestFirst } from "../rules/severity.ts";
import { type PlacedRow, slipsOfReach, slipsOfTable, type TableSite } from "../rules/table-check.ts";
import { factDomain } from "../trade/words/fact-domains.ts";
import { FACTS, VEHICLE_FACTS } from "../trade/words/facts.ts";
import { exampleSite } from "./example-site.ts";
import { domainOfFormula } from "./formula-domain.ts";
import { type Compute, factPlaces } from "./formulas.ts";
import { askedWhen, type ManualBook, manualScope, slipsOfManualMeaning } from "./manual/manual-check.ts";
import type { ProcedureSettings } from "./procedure-settings.ts";
import {
  judgedScope,
  outOfScope,
  plannedScope,
  type ScopeItem,
  slipsOfItemPlace,
  slipsOfScope,
} from "./scope-check.ts";
import { vehicleKinships } from "./vehicle-kinships.ts";

type Path = readonly (string | number)[];

interface CheckedItem extends ScopeItem {
  readonly code: string;
  readonly notApplicableZh?: string | undefined;
  readonly appliesWhen?: Condition | undefined;
  readonly procedure: ProcedureSettings;
}

export interface CheckedBook extends ManualBook {
  readonly categories: readonly string[];
  readonly items: readonly CheckedItem[];
}

/** Every fact of the trade, by its name. Rules of a book are figures beside them: `figureOfRule`. */
export function factsOfTrade(): Map<string, KnownFact> {
  return new Map(
    [...FACTS].map(([name, { kind, unit, values }]) => {
      const domain = factDomain(name);
      return [name, { kind, unit, values, domain: domain === null ? null : domainOfFact(domain) }];
    }),
  );
}

/** The rounded value of a rule, as a fact to the rules below it. */
export function figureOfRule(rule: Rule<Compute>, known: KnownFacts): KnownFact {
  const [first, ...others] = rule.measures.map((measure) => domainOf(measure, known));
  const whole = [first, ...others].filter((domain) => domain !== null && domain !== undefined);
  const domain =
    first === null || first === undefined || whole.length < rule.measures.length
      ? null
      : { ...first, ...hullOf(whole) };
  return { kind: "number", unit: rule.measures[0]?.unit ?? "", values: null, domain };
}

/** On the grid to which the measure rounds. */
function domainOf({ compute, decimals }: Measure<Compute>, known: KnownFacts): Domain | null {
  const domain = domainOfFormula(compute, (name) => known.get(name)?.domain ?? null);
  const digits = decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`;
  return domain === null ? null : { ...domain, step: exact(digits) };
}

/**
 * What is wrong with a book in which every name and every form is right: facts where nobody knows them, limits that such figures cannot
 * have or that decide nothing, rows that no vehicle comes to, vehicles that come to no row, a verification without a name.
 */
export function slipsOfMeaning(book: CheckedBook): readonly Slip[] {
  const { categories, requires, items, rules } = book;
  const known = factsOfTrade();
  const seen = new Map<string, Set<string>>([["vehicle", judgedScope(items, null)]]);
  for (const item of items) seen.set(item.key, judgedScope(items, item));
  for (const row of requires) seen.set(row.code, manualScope(row));
  const kinships = vehicleKinships();
  // Vehicles that the book does not take come to none of its tables.
  const served: Condition = { fact: "vehicle.category", in: categories };
  const slips = items.flatMap((item, i) => slipsOfItem(item, ["items", i], { known, kinships, served }));
  slips.push(
    ...requires.flatMap(({ when }, i) =>
      slipsOfRequirement(when, ["requires", i, "when"], { known, kinships, served }),
    ),
    ...slipsOfManualMeaning(book, { known, kinships, served }),
  );
  // What a rule means rests on when its item is done.
  if (slips.length > 0) return slips;
  for (const [i, rule] of rules.entries()) {
    if (FACTS.has(rule.id)) return [{ path: ["rules", i, "id"], message: "form:idOfFact" }];
    const scope = seen.get(rule.item) ?? new Set<string>();
    const figure = figureOfRule(rule, known);
    // Only `credibleWhen` may name the figure itself; that nothing else does has been seen already.
    known.set(rule.id, figure);
    const asked = askedWhen(rule.item, book);
    slips.push(...slipsOfRule(rule, asked, ["rules", i], { known, scope, kinships, served }));
    scope.add(rule.id);
  }
  return slips;
}

/** The worked examples of a book in which nothing else is wrong, or those of one of its rules. */
export function slipsOfRuleExamples(book: CheckedBook, only: number | null = null): readonly Slip[] {
  const known = factsOfTrade();
  const kinships = vehicleKinships();
  const served: Condition = { fact: "vehicle.category", in: book.categories };
  return book.rules.flatMap((rule, i) => {
    known.set(rule.id, figureOfRule(rule, known));
    if (only !== null && only !== i) return [];
    const asked = askedWhen(rule.item, book);
    return slipsOfExamples(rule, ["rules", i], exampleSite(known, kinships, [served, asked]));
  });
}

interface Ground extends Omit<TableSite, "applies"> {
  readonly served: Condition;
}

interface RuleGround extends Ground {
  readonly scope: ReadonlySet<string>;
}

/** Asked before anything is measured, of the vehicle as a whole. */
function slipsOfRequirement(when: Condition | undefined, at: Path, ground: Ground): readonly Slip[] {
  const misplaced = slipsOfScope(when, at, new Set(Object.keys(VEHICLE_FACTS)), "scopeOfItem");
  return misplaced.length > 0 ? misplaced : slipsOfReach(when, at, { ...ground, applies: [ground.served] });
}

function slipsOfItem(item: CheckedItem, at: Path, ground: Ground): readonly Slip[] {
  const { appliesWhen, procedure } = item;
  const rows = procedure.kind === "double-idle" ? procedure.highIdle : [];
  const table = [...at, "procedure", "highIdle"];
  const scope = plannedScope(item);
  const misplaced = [
    ...slipsOfItemPlace(item, at),
    ...(appliesWhen === undefined && item.notApplicableZh !== undefined
      ? [{ path: [...at, "notApplicableZh"], message: "form:notApplicableUnread" }]
      : []),
    ...slipsOfScope(appliesWhen, [...at, "appliesWhen"], scope, "scopeOfItem"),
    ...rows.flatMap(({ when }, i) => slipsOfScope(when, [...table, i, "when"], scope, "scopeOfItem")),
  ];
  if (misplaced.length > 0) return misplaced;
  const never = slipsOfReach(appliesWhen, [...at, "appliesWhen"], { ...ground, applies: [ground.served] });
  if (never.length > 0 || rows.length === 0) return never;
  return slipsOfTable(
    rows.map(({ when }, place) => ({ when, place })),
    table,
    { ...ground, applies: [ground.served, appliesWhen] },
  );
}

function slipsOfRule(
  rule: Rule<Compute>,
  asked: Condition | undefined,
  at: Path,
  ground: RuleGround,
): readonly Slip[] {
  const { known, scope } = ground;
  const misplaced = slipsOfPlaces(rule, at, scope);
  if (misplaced.length > 0) return misplaced;
  const provenance = slipsOfProvenance(rule, at);
  const applies = slipsOfReach(rule.appliesWhen, [...at, "appliesWhen"], {
    ...ground,
    applies: [ground.served, asked],
  });
  if (applies.length > 0) return [...provenance, ...applies];
  const both = [ground.served, asked, rule.appliesWhen];
  return [
    ...provenance,
    ...slipsOfReach(rule.credibleWhen, [...at, "credibleWhen"], { ...ground, applies: both }),
    ...rule.measures.flatMap((measure, i) => {
      const table = [...at, "measures", i, "limits"];
      const figure = {
        unit: measure.unit,
        decimals: measure.decimals,
        domain: domainOf(measure, known),
        credible: credibleOf(rule, measure, known),
      };
      return [
        ...measure.limits.flatMap((row, r) => slipsOfProvenance(row, [...table, r])),
        ...slipsOfLimits(measure.limits, table, figure),
        ...slipsOfRows(measure, table, { ...ground, applies: both }),
        ...slipsOfGrades(measure.limits, table, { ...ground, applies: both }),
      ];
    }),
  ];
}

function slipsOfPlaces(rule: Rule<Compute>, at: Path, scope: ReadonlySet<string>): readonly Slip[] {
  const within = (condition: Condition | undefined, ...steps: Path): readonly Slip[] =>
    slipsOfScope(condition, [...at, ...steps], scope, "scopeOfRule");
  const own = new Set([...scope, rule.id]);
  return [
    ...within(rule.appliesWhen, "appliesWhen"),
    ...slipsOfScope(rule.credibleWhen, [...at, "credibleWhen"], own, "scopeOfRule"),
    ...(rule.alongside ?? []).flatMap((name, i) =>
      scope.has(name) ? [] : [outOfScope(name, [...at, "alongside", i], "scopeOfRule")],
    ),
    ...rule.measures.flatMap((measure, i) => [
      ...factPlaces(measure.compute).flatMap(([name, place]) =>
        scope.has(name) ? [] : [outOfScope(name, [...at, "measures", i, "compute", ...place], "scopeOfRule")],
      ),
      ...measure.limits.flatMap((row, r) => within(row.when, "measures", i, "limits", r, "when")),
    ]),
  ];
}

/** What its figures can be when `credibleWhen` lets its inputs, and the figure itself, be no more than its plain bounds say. */
function credibleOf(rule: Rule<Compute>, measure: Measure<Compute>, known: KnownFacts): Range | null {
  const { credibleWhen } = rule;
  if (credibleWhen === undefined) return null;
  const narrowed = (name: string): Domain | null => {
    const domain = known.get(name)?.domain ?? null;
    const left = domain === null ? null : letThrough(credibleWhen, name, domain);
    return domain === null || left === null ? null : { ...domain, ...left };
  };
  const possible = domainOfFormula(measure.compute, narrowed);
  const all = possible ?? rangeDomain({ from: exact("-999999999"), to: exact("999999999") });
  const left = letThrough(credibleWhen, rule.id, all);
  return left === null ? null : overlapOf(left, all);
}

function slipsOfRows(measure: Measure<Compute>, at: Path, site: TableSite): readonly Slip[] {
  const rows = measure.limits.map(({ when }, place): PlacedRow => ({ when, place }));
  return gravestFirst(measure.limits.map(({ severity }) => severity)).flatMap((severity) =>
    slipsOfTable(
      rows.filter(({ place }) => measure.limits[place]?.severity === severity),
      at,
      site,
    ),
  );
}
