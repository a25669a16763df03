import { compare, exact } from "../quantities/exact.ts";
import type { Fact, Facts } from "../rules/fact.ts";
import { factOf, missing, numberFact, textFact } from "../rules/fact.ts";
import { reason } from "../trade/reasons.ts";
import {
  type DerivedFact,
  type FactWords,
  MEASURED_FACTS,
  type MeasuredFact,
  NOTE_FACTS,
  type NoteFact,
  SUM_FACTS,
  type SumFact,
} from "../trade/words/facts.ts";
import { apartOfDecimals, sumOfDecimals } from "./decimal-sum.ts";
import type { DatedDossier } from "./dossier.ts";
import type { ItemResult, ItemResults } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { ProcedureKind } from "./procedure-settings.ts";
import { axleFacts, dossierFacts } from "./vehicle-facts.ts";

/** Everything that may be said of an item: the vehicle, its axle, and what was measured on that axle or the vehicle. */
export function factsFor(
  item: PlannedItem | null,
  dossier: DatedDossier,
  plan: readonly PlannedItem[],
  results: ItemResults,
): Map<string, Fact> {
  const facts = new Map<string, Fact>(dossierFacts(dossier));
  const axle = item?.axle ?? null;
  if (axle !== null) absorb(facts, axleFacts(dossier.axles[axle - 1]));
  for (const other of plan) {
    if (other.axle === null || other.axle === axle) absorb(facts, measuredFacts(other, results[other.code]));
  }
  absorb(facts, derived(facts));
  absorb(facts, sums(plan, results));
  return facts;
}

function absorb(facts: Map<string, Fact>, more: Facts): void {
  for (const [name, fact] of more) facts.set(name, fact);
}

/** What the figures of an axle say together. Equal efforts have no weaker wheel. */
export function derived(known: Facts): Facts {
  const left = factOf(known, "brake.maxLeftN");
  const right = factOf(known, "brake.maxRightN");
  if (left.kind === "number" && right.kind === "number") {
    const order = compare(exact(left.value), exact(right.value));
    return derivedFacts({
      "brake.weakerLocked": weakerLocked(known, order),
      "brake.greatestN": order < 0 ? right : left,
      "brake.maximaApartN": numberFact(apartOfDecimals(left.value, right.value), "N"),
    });
  }
  const absent = left.kind === "missing" ? left : right;
  return derivedFacts({
    "brake.weakerLocked": absent,
    "brake.greatestN": absent,
    "brake.maximaApartN": absent,
  });
}

/** What each of them follows from. */
export const DERIVED_FROM: Readonly<Record<DerivedFact, readonly MeasuredFact[]>> = {
  "brake.weakerLocked": ["brake.maxLeftN", "brake.maxRightN", "brake.lockedLeft", "brake.lockedRight"],
  "brake.greatestN": ["brake.maxLeftN", "brake.maxRightN"],
  "brake.maximaApartN": ["brake.maxLeftN", "brake.maxRightN"],
};

function derivedFacts(facts: Readonly<Record<DerivedFact, Fact>>): Facts {
  return new Map(Object.entries(facts));
}

function weakerLocked(known: Facts, order: number): Fact {
  if (order === 0) return numberFact("0", "");
  return factOf(known, order < 0 ? "brake.lockedLeft" : "brake.lockedRight");
}

/** What the procedures of these kinds measure. */
export function factsMeasuredBy(kind: ProcedureKind): Readonly<Record<string, FactWords>> {
  return MEASURED_FACTS[kind];
}

/** Remarks of a brake run that are facts too, by the name of the remark. */
const NOTES: Readonly<Record<NoteFact, string>> = { "brake.windowEnd": "windowEnd", "brake.stop": "stop" };

function measuredFacts(item: PlannedItem, result: ItemResult | undefined): Facts {
  const { kind } = item.rule.procedure;
  const words = Object.entries(factsMeasuredBy(kind));
  const figures = words.map(([name, { unit }]): [string, Fact] => [
    name,
    measuredFact(item, result, name, unit),
  ]);
  return new Map(kind === "service-brake" ? [...figures, ...notedFacts(result)] : figures);
}

function notedFacts(result: ItemResult | undefined): readonly [string, Fact][] {
  const notes = result?.kind === "measured" ? result.measurement.notes : {};
  return (Object.keys(NOTE_FACTS) as NoteFact[]).map((name) => {
    const note = notes[NOTES[name]];
    return [name, note === undefined ? missing(reason("NOT_NOTED", {})) : textFact(note)];
  });
}

function measuredFact(item: PlannedItem, result: ItemResult | undefined, name: string, unit: string): Fact {
  const { code } = item;
  if (item.notApplicable !== null) return missing(reason("ITEM_NOT_APPLICABLE", { item: code }));
  if (result === undefined) return missing(reason("ITEM_NOT_MEASURED", { item: code }));
  if (result.kind === "void") return missing(reason("ITEM_VOID", { item: code, why: result.reason }));
  const value = result.measurement.facts[name];
  if (value !== undefined) return numberFact(value, unit);
  return missing(result.measurement.absent[name] ?? reason("ITEM_GAVE_NONE", { item: code }));
}

/** Each sum with the items and the figures of theirs that it is made of. */
export const SUMS: Readonly<
  Record<SumFact, { readonly of: ProcedureKind; readonly facts: readonly MeasuredFact[] }>
> = {
  "vehicle.loadSumKg": { of: "weighing", facts: ["axle.loadKg"] },
  "vehicle.weighedKg": { of: "weighing", facts: ["axle.loadKg"] },
  "vehicle.serviceForceSumN": { of: "service-brake", facts: ["brake.maxLeftN", "brake.maxRightN"] },
  "vehicle.parkingForceSumN": { of: "parking-brake", facts: ["parking.maxLeftN", "parking.maxRightN"] },
  "vehicle.serviceLockedWheels": { of: "service-brake", facts: ["brake.lockedLeft", "brake.lockedRight"] },
  "vehicle.parkingLockedWheels": {
    of: "parking-brake",
    facts: ["parking.lockedLeft", "parking.lockedRight"],
  },
};

/** The one sum that takes what there is. */
const SO_FAR: SumFact = "vehicle.weighedKg";

function sums(plan: readonly PlannedItem[], results: ItemResults): Facts {
  return new Map((Object.keys(SUMS) as SumFact[]).map((name) => [name, sum(name, plan, results)]));
}

function sum(name: SumFact, plan: readonly PlannedItem[], results: ItemResults): Fact {
  const { of, facts: names } = SUMS[name];
  const items = plan.filter((item) => item.rule.procedure.kind === of && item.notApplicable === null);
  const facts = items.flatMap((item) => {
    const measured = measuredFacts(item, results[item.code]);
    return names.map((fact) => measured.get(fact) ?? missing(reason("ITEM_GAVE_NONE", { item: item.code })));
  });
  const absent = facts.find((fact) => fact.kind === "missing");
  if (absent !== undefined && name !== SO_FAR) return absent;
  if (facts.length === 0) return missing(reason("NO_AXLE_TO_MEASURE", {}));
  return numberFact(
    sumOfDecimals(facts.map((fact) => (fact.kind === "number" ? fact.value : "0"))),
    SUM_FACTS[name].unit,
  );
}
