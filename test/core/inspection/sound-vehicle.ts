import { isArticulatedClass, workingGroup } from "../../../src/core/door/vehicle-class.ts";
import { type DatedDossier, type Dossier, dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { planInspection } from "../../../src/core/inspection/plan.ts";
import type { ProcedureKind } from "../../../src/core/inspection/procedure-settings.ts";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import { TODAY } from "./lane-fixture.ts";
import type { Items } from "./measured-fixture.ts";

/** Masses, seats and lengths that a class of vehicles has; what others may be is in the rules of registration. */
const SHAPES: readonly (readonly [heads: readonly string[], shape: Shape])[] = [
  [["K1", "D1"], { plateClass: "01", curbMassKg: 12_000, grossMassKg: 17_000, seats: 45, lengthMm: 11_000 }],
  [["K2"], { plateClass: "01", curbMassKg: 3000, grossMassKg: 4200, seats: 15, lengthMm: 5900 }],
  [["K3"], { plateClass: "02", curbMassKg: 1400, grossMassKg: 1800, seats: 5, lengthMm: 4600 }],
  [["K4"], { plateClass: "02", curbMassKg: 900, grossMassKg: 1250, seats: 5, lengthMm: 3400 }],
  [["H1", "Q1"], { plateClass: "01", curbMassKg: 9000, grossMassKg: 18_000, seats: 3, lengthMm: 9000 }],
  [["H2", "Q2"], { plateClass: "01", curbMassKg: 4000, grossMassKg: 9000, seats: 3, lengthMm: 7000 }],
  [["H3", "Q3"], { plateClass: "02", curbMassKg: 2000, grossMassKg: 4400, seats: 3, lengthMm: 5900 }],
  [["H4"], { plateClass: "02", curbMassKg: 1000, grossMassKg: 1800, seats: 2, lengthMm: 3500 }],
  [
    ["H5"],
    { plateClass: "13", curbMassKg: 2000, grossMassKg: 4400, seats: 2, lengthMm: 5900, maxSpeedKmh: 60 },
  ],
  [["Z3", "Z7"], { plateClass: "02", curbMassKg: 2500, grossMassKg: 4400, seats: 3, lengthMm: 5900 }],
  [["Z4"], { plateClass: "02", curbMassKg: 1300, grossMassKg: 1800, seats: 2, lengthMm: 3500 }],
  [["Z"], { plateClass: "01", curbMassKg: 12_000, grossMassKg: 18_000, seats: 3, lengthMm: 9000 }],
  [["G2", "B2"], { plateClass: "15", curbMassKg: 2500, grossMassKg: 9000, seats: null, lengthMm: 8000 }],
  [["G3", "B3"], { plateClass: "15", curbMassKg: 1000, grossMassKg: 3400, seats: null, lengthMm: 6000 }],
  [["G", "B"], { plateClass: "15", curbMassKg: 6000, grossMassKg: 34_000, seats: null, lengthMm: 12_000 }],
  [
    ["N"],
    { plateClass: "13", curbMassKg: 800, grossMassKg: 1500, seats: 2, lengthMm: 3800, maxSpeedKmh: 50 },
  ],
  [
    ["M12", "M22"],
    { plateClass: "08", curbMassKg: 90, grossMassKg: 240, seats: 2, lengthMm: 1800, maxSpeedKmh: 45 },
  ],
  [["M"], { plateClass: "07", curbMassKg: 120, grossMassKg: 280, seats: 2, lengthMm: 2000 }],
];

interface Shape {
  readonly plateClass: Dossier["plateClass"];
  readonly curbMassKg: number;
  readonly grossMassKg: number;
  readonly seats: number | null;
  readonly lengthMm: number;
  readonly maxSpeedKmh?: number;
}

/** A vehicle of this class whose papers tell one story, as a registry of v2 would write it. `more` wins. */
export function vehicleOf(vehicleClass: string, more: Partial<Dossier> = {}): DatedDossier {
  const shape = SHAPES.find(([heads]) => heads.some((head) => vehicleClass.startsWith(head)))?.[1];
  if (shape === undefined) throw new Error(`no shape for ${vehicleClass}`);
  const { lengthMm, maxSpeedKmh = 100, ...rest } = shape;
  const group = workingGroup({ vehicleClass, use: more.use ?? "A" });
  const isTrailer = group === "G";
  const rear = {
    position: "rear",
    steered: false,
    suspension: "non-independent",
    parkingBrake: true,
  } as const;
  const front = {
    position: "front",
    steered: true,
    suspension: "non-independent",
    parkingBrake: false,
  } as const;
  const isTrolley = vehicleClass.startsWith("D");
  const fuel = more.fuel ?? (isTrailer ? "none" : isTrolley ? "electric" : "petrol");
  const isNewEnergy = ["electric", "hydrogen", "plug-in-hybrid"].includes(fuel);
  const isAutomobile = group === "KA" || group === "KB" || group === "HZ";
  const plateClass =
    isNewEnergy && isAutomobile && shape.plateClass !== "13" ? newEnergy(shape.plateClass) : shape.plateClass;
  const dossier: Dossier = dossierSchema.parse({
    schema: "proofmark/dossier/v2",
    job: "J-1",
    plate:
      plateClass === "51"
        ? "鄂A12345D"
        : plateClass === "52"
          ? "鄂AD12345"
          : isTrailer
            ? "鄂A1234挂"
            : "鄂A12345",
    vin: "LFV2A21K8D4123456",
    vehicleClass,
    use: /^K.8$/.test(vehicleClass) ? "P" : "A",
    passengerCar: false,
    axles: isTrailer ? [rear, rear] : isArticulatedClass(vehicleClass) ? [front, rear, rear] : [front, rear],
    articulated: isArticulatedClass(vehicleClass),
    drive: "two-wheel",
    dimensions: { lengthMm, widthMm: 1500, heightMm: 1800 },
    lampSystem: "two-lamp",
    highBeamIndependentlyAdjustable: false,
    lampHeightMm: null,
    produced: "2015-01-10",
    firstRegistered: "2015-03-02",
    fuel,
    ...(["electric", "hydrogen"].includes(fuel) ? { motorNumber: "TZ1" } : {}),
    ratedEngineSpeedRpm: 4000,
    maxSpeedKmh: isTrailer ? null : maxSpeedKmh,
    limitSet: "a",
    check: "in-use",
    regionOfTest: "天津",
    regionOfRegistration: "天津",
    ...rest,
    ...more,
    plateClass: more.plateClass ?? plateClass,
  });
  return { ...dossier, inspectedOn: TODAY };
}

function newEnergy(plateClass: string): Dossier["plateClass"] {
  return plateClass === "01" ? "51" : "52";
}

/** Everything that is asked of this vehicle, measured and sound. */
export function soundItems(dossier: DatedDossier, rulebook: InspectionRulebook): Items {
  const plan = planInspection(dossier, rulebook).filter(({ notApplicable }) => notApplicable === null);
  return Object.fromEntries(
    plan.map(({ code, rule }) => [code, { facts: soundFacts(rule.procedure.kind, dossier) }]),
  );
}

/** `share`: force at a wheel by the load on its axle. */
export function soundFacts(
  kind: ProcedureKind,
  { curbMassKg, axles }: DatedDossier,
  share = 0.36,
): Record<string, string> {
  const loadKg = Math.round((curbMassKg ?? 0) / axles.length) + 1;
  const newtons = (part: number): string => String(Math.round(loadKg * 9.8 * part));
  const parked = axles.filter(({ parkingBrake }) => parkingBrake).length;
  const lamp = (side: string): Record<string, string> => ({
    [`lamp.${side}MainHighCd`]: "30000",
    [`lamp.${side}HeightMm`]: "800",
    [`lamp.${side}LowVerticalMm`]: "-150",
    [`lamp.${side}HighVerticalMm`]: "-50",
    [`lamp.${side}LowHorizontalMm`]: "0",
    [`lamp.${side}HighHorizontalMm`]: "0",
  });
  switch (kind) {
    case "weighing":
      return { "axle.loadKg": String(loadKg) };
    case "service-brake":
      return {
        "brake.maxLeftN": newtons(share),
        "brake.maxRightN": newtons(share),
        "brake.differenceN": newtons(0.02),
      };
    case "parking-brake": {
      const part = (0.3 * axles.length) / parked / 2;
      return { "parking.maxLeftN": newtons(part), "parking.maxRightN": newtons(part) };
    }
    case "side-slip":
      return { "slip.mPerKm": "2" };
    case "headlamps":
      return { ...lamp("left"), ...lamp("right") };
    case "double-idle":
      return {
        "exhaust.idleCoSumPct": "3",
        "exhaust.idleHcSumPpm": "300",
        "exhaust.idleSamples": "30",
        "exhaust.highIdleCoSumPct": "3",
        "exhaust.highIdleHcSumPpm": "300",
        "exhaust.highIdleLambdaSum": "30",
        "exhaust.highIdleSamples": "30",
      };
    case "free-acceleration":
      return { "smoke.peakSumPerM": "0.9", "smoke.accelerations": "3" };
  }
}
