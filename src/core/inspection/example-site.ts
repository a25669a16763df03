import type { Condition } from "../rules/condition.ts";
import type { KnownFacts } from "../rules/condition-check.ts";
import { type Kinship, worldsOf } from "../rules/condition-worlds.ts";
import type { ExampleSite } from "../rules/example-check.ts";
import type { Workings } from "../rules/example-run.ts";
import { askedBy } from "../rules/world-points.ts";
import { derived } from "./fact-scope.ts";
import { EVERY_DERIVED_FROM, figuresBeside, showsIn, slipsOfInputs } from "./formula-cover.ts";
import { type Compute, computeFormula, factPlaces } from "./formulas.ts";
import { manualDerived } from "./manual/manual-facts.ts";
import { vehicleKinships } from "./vehicle-kinships.ts";

const WORKINGS: Workings<Compute> = {
  formula: computeFormula,
  namesIn: (compute) => factPlaces(compute).map(([name]) => name),
  derived: EVERY_DERIVED_FROM,
  shows: showsIn,
  withDerived: (given) => new Map([...given, ...derived(given), ...manualDerived(given)]),
};

/** Where the examples of one rule are run; `applies` says of whom it is asked. */
export function exampleSite(
  known: KnownFacts,
  kinships: readonly Kinship[],
  applies: readonly (Condition | undefined)[],
): ExampleSite<Compute> {
  return {
    known,
    applies,
    worldsOf: (conditions) => worldsOf(conditions, known, kinships),
    workings: WORKINGS,
    figuresBeside: figuresBeside(known, (fact) => valuesByAxles(fact, kinships)),
    slipsOfInputs: (rule, worked, at) => slipsOfInputs(rule, worked, at, known),
  };
}

/** A vehicle has an even number of wheels. */
function valuesByAxles(fact: string, kinships: readonly Kinship[]): readonly string[] | null {
  const kin = kinships.find(({ facts, points }) => facts.includes(fact) && points !== undefined);
  const points = kin?.points?.(askedBy([{ fact, atLeast: "0" }])) ?? [];
  const values = new Set(points.flatMap((point) => point.get(fact) ?? []));
  return values.size === 0 ? null : [...values];
}

/** Where the example vehicles of a book are asked. */
export function vehicleSite(known: KnownFacts): Pick<ExampleSite<Compute>, "known" | "worldsOf"> {
  const kinships = vehicleKinships();
  return { known, worldsOf: (conditions) => worldsOf(conditions, known, kinships) };
}
