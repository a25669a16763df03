import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";
import { canonicalPlate, PLATE_CLASSES, plateKind } from "../door/plate.ts";
import { signedText } from "../door/signed-text.ts";
import { isArticulatedClass, isTrailerClass, VEHICLE_CLASSES } from "../door/vehicle-class.ts";
import { vehicleNumberKind } from "../door/vehicle-number.ts";
import { AXLE_FACTS, EXHAUST_METHODS, VEHICLE_FACTS } from "../trade/words/facts.ts";
import { contradictionsIn } from "./dossier-check.ts";

/**
 * What the registry knows of a vehicle and of the inspection ordered, as far as it changes a limit, a procedure or what is asked
 * for. Null where the registry does not say: rules that need it then stay undecided.
 */
const REGION_MAX = 64;
const NUMBER_MAX = 30;
const KEY_MAX = 64;
const OWNER_MAX = 100;
/** It stands in the order's entry of the journal, and is read by nobody here. */
const EXTENSION_MAX = 100;
const massKg = z.int().min(1).max(100_000);
const lengthMm = z.int().min(100).max(40_000);

const axleSchema = z.strictObject({
  position: z.enum(AXLE_FACTS["axle.position"].values),
  steered: z.boolean(),
  suspension: z.enum(AXLE_FACTS["axle.suspension"].values).nullable(),
  parkingBrake: z.boolean(),
});

const sharedShape = {
  /** Number of the ordered inspection (检验流水号). */
  job: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, "form:jobId"),
  /** Without separators, in capitals. Null for a vehicle that has none yet, which only a registration can be. */
  plate: z
    .string()
    .max(32, "form:plate")
    .overwrite(canonicalPlate)
    .refine((plate) => plateKind(plate) !== null, "form:plate")
    .nullable(),
  /** 号牌种类, two digits: 02 small cars, 52 small new-energy cars. */
  plateClass: z.enum(PLATE_CLASSES),
  /** 车辆识别代号 (VIN), or the maker's own number (整车出厂编号) where the vehicle has no VIN. */
  vin: z.string().refine((number) => vehicleNumberKind(number) !== null, "form:vehicleNumber"),
  /** 车辆类型: K33, H31, ... */
  vehicleClass: z.string().refine((code) => VEHICLE_CLASSES.includes(code), "form:vehicleClass"),
  /** 使用性质: A non-commercial, B highway passenger, E tourist, N driver training, R dangerous goods, ... */
  use: z.string().regex(/^[A-Z]$/, "form:use"),
  passengerCar: z.boolean(),
  grossMassKg: massKg.nullable(),
  curbMassKg: massKg.nullable(),
  axles: z.array(axleSchema).min(1).max(6),
  highBeamIndependentlyAdjustable: z.boolean().nullable(),
  /** Only where the tester does not give it. */
  lampHeightMm: z.int().min(1).max(5000).nullable(),
  /** Circuits of the service brake; many registries do not say. */
  brakeCircuits: z.enum(VEHICLE_FACTS["vehicle.brakeCircuits"].values).nullable().exactOptional(),
  ratedEngineSpeedRpm: z.int().min(1000).max(12_000).nullable(),
  maxSpeedKmh: z.int().min(1).max(400).nullable(),
  limitSet: z.enum(VEHICLE_FACTS["job.limitSet"].values),
  check: z.enum(VEHICLE_FACTS["job.check"].values),
  regionOfTest: signedText(REGION_MAX),
  regionOfRegistration: signedText(REGION_MAX),
};

const yesNo = z.boolean().nullable().default(null);
const number = signedText(NUMBER_MAX).nullable().default(null);

const shape = z.strictObject({
  schema: z.literal("proofmark/dossier/v2"),
  ...sharedShape,
  /** 核定载人数, the driver included. */
  seats: z.int().min(1).max(300).nullable().default(null),
  /** 核定载质量 of a goods vehicle or trailer: with it the gross mass is told twice. */
  ratedLoadKg: massKg.nullable().default(null),
  /** 车身结构 of a goods vehicle or trailer. */
  body: z.enum(VEHICLE_FACTS["vehicle.body"].values).nullable().default(null),
  /** 铰接: two bodies joined by a pivot. */
  articulated: z.boolean().default(false),
  /** Wheels that the engine drives: full-time four-wheel drive cannot be tested on one pair of rollers. */
  drive: z.enum(VEHICLE_FACTS["vehicle.drive"].values).nullable().default(null),
  /** How it is ordered to be tested. Lanes test unladen. */
  load: z.enum(VEHICLE_FACTS["vehicle.load"].values).default("unladen"),
  dimensions: z
    .strictObject({ lengthMm: lengthMm, widthMm: lengthMm, heightMm: lengthMm })
    .nullable()
    .default(null),
  abs: yesNo,
  retarder: yesNo,
  /** 三元催化: without one the air-fuel ratio is no measure of it. */
  catalyst: yesNo,
  /** 伤亡事故: its damaged parts and its chassis are looked at. */
  casualtyAccident: yesNo,
  /** 肢体残疾人操纵辅助装置. */
  disabilityAid: yesNo,
  lampSystem: z.enum(VEHICLE_FACTS["vehicle.lampSystem"].values),
  produced: civilDay.nullable().default(null),
  /** Null for a vehicle at its first registration. */
  firstRegistered: civilDay.nullable(),
  fuel: z.enum(VEHICLE_FACTS["vehicle.fuel"].values),
  engineNumber: number,
  motorNumber: number,
  odometerKm: z.int().min(0).max(9_999_999).nullable().default(null),
  /** The method that the environment network allows this vehicle (允许检测方法); null where it was not asked. */
  exhaustMethod: z.enum(EXHAUST_METHODS).nullable().default(null),
  /** Parts of the inspection, by the keys of the rulebook, that this order leaves to others. Null: the order does not say. */
  elsewhere: z
    .array(
      z
        .string()
        .max(KEY_MAX)
        .regex(/^[a-z][a-z0-9-]*$/, "form:lowerKey"),
    )
    .max(20)
    .nullable()
    .default(null),
  /** 所有人, a person or a unit; absent where the registry does not tell. Whoever has an interest in it does not inspect. */
  owner: signedText(OWNER_MAX).exactOptional(),
  /** What a registry says beyond this format, by its own names like `hubei.fleet`; carried, read by no rule. */
  extension: z
    .record(
      z
        .string()
        .max(KEY_MAX)
        .regex(/^[a-z][a-z0-9-]*(?:\.[a-zA-Z0-9_-]+)+$/, "form:extensionKey"),
      z.union([signedText(REGION_MAX), z.int(), z.boolean()]),
    )
    .refine((extension) => Object.keys(extension).length <= EXTENSION_MAX, `form:entries:${EXTENSION_MAX}`)
    .exactOptional(),
});

/** As it was before: one unladen vehicle of one engine or motor, and no word of what others do. */
const shapeV1 = z.strictObject({
  schema: z.literal("proofmark/dossier/v1"),
  ...sharedShape,
  lampSystem: z.enum(["two-lamp", "four-lamp"]),
  firstRegistered: civilDay,
  fuel: z.enum(["petrol", "diesel", "gas", "hybrid", "electric"]),
});

export type Dossier = z.infer<typeof shape>;
export type DossierAxle = z.infer<typeof axleSchema>;

/** With the civil date at the lane, by which ages are counted. */
export type DatedDossier = Dossier & { readonly inspectedOn: string };

/** Slips of a registry that would quietly choose a milder limit or leave an item out are refused, never worked with. */
export const dossierSchema = z
  .discriminatedUnion("schema", [shape, shapeV1])
  .transform((told): Dossier => (told.schema === "proofmark/dossier/v1" ? upgraded(told) : told))
  .superRefine((dossier, context) => {
    for (const { path, message } of contradictionsIn(dossier))
      context.addIssue({ code: "custom", path: [path], message });
  });

/** What v1 could not say is not known, but where a milder limit hangs on it: there it is the strict one. */
function upgraded(told: z.infer<typeof shapeV1>): Dossier {
  const { schema: _schema, ...same } = told;
  return {
    ...same,
    schema: "proofmark/dossier/v2",
    seats: null,
    ratedLoadKg: null,
    body: null,
    articulated: isArticulatedClass(told.vehicleClass),
    drive: null,
    load: "unladen",
    dimensions: null,
    abs: null,
    retarder: null,
    catalyst: null,
    casualtyAccident: null,
    disabilityAid: null,
    produced: null,
    // It had no word for "none".
    fuel: isTrailerClass(told.vehicleClass) ? "none" : told.fuel,
    engineNumber: null,
    motorNumber: null,
    odometerKm: null,
    exhaustMethod: null,
    elsewhere: null,
  };
}
