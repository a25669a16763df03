import { decideCondition } from "../rules/condition.ts";
import type { Slip } from "../rules/condition-check.ts";
import type { Facts } from "../rules/fact.ts";
import type { Scope } from "../rules/scope.ts";
import { type DatedDossier, dossierSchema } from "./dossier.ts";
import { type PlannedItem, planInspection } from "./plan.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { type DoneItem, scopeOf } from "./scope.ts";
import type { VehicleExample, VehicleExamples } from "./vehicle-example.ts";
import { axleFacts, dossierFacts } from "./vehicle-facts.ts";

type Path = readonly (string | number)[];

/** A vehicle that came out as it is written. */
export interface SeenVehicle {
  readonly example: VehicleExample;
  readonly dossier: DatedDossier;
  readonly facts: Facts;
  /** Of each axle the vehicle's facts and its own. */
  readonly axles: readonly Facts[];
}

export interface VehiclesRan {
  readonly slips: readonly Slip[];
  readonly seen: readonly SeenVehicle[];
}

/** The example vehicles of a book, asked by the functions that plan an inspection and say its scope. */
export function runVehicles(
  book: InspectionRulebook,
  { inspectedOn, usual, rows }: VehicleExamples,
  at: Path,
): VehiclesRan {
  const slips: Slip[] = [];
  const seen: SeenVehicle[] = [];
  for (const [i, example] of rows.entries()) {
    const path = [...at, "rows", i];
    const read = dossierSchema.safeParse({ ...usual, ...example.is });
    if (!read.success) {
      const [issue] = read.error.issues;
      const [field = ""] = issue?.path ?? [];
      const own = Object.hasOwn(example.is, String(field));
      const where = own ? [...path, "is", String(field)] : [...path, "name"];
      slips.push({ path: where, message: `form:exampleVehicle:${String(field)}` });
      continue;
    }
    const dossier: DatedDossier = { ...read.data, inspectedOn };
    const facts = dossierFacts(dossier);
    const axles = dossier.axles.map((axle): Facts => new Map([...facts, ...axleFacts(axle)]));
    const vehicle = { example, dossier, facts, axles };
    const wrong = slipsOfVehicle(vehicle, path, book);
    slips.push(...wrong);
    if (wrong.length === 0) seen.push(vehicle);
  }
  return { slips, seen };
}

function slipsOfVehicle(vehicle: SeenVehicle, at: Path, book: InspectionRulebook): readonly Slip[] {
  const { example, dossier } = vehicle;
  const parts = book.parts.map(({ key }) => key);
  const plan = planInspection(dossier, book);
  const asked = plan.filter(({ notApplicable }) => notApplicable === null);
  // Where nothing is measured here and the order leaves whatever it may.
  const bare = (): Scope => scopeOf({ ...dossier, elsewhere: parts }, book, [], []);
  const comes: Readonly<Record<Stated, () => Listed>> = {
    must: () => bare().missing.map(({ code }) => code),
    others: () => Object.fromEntries(bare().elsewhere.map(({ part, codes }) => [part, codes])),
    untold: () => scopeOf({ ...dossier, elsewhere: null }, book, [], []).elsewhere.map(({ part }) => part),
    recommended: () => bare().voluntary.map(({ code }) => code),
    measured: () => asked.map(({ code }) => code),
    by: () => doneBy(plan, asked, vehicle, book),
    judging: () => judgingOf(asked, vehicle, book),
  };
  return (Object.keys(comes) as Stated[]).flatMap((field): Slip[] => {
    const stated = example[field];
    if (stated === undefined) return [];
    const came = comes[field]();
    if (same(stated, came)) return [];
    return [{ path: [...at, field], message: `form:exampleComes:${words(came)}` }];
  });
}

/** Of what is asked and done here the items that do it. */
function doneBy(
  plan: readonly PlannedItem[],
  asked: readonly PlannedItem[],
  vehicle: SeenVehicle,
  book: InspectionRulebook,
): Listed {
  const done = asked.map((item): DoneItem => ({ code: item.code, verdict: verdictOf(item, vehicle, book) }));
  const here = new Set(scopeOf({ ...vehicle.dossier, elsewhere: null }, book, plan, done).done);
  return Object.fromEntries(
    book.requires
      .filter(({ code }) => here.has(code))
      .map(({ code, by }) => [code, by.filter((key) => asked.some(({ rule }) => rule.key === key))]),
  );
}

type Stated = Exclude<keyof VehicleExample, "name" | "is">;
type Listed = readonly string[] | Readonly<Record<string, readonly string[]>>;

function words(of: Listed): string {
  if (Array.isArray(of)) return of.join(", ");
  return Object.entries(of)
    .map(([name, list]) => `${name} [${list.join(", ")}]`)
    .join(", ");
}

function same(a: Listed, b: Listed): boolean {
  if (Array.isArray(a) || Array.isArray(b)) return words(a) === words(b);
  const names = Object.keys(a).sort();
  const listed = a as Readonly<Record<string, readonly string[]>>;
  const other = b as Readonly<Record<string, readonly string[]>>;
  return (
    names.join() === Object.keys(b).sort().join() &&
    names.every((name) => listed[name]?.join() === other[name]?.join())
  );
}

/** An item that no rule judges for this vehicle has done nothing. */
function verdictOf(
  item: PlannedItem,
  vehicle: SeenVehicle,
  { rules }: InspectionRulebook,
): DoneItem["verdict"] {
  const facts = item.axle === null ? vehicle.facts : (vehicle.axles[item.axle - 1] ?? vehicle.facts);
  const judged = rules.some(
    (rule) =>
      rule.judges &&
      rule.item === item.rule.key &&
      decideCondition(rule.appliesWhen, facts).truth !== "false",
  );
  return judged ? "pass" : "not-applicable";
}

function judgingOf(
  asked: readonly PlannedItem[],
  { facts, axles }: SeenVehicle,
  { requires, rules }: InspectionRulebook,
): string[] {
  return rules
    .filter(({ judges, item, appliesWhen }) => {
      if (!judges) return false;
      const mayApply = (known: Facts): boolean => decideCondition(appliesWhen, known).truth !== "false";
      if (item === "vehicle") return mayApply(facts);
      // Figures that were entered: whoever looks at it by hand, or somebody else.
      const row = requires.find(({ code }) => code === item);
      if (row !== undefined) return decideCondition(row.when, facts).truth !== "false" && mayApply(facts);
      return asked.some(({ rule, axle }) => {
        return rule.key === item && mayApply(axle === null ? facts : (axles[axle - 1] ?? facts));
      });
    })
    .map(({ id }) => id);
}
