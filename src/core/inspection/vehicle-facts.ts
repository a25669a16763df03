import { workingGroup } from "../door/vehicle-class.ts";
import type { Fact, Facts } from "../rules/fact.ts";
import { missing, numberFact, textFact } from "../rules/fact.ts";
import { reason } from "../trade/reasons.ts";
import { type AxleFact, VEHICLE_FACTS, type VehicleFact } from "../trade/words/facts.ts";
import type { DatedDossier, DossierAxle } from "./dossier.ts";

/** 使用性质 of school buses: for kindergartens, primary, lower secondary and other pupils. */
export const SCHOOL_USES: readonly string[] = ["O", "P", "Q", "S"];

/** The facts of the vehicle as a whole, by the names that rulebooks use. */
export function dossierFacts(dossier: DatedDossier): Facts {
  const steered = dossier.axles.filter((axle) => axle.steered).length;
  const steeredFronts = dossier.axles.filter(
    ({ steered, position }) => steered && position === "front",
  ).length;
  const parked = dossier.axles.filter((axle) => axle.parkingBrake).length;
  const facts: Readonly<Record<VehicleFact, Fact>> = {
    "vehicle.class": textFact(dossier.vehicleClass),
    "vehicle.category": textFact(dossier.vehicleClass.slice(0, 2)),
    "vehicle.group": optionalText(workingGroup(dossier)),
    "vehicle.use": textFact(dossier.use),
    "vehicle.passengerCar": yesNo(dossier.passengerCar),
    "vehicle.grossMassKg": optionalNumber(dossier.grossMassKg, "vehicle.grossMassKg"),
    "vehicle.curbMassKg": optionalNumber(dossier.curbMassKg, "vehicle.curbMassKg"),
    "vehicle.seats": optionalNumber(dossier.seats, "vehicle.seats"),
    "vehicle.body": optionalText(dossier.body),
    "vehicle.articulated": yesNo(dossier.articulated),
    "vehicle.drive": optionalText(dossier.drive),
    "vehicle.load": textFact(dossier.load),
    "vehicle.lengthMm": optionalNumber(dossier.dimensions?.lengthMm ?? null, "vehicle.lengthMm"),
    "vehicle.widthMm": optionalNumber(dossier.dimensions?.widthMm ?? null, "vehicle.widthMm"),
    "vehicle.heightMm": optionalNumber(dossier.dimensions?.heightMm ?? null, "vehicle.heightMm"),
    "vehicle.abs": yesNo(dossier.abs),
    "vehicle.retarder": yesNo(dossier.retarder),
    "vehicle.catalyst": textFact(dossier.catalyst === null ? "untold" : dossier.catalyst ? "yes" : "no"),
    "vehicle.casualtyAccident": yesNo(dossier.casualtyAccident),
    "vehicle.disabilityAid": yesNo(dossier.disabilityAid),
    "vehicle.schoolBus": yesNo(SCHOOL_USES.includes(dossier.use)),
    "vehicle.lampSystem": textFact(dossier.lampSystem),
    "vehicle.highBeamIndependent": yesNo(dossier.highBeamIndependentlyAdjustable),
    "vehicle.produced": optionalText(dossier.produced),
    // A vehicle at its first registration is registered on no other day than this.
    "vehicle.firstRegistered": textFact(dossier.firstRegistered ?? dossier.inspectedOn),
    "vehicle.ageYears": optionalNumber(fullYears(dossier), "vehicle.ageYears"),
    "vehicle.fuel": textFact(dossier.fuel),
    "vehicle.ratedEngineSpeedRpm": optionalNumber(dossier.ratedEngineSpeedRpm, "vehicle.ratedEngineSpeedRpm"),
    "vehicle.maxSpeedKmh": optionalNumber(dossier.maxSpeedKmh, "vehicle.maxSpeedKmh"),
    "vehicle.brakeCircuits": optionalText(dossier.brakeCircuits ?? null),
    "vehicle.axles": optionalNumber(dossier.axles.length, "vehicle.axles"),
    "vehicle.wheels": optionalNumber(2 * dossier.axles.length, "vehicle.wheels"),
    "vehicle.parkingWheels": optionalNumber(2 * parked, "vehicle.parkingWheels"),
    "vehicle.steeredAxles": optionalNumber(steered, "vehicle.steeredAxles"),
    "vehicle.steeredFrontAxles": optionalNumber(steeredFronts, "vehicle.steeredFrontAxles"),
    "vehicle.frontSuspension": optionalText(dossier.axles[0]?.suspension ?? null),
    "job.check": textFact(dossier.check),
    "job.limitSet": textFact(dossier.limitSet),
    "job.exhaustMethod": textFact(dossier.exhaustMethod ?? "untold"),
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

/** Days written as texts compare as days do: a year is full once month and day have come round. */
function fullYears({ firstRegistered, inspectedOn }: DatedDossier): number {
  if (firstRegistered === null || inspectedOn <= firstRegistered) return 0;
  const years = Number(inspectedOn.slice(0, 4)) - Number(firstRegistered.slice(0, 4));
  return inspectedOn.slice(5) < firstRegistered.slice(5) ? years - 1 : years;
}
