import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";
import { canonicalPlate, PLATE_CLASSES, plateKind } from "../door/plate.ts";
import { signedText } from "../door/signed-text.ts";
import { VEHICLE_CLASSES } from "../door/vehicle-class.ts";
import { vehicleNumberKind } from "../door/vehicle-number.ts";
import type { Fact, Facts } from "../rules/fact.ts";
import { missing, numberFact, textFact } from "../rules/fact.ts";
import { reason } from "../trade/reasons.ts";
import { AXLE_FACTS, type AxleFact, VEHICLE_FACTS, type VehicleFact } from "../trade/words/facts.ts";

/**
 * What the registry knows of a vehicle and of the inspection ordered, as far as it changes a limit or a procedure.
 * Null where the registry does not say: rules that need it then stay undecided.
 */
const REGION_MAX = 64;
const massKg = z.int().min(1).max(100_000);

const axleSchema = z.strictObject({
  position: z.enum(AXLE_FACTS["axle.position"].values),
  steered: z.boolean(),
  suspension: z.enum(AXLE_FACTS["axle.suspension"].values).nullable(),
  parkingBrake: z.boolean(),
});

const shape = z.strictObject({
  schema: z.literal("proofmark/dossier/v1"),
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
  use: z.string().regex(/^[A-Z]$/),
  passengerCar: z.boolean(),
  grossMassKg: massKg.nullable(),
  curbMassKg: massKg.nullable(),
  axles: z.array(axleSchema).min(1).max(6),
  lampSystem: z.enum(VEHICLE_FACTS["vehicle.lampSystem"].values),
  highBeamIndependentlyAdjustable: z.boolean().nullable(),
  /** Only where the tester does not give it. */
  lampHeightMm: z.int().min(1).max(5000).nullable(),
  firstRegistered: civilDay,
  /** Circuits of the service brake; many registries do not say. */
  brakeCircuits: z.enum(VEHICLE_FACTS["vehicle.brakeCircuits"].values).nullable().exactOptional(),
  fuel: z.enum(VEHICLE_FACTS["vehicle.fuel"].values),
  ratedEngineSpeedRpm: z.int().min(1000).max(12_000).nullable(),
  maxSpeedKmh: z.int().min(1).max(400).nullable(),
  limitSet: z.enum(VEHICLE_FACTS["job.limitSet"].values),
  check: z.enum(VEHICLE_FACTS["job.check"].values),
  regionOfTest: signedText(REGION_MAX),
  regionOfRegistration: signedText(REGION_MAX),
});

/** Slips of a registry that would quietly choose a milder limit or leave an item out are refused, never worked with. */
export const dossierSchema = shape.superRefine((dossier, context) => {
  const refuse = (path: string, message: string): void => {
    context.addIssue({ code: "custom", path: [path], message });
  };
  if (dossier.plate === null && dossier.check !== "registration")
    refuse("plate", "form:plateOnlyMissingWhenNew");
  const group = workingGroup(dossier);
  const { axles, grossMassKg, curbMassKg } = dossier;
  if (group === "KA" || group === "KB" || group === "HZ") {
    if (axles[0]?.position !== "front") refuse("axles", "form:firstAxle");
    if (!axles.some((axle) => axle.position === "rear")) refuse("axles", "form:rearAxle");
    if (!axles.some((axle) => axle.parkingBrake)) refuse("axles", "form:parkingAxle");
  }
  if (dossier.passengerCar && group !== "KA" && group !== "KB")
    refuse("passengerCar", `form:passengerCar:${dossier.vehicleClass}`);
  if (grossMassKg !== null && curbMassKg !== null && grossMassKg < curbMassKg)
    refuse("grossMassKg", "form:grossMass");
});

export type Dossier = z.infer<typeof dossierSchema>;
export type DossierAxle = z.infer<typeof axleSchema>;

/** The facts of the vehicle as a whole, by the names that rulebooks use. */
export function dossierFacts(dossier: Dossier): Facts {
  const steered = dossier.axles.filter((axle) => axle.steered).length;
  const parked = dossier.axles.filter((axle) => axle.parkingBrake).length;
  const facts: Readonly<Record<VehicleFact, Fact>> = {
    "vehicle.class": textFact(dossier.vehicleClass),
    "vehicle.category": textFact(dossier.vehicleClass.slice(0, 2)),
    "vehicle.group": optionalText(workingGroup(dossier)),
    "vehicle.use": textFact(dossier.use),
    "vehicle.passengerCar": yesNo(dossier.passengerCar),
    "vehicle.grossMassKg": optionalNumber(dossier.grossMassKg, "vehicle.grossMassKg"),
    "vehicle.curbMassKg": optionalNumber(dossier.curbMassKg, "vehicle.curbMassKg"),
    "vehicle.lampSystem": textFact(dossier.lampSystem),
    "vehicle.highBeamIndependent": yesNo(dossier.highBeamIndependentlyAdjustable),
    "vehicle.firstRegistered": textFact(dossier.firstRegistered),
    "vehicle.fuel": textFact(dossier.fuel),
    "vehicle.ratedEngineSpeedRpm": optionalNumber(dossier.ratedEngineSpeedRpm, "vehicle.ratedEngineSpeedRpm"),
    "vehicle.maxSpeedKmh": optionalNumber(dossier.maxSpeedKmh, "vehicle.maxSpeedKmh"),
    "vehicle.brakeCircuits": optionalText(dossier.brakeCircuits ?? null),
    "vehicle.axles": optionalNumber(dossier.axles.length, "vehicle.axles"),
    "vehicle.wheels": optionalNumber(2 * dossier.axles.length, "vehicle.wheels"),
    "vehicle.parkingWheels": optionalNumber(2 * parked, "vehicle.parkingWheels"),
    "vehicle.steeredAxles": optionalNumber(steered, "vehicle.steeredAxles"),
    "vehicle.frontSuspension": optionalText(dossier.axles[0]?.suspension ?? null),
    "job.check": textFact(dossier.check),
    "job.limitSet": textFact(dossier.limitSet),
  };
  return new Map(Object.entries(facts));
}

export function axleFacts(axle: DossierAxle | undefined): Facts {
  if (axle === undefined) return new Map();
  const facts: Readonly<Record<AxleFact, Fact>> = {
    "axle.position": textFact(axle.position),
    "axle.suspension": optionalText(axle.suspension),
    "axle.steered": yesNo(axle.steered),
    "axle.parkingBrake": yesNo(axle.parkingBrake),
  };
  return new Map(Object.entries(facts));
}

export type WorkingGroup = (typeof VEHICLE_FACTS)["vehicle.group"]["values"][number];

/** The six columns of the applicability tables: KA, KB, HZ, G, N, M. */
export function workingGroup(dossier: Pick<Dossier, "vehicleClass" | "use">): WorkingGroup | null {
  const category = dossier.vehicleClass.slice(0, 2);
  if ((category === "K3" || category === "K4") && dossier.use === "A") return "KA";
  switch (category.slice(0, 1)) {
    case "K":
    case "D":
      return "KB";
    case "H":
    case "Q":
    case "Z":
      return "HZ";
    case "G":
    case "B":
      return "G";
    case "N":
      return "N";
    case "M":
      return "M";
    default:
      return null;
  }
}

function yesNo(value: boolean | null): Fact {
  return optionalText(value === null ? null : value ? "yes" : "no");
}

function optionalText(value: string | null): Fact {
  return value === null ? missing(reason("NOT_IN_DOSSIER", {})) : textFact(value);
}

function optionalNumber(value: number | null, name: VehicleFact): Fact {
  return value === null
    ? missing(reason("NOT_IN_DOSSIER", {}))
    : numberFact(String(value), VEHICLE_FACTS[name].unit);
}
