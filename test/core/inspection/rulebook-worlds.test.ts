import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isArticulatedClass, VEHICLE_CLASSES, workingGroup } from "../../../src/core/door/vehicle-class.ts";
import type { DatedDossier } from "../../../src/core/inspection/dossier.ts";
import { factsOfTrade } from "../../../src/core/inspection/meaning-check.ts";
import { axleFacts, dossierFacts } from "../../../src/core/inspection/vehicle-facts.ts";
import { vehicleKinships } from "../../../src/core/inspection/vehicle-kinships.ts";
import { type Condition, decideCondition } from "../../../src/core/rules/condition.ts";
import { worldsOf } from "../../../src/core/rules/condition-worlds.ts";
import { numberFact, textFact } from "../../../src/core/rules/fact.ts";
import { slipsOfTable } from "../../../src/core/rules/table-check.ts";
import { askedBy } from "../../../src/core/rules/world-points.ts";
import { dossierNamed } from "./lane-fixture.ts";
import { vehicleOf } from "./sound-vehicle.ts";

/** Of passengers by the seat: a dossier of anything but a bus refuses them. */
const BUS_USES: readonly string[] = [..."BCEOPQS"];

/**
 * Goal: what a table is refused for is true of vehicles, and what it is not refused for is not.
 * Method: random tables against random vehicles that a dossier may describe, judged by the very functions of an inspection.
 */
const known = factsOfTrade();
const bounded = (fact: string, bounds: readonly string[]): fc.Arbitrary<Condition> =>
  fc
    .tuple(fc.constantFrom("atLeast", "atMost", "below", "above"), fc.constantFrom(...bounds))
    .map(([comparator, bound]) => ({ fact, [comparator]: bound }) as Condition);
const oneOf = (fact: string, values: readonly string[]): fc.Arbitrary<Condition> =>
  fc
    .subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) })
    .map((list) => ({ fact, in: list }));

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  oneOf("vehicle.group", ["KA", "KB", "HZ", "G", "N", "M"]),
  oneOf("vehicle.category", ["K1", "K3", "H1", "Z4", "M1"]),
  oneOf("vehicle.class", ["K33", "K11", "H31", "M12", "B11", "N11"]),
  oneOf("vehicle.use", ["A", "B", "N"]),
  oneOf("vehicle.passengerCar", ["yes", "no"]),
  oneOf("job.check", ["in-use", "registration"]),
  oneOf("axle.position", ["front", "rear"]),
  bounded("vehicle.grossMassKg", ["3000", "3500", "12000"]),
  bounded("vehicle.curbMassKg", ["1500", "3500"]),
  bounded("vehicle.axles", ["2", "3"]),
  bounded("vehicle.parkingWheels", ["2", "4"]),
  fc
    .constantFrom("1.2", "1.5")
    .map((bound): Condition => ({ fact: "vehicle.grossMassKg", atMost: bound, times: "vehicle.curbMassKg" })),
  fc
    .constantFrom("2010-09-01", "1968-01-01")
    .map((before): Condition => ({ fact: "vehicle.firstRegistered", before })),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 3, arbitrary: comparison },
  { weight: 3, arbitrary: fc.array(comparison, { minLength: 2, maxLength: 3 }).map((all) => ({ all })) },
  { weight: 2, arbitrary: fc.array(comparison, { minLength: 2, maxLength: 2 }).map((any) => ({ any })) },
  { weight: 2, arbitrary: comparison.map((not) => ({ not })) },
);

const mass = fc.oneof(
  fc.integer({ min: 100, max: 20_000 }),
  fc.constantFrom(1500, 1501, 2999, 3000, 3001, 3500, 3501),
);
const vehicle: fc.Arbitrary<DatedDossier> = fc
  .record({
    vehicleClass: fc.oneof(
      fc.constantFrom(...VEHICLE_CLASSES),
      fc.constantFrom("K33", "K11", "H31", "M12", "B11", "N11"),
    ),
    use: fc.constantFrom("A", "B", "N", "R"),
    car: fc.boolean(),
    masses: fc.tuple(mass, mass),
    parked: fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }),
    day: fc.constantFrom("1967-12-31", "1968-01-01", "2010-08-31", "2010-09-01"),
    check: fc.constantFrom("in-use" as const, "registration" as const),
  })
  .map(({ vehicleClass, use, car, masses, parked, day, check }): DatedDossier => {
    const [axle] = dossierNamed("demo-k3").axles;
    if (axle === undefined) throw new Error("a car has axles");
    return {
      ...dossierNamed("demo-k3"),
      vehicleClass,
      articulated: isArticulatedClass(vehicleClass),
      use,
      passengerCar: car && /^K[34]/.test(vehicleClass),
      curbMassKg: Math.min(...masses),
      grossMassKg: Math.max(...masses),
      axles: parked.map((on, i) => ({
        ...axle,
        position: i === 0 ? "front" : "rear",
        parkingBrake: on || i === 1,
      })),
      firstRegistered: day,
      check,
    };
  })
  .filter((dossier) => workingGroup(dossier) !== null);

describe("random tables against random vehicles", () => {
  test("no vehicle comes to a row that nobody comes to, or to none where each has one", () => {
    let [holes, idle] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 2, maxLength: 5 }),
        fc.option(condition, { nil: undefined }),
        fc.array(vehicle, { minLength: 30, maxLength: 30 }),
        (whens, applies, vehicles) => {
          if (worldsOf([applies, ...whens], known, vehicleKinships()) === null) return;
          const rows = whens.map((when, place) => ({ when, place }));
          const slips = slipsOfTable(rows, [], { applies: [applies], known, kinships: vehicleKinships() });
          const hole = slips.some(({ message }) => message.startsWith("form:tableWhole"));
          const unreached = new Set(slips.map(({ path }) => path[0]));
          if (hole) holes++;
          idle += unreached.size;
          for (const dossier of vehicles)
            for (const axle of dossier.axles) {
              const facts = new Map([...dossierFacts(dossier), ...axleFacts(axle)]);
              if (decideCondition(applies, facts).truth !== "true") continue;
              const first = whens.findIndex((when) => decideCondition(when, facts).truth === "true");
              expect(unreached.has(first)).toBe(false);
              if (first < 0) expect(hole).toBe(true);
            }
        },
      ),
      { numRuns: 300, seed: 11 },
    );
    expect([holes > 50, idle > 50]).toEqual([true, true]);
  });

  test("the vehicle that a sentence names comes to no row", () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), (whens) => {
        const rows = whens.map((when, place) => ({ when, place }));
        const slips = slipsOfTable(rows, [], { applies: [], known, kinships: vehicleKinships() });
        const words = slips
          .find(({ message }) => message.startsWith("form:tableWhole"))
          ?.message.split(":")[2];
        if (words === undefined) return;
        const named = words.split(", ").map((pair): [string, string] => {
          const [fact = "", value = ""] = pair.split(" ");
          return [fact, value];
        });
        const facts = new Map(
          named.map(([fact, value]) => {
            const number = known.get(fact)?.kind === "number";
            return [fact, number ? numberFact(value, "") : textFact(value)] as const;
          }),
        );
        for (const when of whens) expect(decideCondition(when, facts).truth).toBe("false");
      }),
      { numRuns: 200, seed: 12 },
    );
  });
});

describe("the vehicles that a table is tried with", () => {
  test("are vehicles of a dossier: class, use and passenger car agree", () => {
    const [kinds] = vehicleKinships();
    const asked = askedBy([
      { fact: "vehicle.group", in: ["KA"] },
      { fact: "vehicle.use", in: ["B"] },
      { fact: "vehicle.passengerCar", equals: "yes" },
      { fact: "vehicle.class", in: ["K33", "M12"] },
    ]);
    const points = kinds?.points?.(asked) ?? [];
    expect(points.length).toBeGreaterThan(12);
    for (const point of points) {
      const vehicleClass = point.get("vehicle.class") ?? "";
      if (vehicleClass.startsWith("J")) continue;
      const use = point.get("vehicle.use") ?? "";
      const passengerCar = point.get("vehicle.passengerCar") === "yes";
      // Throws where such papers contradict themselves.
      const dossier = vehicleOf(
        vehicleClass,
        BUS_USES.includes(use) && !/^[KD]/.test(vehicleClass) ? {} : { use, passengerCar },
      );
      expect([...point, dossier.vehicleClass]).toEqual([...point, vehicleClass]);
      if (dossier.use === use)
        expect(dossierFacts(dossier).get("vehicle.group")).toMatchObject({
          value: point.get("vehicle.group"),
        });
    }
    expect(points.some((point) => point.get("vehicle.class") === "M12")).toBe(true);
  });

  test("have no more wheels than their axles have", () => {
    const [, axles] = vehicleKinships();
    const points = axles?.points?.(askedBy([])) ?? [];
    const seen = points.map((point) => [...point.values()].map(Number));
    expect(seen).toContainEqual([2, 4, 2, 1, 1]);
    for (const [count = 0, wheels, parking = 0, steered = 0] of seen)
      expect([wheels, parking <= 2 * count, parking % 2, steered <= count]).toEqual([
        2 * count,
        true,
        0,
        true,
      ]);
  });
});
