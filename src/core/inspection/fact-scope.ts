import type { Fact, Facts } from "../rules/fact.ts";
import { missing, numberFact, textFact } from "../rules/fact.ts";
import { sumOfDecimals } from "./decimal-sum.ts";
import type { Dossier } from "./dossier.ts";
import { axleFacts, dossierFacts } from "./dossier.ts";
import { FACTS_OF_PROCEDURE, NOTE_FACTS, SUM_FACT_UNITS } from "./measured-facts.ts";
import type { ItemResult, ItemResults } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { ProcedureKind } from "./procedure-settings.ts";

/** Everything that may be said of an item: the vehicle, its axle, and what was measured on that axle or the vehicle. */
export function factsFor(
  item: PlannedItem | null,
  dossier: Dossier,
  plan: readonly PlannedItem[],
  results: ItemResults,
): Map<string, Fact> {
  const facts = new Map<string, Fact>(dossierFacts(dossier));
  const axle = item?.axle ?? null;
  if (axle !== null) absorb(facts, axleFacts(dossier.axles[axle - 1]));
  for (const other of plan) {
    if (other.axle === null || other.axle === axle) absorb(facts, measuredFacts(other, results[other.code]));
  }
  absorb(facts, sums(plan, results));
  return facts;
}

function absorb(facts: Map<string, Fact>, more: Facts): void {
  for (const [name, fact] of more) facts.set(name, fact);
}

function measuredFacts(item: PlannedItem, result: ItemResult | undefined): Facts {
  const { kind } = item.rule.procedure;
  const units = Object.entries(FACTS_OF_PROCEDURE[kind]);
  const figures = units.map(([name, unit]): [string, Fact] => [name, measuredFact(item, result, name, unit)]);
  return new Map(kind === "service-brake" ? [...figures, ...notedFacts(result)] : figures);
}

function notedFacts(result: ItemResult | undefined): readonly [string, Fact][] {
  const notes = result?.kind === "measured" ? result.measurement.notes : {};
  return Object.entries(NOTE_FACTS).map(([name, note]) => [name, textFact(notes[note] ?? null, "not noted")]);
}

function measuredFact(item: PlannedItem, result: ItemResult | undefined, name: string, unit: string): Fact {
  if (item.notApplicable !== null) return missing(`${item.code} does not apply`);
  if (result === undefined) return missing(`${item.code} was not measured`);
  if (result.kind === "void") return missing(`${item.code} is void: ${result.reason}`);
  const value = result.measurement.facts[name];
  if (value !== undefined) return numberFact(value, unit);
  return missing(result.measurement.absent[name] ?? `${item.code} did not give it`);
}

function sums(plan: readonly PlannedItem[], results: ItemResults): Facts {
  return new Map<string, Fact>([
    ["vehicle.loadSumKg", sum(plan, results, "weighing", ["axle.loadKg"], "vehicle.loadSumKg")],
    [
      "vehicle.serviceForceSumN",
      sum(plan, results, "service-brake", ["brake.maxLeftN", "brake.maxRightN"], "vehicle.serviceForceSumN"),
    ],
    [
      "vehicle.parkingForceSumN",
      sum(
        plan,
        results,
        "parking-brake",
        ["parking.maxLeftN", "parking.maxRightN"],
        "vehicle.parkingForceSumN",
      ),
    ],
  ]);
}

function sum(
  plan: readonly PlannedItem[],
  results: ItemResults,
  kind: ProcedureKind,
  names: readonly string[],
  sumName: string,
): Fact {
  const items = plan.filter((item) => item.rule.procedure.kind === kind && item.notApplicable === null);
  const facts = items.flatMap((item) => {
    const measured = measuredFacts(item, results[item.code]);
    return names.map((name) => measured.get(name) ?? missing(`${item.code} did not give ${name}`));
  });
  const absent = facts.find((fact) => fact.kind === "missing");
  if (absent !== undefined) return absent;
  if (facts.length === 0) return missing("no axle was to be measured");
  return numberFact(
    sumOfDecimals(facts.map((fact) => (fact.kind === "number" ? fact.value : "0"))),
    SUM_FACT_UNITS[sumName] ?? "",
  );
}
