import type { Expectation } from "../../src/scenario/expectation.ts";
import { LANE_ROLES, type LaneRole, type LaneScenarioPart } from "../../src/scenario/lane-scenario.ts";

/** A vehicle whose truth is known, and the rules that it breaks: none for a sound one. */
export interface NoiseSubject {
  readonly name: string;
  readonly dossier?: string;
  readonly rulebook?: string;
  readonly vehicle: LaneScenarioPart["vehicle"];
  readonly broken: readonly string[];
  /** The lines that are disturbed. */
  readonly lines: readonly LaneRole[];
  /** Who sits in it, and the lane as it was set up. */
  readonly operator?: LaneScenarioPart["operator"];
  readonly instruments?: LaneScenarioPart["instruments"];
  /** Of the station file, by role. */
  readonly options?: Partial<Record<LaneRole, Record<string, unknown>>>;
  readonly bench?: "serial" | "plc";
  /** What comes of it on a quiet line; absent: what its truth asks for. */
  readonly verdict?: Expectation["verdict"];
}

const BENCH: readonly LaneRole[] = ["brake-bench"];
const H3 = "config/dossiers/demo-h3.yaml";
const DIESEL = "config/dossiers/demo-k3-diesel.yaml";
const UK = { rulebook: "config/rules/uk-mot-class4-brakes.yaml", dossier: "config/dossiers/demo-m1.yaml" };
const TRUCK = { axleLoadsKg: [900, 640], brakeRatios: [0.95, 0.75] };
const DIESEL_CAR = { axleLoadsKg: [860, 540] };
const dieselEngine = (smokePerM: number) => ({ idleRpm: 800, maxRpm: 4800, diesel: { smokePerM } });

/** Sound and faulty vehicles for every item of the lane; each fault lies well beyond its limit, as its instrument sees it. */
export const NOISE_SUBJECTS: readonly NoiseSubject[] = [
  { name: "car, sound", vehicle: {}, broken: [], lines: LANE_ROLES },
  { name: "car, sound, brakes apart by 12 %", vehicle: weak(1, 0.88), broken: [], lines: BENCH },
  { name: "car, front imbalance", vehicle: weak(1, 0.6), broken: ["brake.imbalance"], lines: BENCH },
  { name: "car, weak rear wheel", vehicle: weak(2, 0.4), broken: ["brake.imbalance-of-load"], lines: BENCH },
  {
    name: "car, dead rear wheel",
    vehicle: weak(2, 0),
    broken: ["brake.imbalance-of-load", "brake.whole-ratio"],
    lines: BENCH,
  },
  {
    name: "car, all brakes worn",
    vehicle: { brakeRatios: [0.5, 0.3] },
    broken: ["brake.axle-ratio", "brake.whole-ratio"],
    lines: BENCH,
  },
  {
    name: "car, parking brake worn",
    vehicle: { parkingBrake: { factor: 0.5 } },
    broken: ["brake.parking-ratio"],
    lines: BENCH,
  },
  { name: "light truck, sound", dossier: H3, vehicle: TRUCK, broken: [], lines: LANE_ROLES },
  {
    name: "light truck, side slip",
    dossier: H3,
    vehicle: { ...TRUCK, sideSlipMPerKm: [8] },
    broken: ["slip.side"],
    lines: ["side-slip-tester", "axle-scale"],
  },
  {
    name: "light truck, dazzles",
    dossier: H3,
    vehicle: { ...TRUCK, lamps: { left: { main: { lowVerticalMm: 40 } } } },
    broken: ["lamp.low-vertical-left"],
    lines: ["headlamp-tester"],
  },
  {
    name: "car, dim lamp",
    vehicle: { lamps: { left: { main: { highCd: 11_000 } } } },
    broken: ["lamp.intensity-two-lamp"],
    lines: ["headlamp-tester"],
  },
  {
    name: "car, rich mixture",
    vehicle: { engine: { coFactor: 40 } },
    broken: ["exhaust.idle-co", "exhaust.high-idle-co"],
    lines: ["gas-analyser"],
  },
  {
    name: "diesel car, sound",
    dossier: DIESEL,
    vehicle: { ...DIESEL_CAR, engine: dieselEngine(0.5) },
    broken: [],
    lines: LANE_ROLES,
  },
  {
    name: "diesel car, smokes",
    dossier: DIESEL,
    vehicle: { ...DIESEL_CAR, engine: dieselEngine(2.2) },
    broken: ["smoke.mean"],
    lines: ["opacimeter"],
  },
  { name: "British car, sound", ...UK, vehicle: {}, broken: [], lines: BENCH },
  {
    name: "British car, worn",
    ...UK,
    vehicle: { brakeRatios: [0.28, 0.2] },
    broken: ["brake.service-efficiency"],
    lines: BENCH,
  },
];

function weak(axle: number, brakeFactor: number): LaneScenarioPart["vehicle"] {
  return { brakes: [{ axle, side: "right", brakeFactor }] };
}
