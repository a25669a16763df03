import type {
  DERIVED_FACTS,
  DerivedFact,
  MANUAL_DERIVED_FACTS,
  MANUAL_FACTS,
  ManualDerivedFact,
  ManualFact,
  MEASURED_FACTS,
  MeasuredFact,
  SUM_FACTS,
  SumFact,
  VEHICLE_FACTS,
  VehicleFact,
} from "./facts.ts";

/**
 * What a figure can be, inclusive, decimal strings in the unit of its fact. All of it is ours: generous engineering bounds, so wide
 * that nothing a dossier may say and nothing an instrument may show (its drift below zero too) lies outside, so narrow that a bound
 * in another unit does: tonnes for kilograms, a share for percent, metres for millimetres.
 */
export interface FactDomain {
  readonly from: string;
  readonly to: string;
  /** Bounds on it lie here, where that is less. */
  readonly bounds?: { readonly from: string; readonly to: string };
  /** It comes in whole units. */
  readonly whole?: true;
  /** Of a sum over samples: what one of them can be, and so their mean, and the fact that counts them. */
  readonly each?: { readonly from: string; readonly to: string; readonly countedBy: string };
}

type Figures<Group> = {
  [Name in keyof Group]: Group[Name] extends { readonly kind: "number" } ? Name : never;
}[keyof Group];
type EveryMeasured = {
  [Kind in keyof typeof MEASURED_FACTS]: Figures<(typeof MEASURED_FACTS)[Kind]>;
}[keyof typeof MEASURED_FACTS];
export type FigureFact =
  | (Figures<typeof VEHICLE_FACTS> & VehicleFact)
  | (EveryMeasured & MeasuredFact)
  | (Figures<typeof SUM_FACTS> & SumFact)
  | (Figures<typeof DERIVED_FACTS> & DerivedFact)
  | (Figures<typeof MANUAL_FACTS> & ManualFact)
  | (Figures<typeof MANUAL_DERIVED_FACTS> & ManualDerivedFact);

/** A force at one wheel: the greatest benches go to some 50 kN; cells drift below zero. */
const WHEEL_FORCE: FactDomain = { from: "-1000", to: "100000" };
const FORCE_SUM: FactDomain = { from: "-12000", to: "1200000" };
/** A lane scale weighs up to some 20 t an axle. */
const AXLE_LOAD: FactDomain = { from: "-100", to: "30000" };
const LOAD_SUM: FactDomain = { from: "-600", to: "180000" };
const FLAG: FactDomain = { from: "0", to: "1", whole: true };
/** Six digits of a tester; the weakest lamp that anybody asks for has some thousand. */
const INTENSITY: FactDomain = { from: "-1000", to: "1000000", bounds: { from: "500", to: "1000000" } };
/** Four digits of a tester at 10 m. */
const OFFSET: FactDomain = { from: "-9999", to: "9999" };
const LAMP_HEIGHT: FactDomain = { from: "100", to: "5000" };
const AT_IDLE = { countedBy: "exhaust.idleSamples" };
const AT_HIGH_IDLE = { countedBy: "exhaust.highIdleSamples" };
const CO_SUM = { from: "-10000", to: "200000" };
const CO = { from: "-1", to: "20" };
const HC_SUM = { from: "-1000000", to: "300000000" };
const HC = { from: "-100", to: "30000" };
/** The form of the dossier; metres and centimetres lie below what a rule would ask of a vehicle. */
const SIZE: FactDomain = { from: "100", to: "40000", bounds: { from: "500", to: "40000" }, whole: true };
/** New truck tyres have some 20 mm; a limit in centimetres or tenths lies outside. */
const TREAD: FactDomain = { from: "0", to: "40", bounds: { from: "0.5", to: "10" } };
/** What is measured in centimetres is refused: two of those would be apart by a tenth of what they are. */
const BODY_HEIGHT: FactDomain = { from: "150", to: "4500" };
/** Centimetres lie below what a rule would allow. */
const HEIGHT_APART: FactDomain = { from: "0", to: "4350", bounds: { from: "5", to: "500" } };
const WHEELS: FactDomain = { from: "0", to: "12", whole: true };

export const FACT_DOMAINS: Readonly<Record<FigureFact, FactDomain>> = {
  // The lightest moped has some 40 kg; the form of the dossier ends at 100 t.
  "vehicle.grossMassKg": { from: "40", to: "100000", whole: true },
  "vehicle.curbMassKg": { from: "30", to: "100000", whole: true },
  "vehicle.ratedEngineSpeedRpm": { from: "1000", to: "12000", whole: true },
  "vehicle.maxSpeedKmh": { from: "1", to: "400", whole: true },
  "vehicle.axles": { from: "1", to: "6", whole: true },
  "vehicle.wheels": { from: "2", to: "12", whole: true },
  "vehicle.parkingWheels": WHEELS,
  "vehicle.steeredAxles": { from: "0", to: "6", whole: true },
  "vehicle.steeredFrontAxles": { from: "0", to: "6", whole: true },
  // None is no number that a dossier says: a bound of one asks whether it says any.
  "vehicle.seats": { from: "0", to: "300", whole: true },
  "vehicle.ageYears": { from: "0", to: "199", whole: true },
  "vehicle.lengthMm": SIZE,
  "vehicle.widthMm": SIZE,
  "vehicle.heightMm": SIZE,
  "axle.loadKg": AXLE_LOAD,
  "brake.maxLeftN": WHEEL_FORCE,
  "brake.maxRightN": WHEEL_FORCE,
  "brake.differenceN": WHEEL_FORCE,
  "brake.dragLeftN": WHEEL_FORCE,
  "brake.dragRightN": WHEEL_FORCE,
  "brake.lockedLeft": FLAG,
  "brake.lockedRight": FLAG,
  "parking.maxLeftN": WHEEL_FORCE,
  "parking.maxRightN": WHEEL_FORCE,
  "parking.lockedLeft": FLAG,
  "parking.lockedRight": FLAG,
  "slip.mPerKm": { from: "-1000", to: "1000" },
  "lamp.leftMainHighCd": INTENSITY,
  "lamp.rightMainHighCd": INTENSITY,
  "lamp.leftMinorHighCd": INTENSITY,
  "lamp.rightMinorHighCd": INTENSITY,
  "lamp.leftHighHorizontalMm": OFFSET,
  "lamp.leftHighVerticalMm": OFFSET,
  "lamp.leftLowHorizontalMm": OFFSET,
  "lamp.leftLowVerticalMm": OFFSET,
  "lamp.leftHeightMm": LAMP_HEIGHT,
  "lamp.rightHighHorizontalMm": OFFSET,
  "lamp.rightHighVerticalMm": OFFSET,
  "lamp.rightLowHorizontalMm": OFFSET,
  "lamp.rightLowVerticalMm": OFFSET,
  "lamp.rightHeightMm": LAMP_HEIGHT,
  "exhaust.idleCoSumPct": { ...CO_SUM, each: { ...CO, ...AT_IDLE } },
  "exhaust.idleHcSumPpm": { ...HC_SUM, each: { ...HC, ...AT_IDLE } },
  "exhaust.idleSamples": { from: "0", to: "10000", whole: true },
  "exhaust.highIdleCoSumPct": { ...CO_SUM, each: { ...CO, ...AT_HIGH_IDLE } },
  "exhaust.highIdleHcSumPpm": { ...HC_SUM, each: { ...HC, ...AT_HIGH_IDLE } },
  "exhaust.highIdleLambdaSum": { from: "0", to: "100000", each: { from: "0", to: "10", ...AT_HIGH_IDLE } },
  "exhaust.highIdleSamples": { from: "0", to: "10000", whole: true },
  "smoke.peakSumPerM": {
    from: "-16",
    to: "320",
    each: { from: "-1", to: "20", countedBy: "smoke.accelerations" },
  },
  "smoke.accelerations": { from: "0", to: "16", whole: true },
  "vehicle.loadSumKg": LOAD_SUM,
  "vehicle.weighedKg": LOAD_SUM,
  "vehicle.serviceForceSumN": FORCE_SUM,
  "vehicle.parkingForceSumN": FORCE_SUM,
  "vehicle.serviceLockedWheels": WHEELS,
  "vehicle.parkingLockedWheels": WHEELS,
  "brake.weakerLocked": FLAG,
  "brake.greatestN": WHEEL_FORCE,
  "brake.maximaApartN": { from: "0", to: "101000" },
  "manual.treadSteerMm": TREAD,
  "manual.treadOtherMm": TREAD,
  // More than a full turn is no play; radians lie below what a rule would allow.
  "manual.steeringPlayDeg": { from: "0", to: "360", bounds: { from: "2", to: "90" } },
  "manual.frontLeftHeightMm": BODY_HEIGHT,
  "manual.frontRightHeightMm": BODY_HEIGHT,
  "manual.rearLeftHeightMm": BODY_HEIGHT,
  "manual.rearRightHeightMm": BODY_HEIGHT,
  "manual.frontHeightApartMm": HEIGHT_APART,
  "manual.rearHeightApartMm": HEIGHT_APART,
};

/** Days on which anything of a vehicle on the road can have happened; ours. */
export const VEHICLE_DAYS = { from: "1900-01-01", to: "2099-12-31" } as const;

export function factDomain(fact: string): FactDomain | null {
  return Object.hasOwn(FACT_DOMAINS, fact) ? FACT_DOMAINS[fact as FigureFact] : null;
}
