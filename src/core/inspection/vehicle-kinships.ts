import { isArticulatedClass, VEHICLE_CLASSES, workingGroup } from "../door/vehicle-class.ts";
import type { Kinship } from "../rules/condition-worlds.ts";
import { type Asked, type Point, textsOf } from "../rules/world-points.ts";
import { VEHICLE_FACTS, type VehicleFact } from "../trade/words/facts.ts";
import { SCHOOL_USES } from "./vehicle-facts.ts";

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
      facts: AXLE_COUNTS,
      points: axles,
    },
    { facts: names("vehicle.grossMassKg", "vehicle.curbMassKg"), agree: isHeavierLaden },
    { facts: names("vehicle.group", "vehicle.fuel", "job.exhaustMethod"), agree: hasFittingFuel },
  ];
}

const KIND_FACTS = names(
  "vehicle.class",
  "vehicle.category",
  "vehicle.group",
  "vehicle.use",
  "vehicle.passengerCar",
  "vehicle.articulated",
  "vehicle.schoolBus",
  "vehicle.lampSystem",
);
const AXLE_COUNTS = names(
  "vehicle.axles",
  "vehicle.wheels",
  "vehicle.parkingWheels",
  "vehicle.steeredAxles",
  "vehicle.steeredFrontAxles",
);
const AXLES_MAX = 6;
/** The one letter on which the working group depends. */
const NON_COMMERCIAL = "A";

function names(...facts: VehicleFact[]): readonly VehicleFact[] {
  return facts;
}

/** Every class with every use that makes a difference. The class is always told, so that a sentence names a vehicle. */
function kinds({ facts, texts }: Asked): readonly Point[] {
  const asksSchool = facts.includes("vehicle.schoolBus") ? SCHOOL_USES.slice(0, 1) : [];
  const uses = textsOf(
    [NON_COMMERCIAL, ...asksSchool, ...(texts.get("vehicle.use") ?? [])],
    VEHICLE_FACTS["vehicle.use"].values,
  );
  const asked = texts.get("vehicle.class") ?? [];
  const named = facts.includes("vehicle.articulated")
    ? [...asked, ...VEHICLE_CLASSES.filter(isArticulatedClass)]
    : asked;
  const wanted = KIND_FACTS.filter((fact) => fact !== "vehicle.class" && facts.includes(fact));
  const found = new Map<string, Point>();
  for (const vehicleClass of classesOf(named))
    for (const use of uses) {
      // Of such a vehicle the group is a missing fact: whatever asks for it is undecided already.
      if (workingGroup({ vehicleClass, use }) === null && facts.includes("vehicle.group")) continue;
      for (const told of vehiclesOf(vehicleClass, use)) {
        let key = asked.includes(vehicleClass) ? vehicleClass : "";
        for (const fact of wanted) key += `,${told.get(fact)}`;
        if (found.has(key)) continue;
        const rest = wanted.map((fact): [string, string] => [fact, told.get(fact) ?? ""]);
        found.set(key, new Map([["vehicle.class", vehicleClass], ...rest]));
      }
    }
  return [...found.values()];
}

/** What else a dossier of such a vehicle may say of its kind: what dossier-check.ts lets through. */
function vehiclesOf(vehicleClass: string, use: string): readonly ReadonlyMap<VehicleFact, string>[] {
  const is = (...heads: readonly string[]): boolean => heads.some((head) => vehicleClass.startsWith(head));
  const both = ["yes", "no"];
  const articulated = is("D") ? both : [isArticulatedClass(vehicleClass) ? "yes" : "no"];
  const lamps = is("M", "N") ? ["one-lamp", "two-lamp", "four-lamp"] : ["two-lamp", "four-lamp"];
  return (is("K3", "K4") ? both : ["no"]).flatMap((passengerCar) =>
    articulated.flatMap((pivot) =>
      lamps.map(
        (lampSystem): ReadonlyMap<VehicleFact, string> =>
          new Map([
            ["vehicle.category", vehicleClass.slice(0, 2)],
            ["vehicle.group", workingGroup({ vehicleClass, use }) ?? ""],
            ["vehicle.use", use],
            ["vehicle.passengerCar", passengerCar],
            ["vehicle.articulated", pivot],
            ["vehicle.schoolBus", SCHOOL_USES.includes(use) ? "yes" : "no"],
            ["vehicle.lampSystem", lampSystem],
          ]),
      ),
    ),
  );
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
      upTo(count, 0).flatMap((steered) =>
        upTo(Math.min(2, steered), 0).map((fronts): Point => {
          const values: readonly (readonly [VehicleFact, number])[] = [
            ["vehicle.axles", count],
            ["vehicle.wheels", 2 * count],
            ["vehicle.parkingWheels", 2 * parked],
            ["vehicle.steeredAxles", steered],
            ["vehicle.steeredFrontAxles", fronts],
          ];
          return new Map(values.map(([fact, value]) => [fact, String(value)]));
        }),
      ),
    ),
  );
}

/** What is not asked for does not matter. */
function isHeavierLaden(point: Point): boolean {
  const [gross, curb] = [point.get("vehicle.grossMassKg"), point.get("vehicle.curbMassKg")];
  return gross === undefined || curb === undefined || Number(gross) >= Number(curb);
}

const COMPRESSION_METHODS: readonly string[] = ["lug-down", "free-acceleration"];
const WITHOUT_EXHAUST: readonly string[] = ["electric", "hydrogen", "none"];

/** As dossier-check.ts has it: trailers have no fuel and nothing else has none, and a method is for one kind of engine. */
function hasFittingFuel(point: Point): boolean {
  const [group, fuel] = [point.get("vehicle.group"), point.get("vehicle.fuel")];
  const method = point.get("job.exhaustMethod") ?? "untold";
  if (fuel === undefined) return true;
  if (group !== undefined && (group === "G") !== (fuel === "none")) return false;
  return (
    method === "untold" ||
    WITHOUT_EXHAUST.includes(fuel) ||
    COMPRESSION_METHODS.includes(method) === (fuel === "diesel")
  );
}
