import { expect, test } from "vitest";
import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import { loneWords } from "../../../src/core/inspection/lone-words.ts";
import { toldScope } from "../../../src/core/record/told-scope.ts";
import type { Scope } from "../../../src/core/rules/scope.ts";
import { rulebook } from "./lane-fixture.ts";
import { vehicleOf } from "./sound-vehicle.ts";

/** Goal: a record names the words on which a milder limit rests, and not those that a second word bears out. */
const restsOn = (vehicleClass: string, more: Partial<Dossier>): readonly string[] =>
  loneWords(vehicleOf(vehicleClass, { use: "F", body: "dropside", odometerKm: 90_000, ...more }), rulebook);

test("a light truck's gross mass is borne out by its rated load", () => {
  const light = { curbMassKg: 1600, grossMassKg: 3400 };
  const masses = ["vehicle.grossMassKg", "vehicle.curbMassKg"];
  expect(restsOn("H31", light)).toEqual(expect.arrayContaining(masses));
  const told = restsOn("H31", { ...light, ratedLoadKg: 1500 });
  expect(told.filter((fact) => masses.includes(fact))).toEqual([]);
  // 1600 kg, 1650 kg and three in the cab may be 3550 kg: too near to the bound to be sure.
  expect(restsOn("H31", { ...light, ratedLoadKg: 1650 })).toEqual(expect.arrayContaining(masses));
});

test("mileage bears out that a vehicle is in use, and a solid front axle asks for all there is", () => {
  expect(restsOn("H31", { odometerKm: 10_000 })).toContain("job.check");
  expect(restsOn("H31", { odometerKm: 10_001 })).not.toContain("job.check");
  expect(restsOn("H31", {})).not.toContain("vehicle.frontSuspension");
});

test("a design speed below the bound for steering play stands alone, but for a class of low speed", () => {
  expect(restsOn("H31", { maxSpeedKmh: 99 })).toContain("vehicle.maxSpeedKmh");
  expect(restsOn("H31", { maxSpeedKmh: 100 })).not.toContain("vehicle.maxSpeedKmh");
  expect(restsOn("H31", { maxSpeedKmh: null })).not.toContain("vehicle.maxSpeedKmh");
  // H5, three-wheelers and motorcycles are told by their class.
  expect(restsOn("H51", {})).not.toContain("vehicle.maxSpeedKmh");
  expect(restsOn("N11", {})).not.toContain("vehicle.maxSpeedKmh");
  expect(restsOn("M11", { body: null, maxSpeedKmh: 99 })).not.toContain("vehicle.maxSpeedKmh");
});

test("that a small bus is a passenger car stands alone, but for a saloon's class", () => {
  const told = { use: "A", body: null, passengerCar: true } as const;
  expect(restsOn("K31", told)).toContain("vehicle.passengerCar");
  expect(restsOn("K33", told)).not.toContain("vehicle.passengerCar");
});

test("a record says it in both languages, and nothing where nothing rests on one word", () => {
  const scope: Scope = {
    ...{ required: 0, done: [], open: [], missing: [], elsewhere: [], voluntary: [] },
    restsOn: ["vehicle.use", "vehicle.fuel"],
  };
  expect(toldScope(scope).restsOn).toMatchObject({
    code: "RESTS_ON_WORDS",
    zh: expect.stringContaining("使用性质、燃料种类"),
    en: expect.stringContaining("use of the vehicle, fuel"),
  });
  expect("restsOn" in toldScope({ ...scope, restsOn: [] })).toBe(false);
});
