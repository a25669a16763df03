import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import { loneWords } from "../../../src/core/inspection/lone-words.ts";
import { type InspectionRulebook, inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { inFile, rulebook } from "./lane-fixture.ts";
import { heldAgainst, truthOf } from "./milder.ts";
import { vehicleOf } from "./sound-vehicle.ts";
import { toldOtherwise } from "./told-otherwise.ts";

/**
 * Goal: a wrong word of a registry never chooses the milder limit or drops a required test without being noticed.
 * Method: lawful vehicles, of whom one word or number at a time is told otherwise, are measured as they are and judged as they are told.
 * What comes out has to be a refusal, a verdict that is open for a new reason, or one that asks for no less; or else the record names
 * the word that was told (lone-words.ts). What stands in none of these stands below, with its reason.
 */
const MANUAL = ["network", "identity", "appearance", "dynamic", "chassis", "exhaust-looks"];
const front = {
  position: "front",
  steered: true,
  suspension: "non-independent",
  parkingBrake: false,
} as const;
const rear = { position: "rear", steered: false, suspension: "non-independent", parkingBrake: true } as const;
const NEW = {
  check: "registration",
  firstRegistered: null,
  plate: null,
  produced: "2026-11-01",
  odometerKm: 20,
} as const;

const YOUNG = { firstRegistered: "2021-05-10", produced: "2021-03-01" } as const;
const SMALL = { lengthMm: 4400, widthMm: 1600, heightMm: 2000 };
/** Everyday vehicles and rare ones, each with all its words told, most of them so that a wrong one could be milder. */
const VEHICLES: readonly (readonly [string, Partial<Dossier>])[] = [
  ["K11", { use: "A" }],
  ["K11", { use: "B", fuel: "diesel", exhaustMethod: "lug-down", abs: true, retarder: true }],
  ["K11", { use: "C", fuel: "electric", highBeamIndependentlyAdjustable: true }],
  ["K18", { use: "P", fuel: "diesel", exhaustMethod: "free-acceleration" }],
  ["K11", { use: "P", fuel: "diesel", exhaustMethod: "lug-down" }],
  ["K11", { ...NEW, use: "E", fuel: "diesel", exhaustMethod: "lug-down" }],
  ["K14", { use: "C" }],
  ["K21", { use: "B" }],
  ["K21", { use: "A", lampSystem: "four-lamp" }],
  ["K31", { use: "A", seats: 7, curbMassKg: 1500, grossMassKg: 2100, ...YOUNG }],
  ["K31", { use: "D" }],
  ["K31", { use: "A", seats: 9, curbMassKg: 2600, grossMassKg: 3800, lampSystem: "four-lamp" }],
  ["K33", { use: "A", passengerCar: true, casualtyAccident: false, disabilityAid: false }],
  ["K33", { use: "A", passengerCar: true, casualtyAccident: true, disabilityAid: true, ...YOUNG }],
  ["K33", { use: "A", passengerCar: true, axles: [{ ...front, suspension: "independent" }, rear] }],
  ["K33", { use: "D", passengerCar: true, highBeamIndependentlyAdjustable: true, lampHeightMm: 700 }],
  ["K33", { use: "N", passengerCar: true, plate: "鄂A1234学", plateClass: "16" }],
  ["K33", { use: "A", passengerCar: true, limitSet: "b", catalyst: true }],
  ["K33", { use: "A", passengerCar: true, exhaustMethod: "asm" }],
  ["K33", { use: "A", passengerCar: true, fuel: "diesel", exhaustMethod: "lug-down" }],
  ["K33", { use: "A", passengerCar: true, fuel: "electric" }],
  ["K33", { use: "A", passengerCar: true, fuel: "plug-in-hybrid" }],
  ["K33", { use: "A", passengerCar: true, fuel: "plug-in-hybrid", engineNumber: "E1" }],
  ["K33", { use: "A", passengerCar: true, fuel: "bi-fuel", engineNumber: "E1" }],
  ["K33", { use: "A", passengerCar: true, drive: "full-time-four-wheel" }],
  ["K33", { ...NEW, use: "A", passengerCar: true }],
  ["K39", { use: "A", seats: 7, curbMassKg: 1200, grossMassKg: 1750 }],
  ["K41", { use: "A" }],
  ["D11", { use: "C", fuel: "electric" }],
  ["H11", { use: "F", fuel: "diesel", exhaustMethod: "lug-down", body: "dropside", ratedLoadKg: 8800 }],
  [
    "H11",
    {
      use: "F",
      fuel: "diesel",
      axles: [front, rear, rear],
      grossMassKg: 25_000,
      body: "dropside",
      ratedLoadKg: 15_800,
    },
  ],
  [
    "H11",
    {
      use: "F",
      axles: [front, front, rear, rear],
      curbMassKg: 12_000,
      grossMassKg: 31_000,
      body: "dropside",
      ratedLoadKg: 18_800,
    },
  ],
  ["H14", { use: "R", body: "tank", elsewhere: null, ratedLoadKg: 8800 }],
  ["H14", { use: "R", body: "tank", elsewhere: [], ratedLoadKg: 8800 }],
  ["H17", { ...NEW, use: "F", fuel: "diesel", body: "dump", ratedLoadKg: 8800 }],
  ["H21", { use: "F", body: "dropside", ratedLoadKg: 4800 }],
  ["H22", { use: "F", body: "box", ratedLoadKg: 4800 }],
  ["H31", { use: "F", body: "dropside", ratedLoadKg: 2200 }],
  ["H32", { use: "F", body: "box", fuel: "diesel", exhaustMethod: "lug-down", ratedLoadKg: 2200 }],
  [
    "H31",
    {
      use: "A",
      body: "dropside",
      lampSystem: "four-lamp",
      highBeamIndependentlyAdjustable: true,
      ratedLoadKg: 2200,
    },
  ],
  ["H31", { ...NEW, use: "F", body: "dropside", ratedLoadKg: 2200 }],
  ["H31", { use: "F", body: null, ratedLoadKg: null }],
  ["H32", { use: "F", body: null, ratedLoadKg: null }],
  ["H41", { use: "A", body: "dropside", ratedLoadKg: 670 }],
  ["H51", { use: "F", body: "dropside", ratedLoadKg: 2200 }],
  ["H52", { use: "F", body: "box", ratedLoadKg: 2200 }],
  [
    "H52",
    {
      use: "F",
      body: "box",
      curbMassKg: 1400,
      grossMassKg: 2800,
      maxSpeedKmh: 50,
      dimensions: SMALL,
      ratedLoadKg: 1250,
    },
  ],
  ["Q11", { use: "F", fuel: "diesel" }],
  ["Q21", { use: "F", fuel: "diesel" }],
  ["Q31", { use: "F" }],
  ["Z11", { use: "A", curbMassKg: 14_000, grossMassKg: 18_000 }],
  ["Z11", { use: "A", curbMassKg: 17_000, grossMassKg: 18_000 }],
  ["Z51", { use: "A" }],
  ["Z71", { use: "A" }],
  ["B11", { use: "F", body: "dropside", ratedLoadKg: 28_000 }],
  ["B13", { use: "R", body: "tank", elsewhere: null, ratedLoadKg: 28_000 }],
  ["B21", { use: "F", body: "dropside", ratedLoadKg: 6500 }],
  ["G11", { use: "F", body: "dropside", ratedLoadKg: 28_000 }],
  ["N11", { use: "F", body: "dropside", ratedLoadKg: 500 }],
  ["N11", { use: "F", lampSystem: "one-lamp" }],
  ["M11", { use: "A" }],
  ["M12", { use: "A" }],
  ["M21", { use: "A" }],
  ["M22", { use: "A", lampSystem: "one-lamp" }],
];

/** By what fact a field is told in a record, where that is no `vehicle.` of the same name. */
const FACTS_OF: Readonly<Record<string, string>> = {
  vehicleClass: "vehicle.class",
  axles: "vehicle.frontSuspension",
  dimensions: "vehicle.lengthMm",
  highBeamIndependentlyAdjustable: "vehicle.highBeamIndependent",
  lampHeightMm: "lamp.leftHeightMm",
  limitSet: "job.limitSet",
  check: "job.check",
  exhaustMethod: "job.exhaustMethod",
};

/** The fields of which a milder word was met that nothing else bears out. */
const LONE_FIELDS: readonly (keyof Dossier)[] = [
  ...(["abs", "axles", "casualtyAccident", "check", "curbMassKg", "dimensions", "disabilityAid"] as const),
  ...(["exhaustMethod", "fuel", "grossMassKg", "highBeamIndependentlyAdjustable", "lampHeightMm"] as const),
  ...(["lampSystem", "limitSet", "maxSpeedKmh", "passengerCar", "produced", "ratedEngineSpeedRpm"] as const),
  ...(["seats", "use", "vehicleClass"] as const),
];

interface Stands {
  readonly field: keyof Dossier;
  readonly to: unknown;
  readonly milder: RegExp;
  readonly why: string;
}

/** Milder by right: not a wrong word, or one that the lane itself bears out. */
const STANDS: readonly Stands[] = [
  {
    field: "load",
    to: "laden",
    milder: /^brake\.whole-ratio vehicle 60\.\. -> 50\.\.$/,
    why: "the scale says nine tenths of the gross mass, so that the vehicle is laden",
  },
  {
    field: "body",
    to: "box",
    milder: /^F1-10 not asked$/,
    why: "the class says the same, and the body was not told before",
  },
];

interface Found {
  readonly name: string;
  readonly why: readonly string[];
  readonly field: string;
  readonly to: unknown;
  /** What the record names. */
  readonly rests: readonly string[];
}

function milderOf(vehicleClass: string, more: Partial<Dossier>, book: InspectionRulebook): readonly Found[] {
  const dossier = vehicleOf(vehicleClass, { elsewhere: MANUAL, abs: true, ...more });
  const truth = truthOf(dossier, book);
  return [...toldOtherwise(inFile(dossier))].flatMap(({ field, from, to, dossier: told }) => {
    const held = heldAgainst(truth, told, book);
    if (held.kind !== "milder") return [];
    const name = `${field}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`;
    return [{ name, field, to, why: held.why, rests: loneWords(held.dossier, book) }];
  });
}

const isTold = ({ field, to, rests }: Found): boolean =>
  (field !== "axles" || to === "front suspension independent") &&
  rests.includes(FACTS_OF[field] ?? `vehicle.${field}`);
const standsBy = ({ field, to, why }: Found): Stands | undefined =>
  STANDS.find(
    (one) => one.field === field && one.to === to && why.every((milder) => one.milder.test(milder)),
  );

describe("one word of a dossier told otherwise", () => {
  const told = new Set<string>();
  const stood = new Set<Stands>();

  test.each(VEHICLES.map(([code, more]) => [`${code} ${more.use}`, code, more] as const))(
    "%s: refused, noticed, no milder, or named in the record",
    (_, vehicleClass, more) => {
      const found = milderOf(vehicleClass, more, rulebook);
      for (const one of found) {
        const stands = standsBy(one);
        if (stands !== undefined) stood.add(stands);
        else if (isTold(one)) told.add(one.field);
      }
      expect(found.filter((one) => !isTold(one) && standsBy(one) === undefined)).toEqual([]);
    },
  );

  test("what stands by itself is met, and the fields whose words stand alone are these", () => {
    expect(stood.size).toBe(STANDS.length);
    expect([...told].sort()).toEqual(LONE_FIELDS);
  });
});

test.each([
  ["K33", { passengerCar: true, brakeCircuits: "single" }],
  ["K33", { passengerCar: false, brakeCircuits: "dual", axles: [front, rear] }],
  ["H31", { curbMassKg: 1500, grossMassKg: 2900, brakeCircuits: "single" }],
] as const)("%s by the British rulebook", (vehicleClass, more) => {
  const british = loadYamlFile("config/rules/uk-mot-class4-brakes.yaml", inspectionRulebookSchema).value;
  const found = milderOf(vehicleClass, { ...more, axles: [front, rear], elsewhere: null }, british);
  expect(found.filter((one) => !isTold(one))).toEqual([]);
});
