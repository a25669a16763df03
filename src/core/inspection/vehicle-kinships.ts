import { VEHICLE_CLASSES } from "../door/vehicle-class.ts";
import type { Kinship } from "../rules/condition-worlds.ts";
import { type Asked, type Point, textsOf } from "../rules/world-points.ts";
import { VEHICLE_FACTS, type VehicleFact } from "../trade/words/facts.ts";
import { workingGroup } from "./dossier.ts";

/**
 * Facts of a vehicle that follow from each other as the dossier gives them; a table is tried with no other vehicles. Made once for a
 * book, whose tables ask for the same vehicles again and again.
 */
export function vehicleKinships(): readonly Kinship[] {
  const known = new Map<string, readonly Point[]>();
  return [
    {
      facts: KIND_FACTS,
      points(asked) {
        const key = KIND_FACTS.map((fact) =>
          asked.facts.includes(fact) ? `${asked.texts.get(fact)}` : "-",
        ).join(";");
        const points = known.get(key) ?? kinds(asked);
        known.set(key, points);
        return points;
      },
    },
    {
      facts: names("vehicle.axles", "vehicle.wheels", "vehicle.parkingWheels", "vehicle.steeredAxles"),
      points: axles,
    },
    { facts: names("vehicle.grossMassKg", "vehicle.curbMassKg"), agree: isHeavierLaden },
  ];
}

const KIND_FACTS = names(
  "vehicle.class",
  "vehicle.category",
  "vehicle.group",
  "vehicle.use",
  "vehicle.passengerCar",
);
const AXLES_MAX = 6;
/** The one letter on which the working group depends. */
const NON_COMMERCIAL = "A";

function names(...facts: VehicleFact[]): readonly VehicleFact[] {
  return facts;
}

/** Every class with every use that makes a difference. The class is always told, so that a sentence names a vehicle. */
function kinds({ facts, texts }: Asked): readonly Point[] {
  const uses = textsOf(
    [NON_COMMERCIAL, ...(texts.get("vehicle.use") ?? [])],
    VEHICLE_FACTS["vehicle.use"].values,
  );
  const named = texts.get("vehicle.class") ?? [];
  const wanted = KIND_FACTS.filter((fact) => fact !== "vehicle.class" && facts.includes(fact));
  const found = new Map<string, Point>();
  for (const vehicleClass of classesOf(named))
    for (const use of uses) {
      const group = workingGroup({ vehicleClass, use });
      // Of such a vehicle the group is a missing fact: whatever asks for it is undecided already.
      if (group === null && facts.includes("vehicle.group")) continue;
      for (const passengerCar of group === "KA" || group === "KB" ? ["yes", "no"] : ["no"]) {
        const value = (fact: VehicleFact): string => {
          if (fact === "vehicle.category") return vehicleClass.slice(0, 2);
          if (fact === "vehicle.group") return group ?? "";
          return fact === "vehicle.use" ? use : passengerCar;
        };
        let key = named.includes(vehicleClass) ? vehicleClass : "";
        for (const fact of wanted) key += `,${value(fact)}`;
        if (found.has(key)) continue;
        const rest = wanted.map((fact): [string, string] => [fact, value(fact)]);
        found.set(key, new Map([["vehicle.class", vehicleClass], ...rest]));
      }
    }
  return [...found.values()];
}

const CATEGORIES = new Map<string, readonly string[]>();
for (const code of VEHICLE_CLASSES)
  CATEGORIES.set(code.slice(0, 2), [...(CATEGORIES.get(code.slice(0, 2)) ?? []), code]);

/** Those that are named, and of each category one that is not: the others are like it. */
function classesOf(named: readonly string[]): readonly string[] {
  return [...CATEGORIES.values()].flatMap((codes) =>
    textsOf(
      codes.filter((code) => named.includes(code)),
      codes,
    ),
  );
}

/** One to six axles, each with a brake of its own and one to be parked by, steered or not. */
function axles(): readonly Point[] {
  const upTo = (most: number, from: number): number[] =>
    Array.from({ length: most - from + 1 }, (_, i) => from + i);
  return upTo(AXLES_MAX, 1).flatMap((count) =>
    upTo(count, 0).flatMap((parked) =>
      upTo(count, 0).map((steered): Point => {
        const values: readonly (readonly [VehicleFact, number])[] = [
          ["vehicle.axles", count],
          ["vehicle.wheels", 2 * count],
          ["vehicle.parkingWheels", 2 * parked],
          ["vehicle.steeredAxles", steered],
        ];
        return new Map(values.map(([fact, value]) => [fact, String(value)]));
      }),
    ),
  );
}

/** What is not asked for does not matter. */
function isHeavierLaden(point: Point): boolean {
  const [gross, curb] = [point.get("vehicle.grossMassKg"), point.get("vehicle.curbMassKg")];
  return gross === undefined || curb === undefined || Number(gross) >= Number(curb);
}
