import { describe, expect, test } from "vitest";
import { VEHICLE_CLASSES } from "../../../src/core/door/vehicle-class.ts";
import { type Dossier, dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { inFile } from "./lane-fixture.ts";
import { vehicleOf } from "./sound-vehicle.ts";

/**
 * Goal: no single wrong word of a registry chooses a milder limit or leaves an item out: class, masses, seats, plate, fuel, use and
 * dates have to tell one story. Method: a sound vehicle with one thing changed.
 */
type Change = Partial<Dossier>;

const axle = (
  position: "front" | "rear",
  more: Partial<Dossier["axles"][number]> = {},
): Dossier["axles"][number] => ({
  position,
  steered: position === "front",
  suspension: "non-independent",
  parkingBrake: position === "rear",
  ...more,
});
const FRONT = axle("front");
const REAR = axle("rear");

const refused = (vehicleClass: string, change: Change): readonly string[] => {
  const parsed = dossierSchema.safeParse({ ...inFile(vehicleOf(vehicleClass)), ...change });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message.split(":")[1]}`);
};

test("every class has vehicles whose papers are taken, in use and new", () => {
  for (const vehicleClass of VEHICLE_CLASSES.filter((code) => !code.startsWith("J")))
    for (const check of ["in-use", "registration"] as const)
      expect([vehicleClass, refused(vehicleClass, { check })]).toEqual([vehicleClass, []]);
});

describe("a milder limit by one wrong word", () => {
  test.each<[string, string, Change, string]>([
    ["rear limit of cars for a coach", "K11", { passengerCar: true }, "passengerCar passengerCar"],
    ["rear limit of cars for a truck", "H31", { passengerCar: true }, "passengerCar passengerCar"],
    [
      "rear limit of light vehicles for a heavy truck",
      "H11",
      { grossMassKg: 3500, curbMassKg: 3000 },
      "grossMassKg massOfClass",
    ],
    [
      "rear limit of light vehicles for a coach",
      "K11",
      { grossMassKg: 3500, curbMassKg: 3000 },
      "grossMassKg massOfClass",
    ],
    [
      "rear limit of light vehicles for a medium truck",
      "H21",
      { grossMassKg: 3500, curbMassKg: 3000 },
      "grossMassKg massOfClass",
    ],
    [
      "parking limit by a gross mass too low",
      "K33",
      { grossMassKg: 1600, seats: 5 },
      "grossMassKg massOfSeats",
    ],
    [
      "rear limit of light buses by a gross mass too low for its seats",
      "K21",
      { grossMassKg: 3500 },
      "grossMassKg massOfSeats",
    ],
    [
      "whole ratio of articulated buses on two axles",
      "K14",
      { axles: [FRONT, REAR] },
      "axles articulatedAxles",
    ],
    [
      "lamps of three-wheelers for a low-speed truck",
      "N11",
      { grossMassKg: 4400 },
      "grossMassKg massOfClass",
    ],
    [
      "parking limit of light loads by a gross mass too low for forty-five",
      "K11",
      { grossMassKg: 14_300 },
      "grossMassKg massOfSeats",
    ],
    ["brakes of a car for a small truck", "H31", { vehicleClass: "K31" }, "grossMassKg massOverSeats"],
    ["brakes of a bus for a heavy truck", "H11", { vehicleClass: "K11" }, "grossMassKg massOverSeats"],
    ["brakes of a bus for a truck with its body told", "K31", { body: "box" }, "body noBody"],
    ["freight in a car", "K31", { use: "F" }, "use freightUse"],
    [
      "rear limit of light trucks by a gross mass that its load denies",
      "H31",
      { grossMassKg: 3500, ratedLoadKg: 2200 },
      "ratedLoadKg ratedLoad",
    ],
    ["a load that leaves nobody in the cab", "H31", { ratedLoadKg: 2401 }, "ratedLoadKg ratedLoad"],
    ["a load too small for its masses", "H31", { ratedLoadKg: 2099 }, "ratedLoadKg ratedLoad"],
    ["a load on a tractor", "Q11", { ratedLoadKg: 9000 }, "ratedLoadKg noRatedLoad"],
    [
      "brakes of three-wheelers for a low-speed truck of 60 km/h",
      "N11",
      { maxSpeedKmh: 60 },
      "maxSpeedKmh threeWheelerSpeed",
    ],
    [
      "brakes of three-wheelers for a low-speed truck of 5.9 m",
      "N11",
      { dimensions: { lengthMm: 5900, widthMm: 1600, heightMm: 2000 } },
      "dimensions threeWheelerLength",
    ],
    ["a three-wheeler on three axles", "N11", { axles: [FRONT, REAR, REAR] }, "axles twoAxles"],
    ["a light special vehicle of nine metres", "Z51", { vehicleClass: "Z71" }, "grossMassKg massOfClass"],
    ["a small special vehicle of nine metres", "Z11", { vehicleClass: "Z31" }, "dimensions lengthOfLight"],
    ["a mini special vehicle of nine metres", "Z11", { vehicleClass: "Z41" }, "dimensions lengthOfMini"],
    ["a large special vehicle on a small plate", "Z11", { plateClass: "02" }, "plateClass plateOfClass"],
    [
      "a medium trailer told as a heavy one's mass",
      "B21",
      { grossMassKg: 12_000 },
      "grossMassKg massOfClass",
    ],
    ["a lamp above the roof", "K33", { lampHeightMm: 1801 }, "lampHeightMm lampBelowRoof"],
    ["gross mass below the curb mass", "K33", { grossMassKg: 1300 }, "grossMassKg grossMass"],
    ["lamps of slow vehicles for a car", "K33", { maxSpeedKmh: 60 }, "maxSpeedKmh speedOfClass"],
    ["lamps of slow vehicles for a truck", "H21", { maxSpeedKmh: 69 }, "maxSpeedKmh speedOfClass"],
    ["brakes and lamps of mopeds for a fast motorcycle", "M22", { maxSpeedKmh: 90 }, "maxSpeedKmh moped"],
    [
      "brakes and lamps of mopeds on a motorcycle's plate",
      "M22",
      { plateClass: "07" },
      "plateClass mopedPlate",
    ],
    ["one lamp for a car", "K33", { lampSystem: "one-lamp" }, "lampSystem oneLamp"],
    ["whole ratio of articulated buses", "K11", { articulated: true }, "articulated articulated"],
    ["front axle judged as a rear one", "H31", { axles: [REAR, REAR] }, "axles firstAxle"],
    ["no rear axle", "K33", { axles: [FRONT] }, "axles rearAxle"],
    ["a front axle behind", "H11", { axles: [FRONT, REAR, FRONT] }, "axles frontsFirst"],
    ["a motorcycle without front axle", "M21", { axles: [REAR, REAR] }, "axles firstAxle"],
  ])("%s", (_, vehicleClass, change, problem) => {
    expect(refused(vehicleClass, change)).toContain(problem);
  });
});

describe("an item less by one wrong word", () => {
  test.each<[string, string, Change, string]>([
    ["no exhaust: electric on an ordinary plate", "K33", { fuel: "electric" }, "fuel motorAlone"],
    ["no exhaust: hydrogen on an ordinary plate", "H31", { fuel: "hydrogen" }, "fuel motorAlone"],
    [
      "no exhaust: electric with an engine",
      "K33",
      { fuel: "electric", motorNumber: "T1", engineNumber: "E1" },
      "fuel motorAlone",
    ],
    ["no exhaust: a vehicle without fuel", "K33", { fuel: "none" }, "fuel fuelOfVehicle"],
    ["petrol on a plate of new energy", "K33", { plate: "鄂AD12345", plateClass: "52" }, "fuel fuelOfPlate"],
    [
      "a new-energy class under an ordinary plate",
      "K33",
      { plateClass: "52", fuel: "plug-in-hybrid" },
      "plateClass plateOfForm",
    ],
    ["no exhaust: lug-down for petrol", "K33", { exhaustMethod: "lug-down" }, "exhaustMethod methodOfFuel"],
    [
      "no exhaust: free acceleration for a hybrid",
      "K33",
      { fuel: "hybrid", exhaustMethod: "free-acceleration" },
      "exhaustMethod methodOfFuel",
    ],
    [
      "no smoke: double idle for diesel",
      "H31",
      { fuel: "diesel", exhaustMethod: "double-idle" },
      "exhaustMethod methodOfFuel",
    ],
    [
      "no exhaust: electric, new, with no plate yet and no motor number",
      "K33",
      { check: "registration", plate: null, firstRegistered: null, fuel: "electric" },
      "fuel motorAlone",
    ],
    ["a trolleybus that burns petrol", "D11", { fuel: "petrol", motorNumber: null }, "fuel trolleyFuel"],
    ["a tank told as a box", "H14", { body: "box" }, "body bodyOfClass"],
    ["a box told as something else", "H12", { body: "other" }, "body bodyOfClass"],
    ["a mini tipper told as flat", "H45", { body: "flat" }, "body bodyOfClass"],
    ["a tank trailer told as flat", "B13", { body: "flat" }, "body bodyOfClass"],
    ["a bus told as a truck", "H31", { seats: 10 }, "seats seatsOfCab"],
    ["a taxi among trucks", "H31", { use: "D" }, "use busUse"],
    ["a school bus in other use", "K18", { use: "A" }, "use schoolUse"],
    ["aids for the driver of a truck", "H31", { disabilityAid: true }, "disabilityAid disabilityAid"],
    [
      "too young to be looked at from below",
      "K33",
      { firstRegistered: "2020-01-01" },
      "produced producedYears",
    ],
    [
      "as new, after eleven thousand kilometres",
      "K33",
      { check: "registration", odometerKm: 11_000 },
      "odometerKm odometerOfNew",
    ],
    ["no lambda: no catalyst on a late car", "K33", { catalyst: false }, "catalyst catalyst"],
    ["no side slip: a second front axle", "K33", { axles: [FRONT, FRONT, REAR] }, "axles secondFront"],
    [
      "no side slip: a second front axle that does not steer",
      "H11",
      { axles: [FRONT, axle("front", { steered: false }), REAR] },
      "axles secondFront",
    ],
    [
      "no side slip: the rear axle steers too",
      "K33",
      { axles: [FRONT, axle("rear", { steered: true })] },
      "axles rearSteered",
    ],
    [
      "no side slip: nothing steers",
      "K33",
      { axles: [axle("front", { steered: false }), REAR] },
      "axles firstSteered",
    ],
    [
      "no parking brake",
      "K33",
      { axles: [FRONT, axle("rear", { parkingBrake: false })] },
      "axles parkingAxle",
    ],
    [
      "no loaded test: an axle left out",
      "H11",
      { grossMassKg: 31_000, curbMassKg: 12_000 },
      "axles axlesOfMass",
    ],
    ["no headlamps: a car as a trailer", "B11", { plateClass: "02" }, "plateClass plateOfClass"],
    ["few items: a car as a three-wheeler", "N11", { plateClass: "02" }, "plateClass plateOfClass"],
    ["few items: a car on a motorcycle's plate", "K33", { plateClass: "07" }, "plateClass plateOfClass"],
    ["a bus on a small plate", "K11", { plateClass: "02" }, "plateClass plateOfClass"],
    ["a car under a trailer's plate", "K33", { plate: "鄂A1234挂" }, "vehicleClass trailerPlate"],
    ["driver training under an ordinary plate", "K33", { use: "N" }, "use trainingUse"],
    ["a training plate in private use", "K33", { plate: "鄂A1234学", plateClass: "16" }, "use trainingUse"],
    ["a police plate in private use", "K33", { plate: "鄂A1234警", plateClass: "23" }, "use policeUse"],
    ["dangerous goods in a bus", "K11", { use: "R" }, "use dangerousUse"],
    ["pupils on a truck", "H31", { use: "P" }, "use busUse"],
    ["many seats in a small bus", "K31", { seats: 12 }, "seats seatsOfSmall"],
    [
      "a small bus of the large ones' length",
      "K21",
      { dimensions: { lengthMm: 7000, widthMm: 2000, heightMm: 2500 } },
      "vehicleClass smallerBus",
    ],
    ["a medium bus of nine seats", "K21", { seats: 9 }, "vehicleClass mediumBus"],
    ["in use without a registration", "K33", { firstRegistered: null }, "firstRegistered registeredBefore"],
    ["in use without a plate", "K33", { plate: null }, "plate plateOnlyMissingWhenNew"],
    ["registered before it was built", "K33", { produced: "2016-01-01" }, "produced producedBefore"],
  ])("%s", (_, vehicleClass, change, problem) => {
    expect(refused(vehicleClass, change)).toContain(problem);
  });
});

describe("lawful vehicles that look strange are taken", () => {
  test.each<[string, string, Change]>([
    [
      "an early electric car with its old plate and a motor number alone",
      "K33",
      { fuel: "electric", motorNumber: "TZ210XS" },
    ],
    ["a plug-in hybrid with its old plate", "K33", { fuel: "plug-in-hybrid" }],
    [
      "a coach with a steered trailing axle",
      "K11",
      { axles: [FRONT, REAR, axle("rear", { steered: true, parkingBrake: false })] },
    ],
    ["a truck with two steered front axles", "H11", { axles: [FRONT, FRONT, REAR, REAR] }],
    [
      "an old car without catalyst",
      "K33",
      { catalyst: false, firstRegistered: "1998-05-01", produced: null },
    ],
    [
      "a large bus of six metres and eleven seats",
      "K11",
      {
        ...{ seats: 11, curbMassKg: 3600, grossMassKg: 5000 },
        dimensions: { lengthMm: 6000, widthMm: 2000, heightMm: 2600 },
      },
    ],
    ["an articulated bus", "K14", {}],
    ["a kindergarten's bus, whose pupils weigh little", "K18", { grossMassKg: 13_400 }],
    [
      "an ambulance, which carries more than its three seats",
      "K34",
      { seats: 3, curbMassKg: 2200, grossMassKg: 3400 },
    ],
    ["a truck with three in the cab and its rated load", "H31", { ratedLoadKg: 2205 }],
    ["a truck with three heavy ones in the cab", "H31", { ratedLoadKg: 2100 }],
    ["a tipper that is a box, which is both", "H1B", { body: "dump" }],
    ["a truck of no particular body", "H31", { body: "other" }],
    ["a car three years on the maker's yard", "K33", { produced: "2012-03-02" }],
    ["a new coach that was driven here", "K11", { check: "registration", odometerKm: 10_000 }],
    ["a motorcycle with one lamp", "M21", { lampSystem: "one-lamp" }],
    ["a diplomat's large car", "K33", { plate: "使123456", plateClass: "03" }],
    ["a car that says nothing of its masses", "K33", { grossMassKg: null, curbMassKg: null }],
    [
      "with words of a registry of its own",
      "K33",
      { extension: { "hubei.fleet": "T-1", "hubei.owners": 2 } },
    ],
  ])("%s", (_, vehicleClass, change) => {
    expect(refused(vehicleClass, change)).toEqual([]);
  });
});
