import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CourseItem, readCourseMap } from "../../../simulators/world/course-map.ts";
import { packageRoot } from "../../runtime/package-files.ts";
import {
  type CourseScenario,
  type CourseScenarioPart,
  courseScenarioSchema,
} from "../../scenario/course-scenario.ts";
import {
  type LaneScenario,
  type LaneScenarioPart,
  laneScenarioSchema,
} from "../../scenario/lane-scenario.ts";

/** Who can be asked for at the terminal: what is wrong with them, in the words of a lane and of an examiner. */
interface VehicleKind {
  readonly says: string;
  readonly dossier: string;
  readonly vehicle: NonNullable<LaneScenarioPart["vehicle"]>;
}

const ELECTRIC = { axleLoadsKg: [960, 725] };
export const VEHICLE_KINDS = {
  sound: { says: "a sound petrol car", dossier: "demo-k3.yaml", vehicle: {} },
  electric: {
    says: "a sound electric car, without an exhaust test",
    dossier: "demo-k3-electric.yaml",
    vehicle: ELECTRIC,
  },
  "weak-brakes": {
    says: "a car whose left rear brake pulls too little",
    dossier: "demo-k3.yaml",
    vehicle: { brakes: [{ axle: 2, side: "left", brakeFactor: 0.4 }] },
  },
  "worn-parking-brake": {
    says: "a car whose parking brake is worn",
    dossier: "demo-k3.yaml",
    vehicle: { parkingBrake: { factor: 0.4 } },
  },
  "rich-mixture": {
    says: "a car with too much carbon monoxide",
    dossier: "demo-k3.yaml",
    vehicle: { engine: { coFactor: 40 } },
  },
  "dim-lamp": {
    says: "a car with a dim left headlamp",
    dossier: "demo-k3.yaml",
    vehicle: { lamps: { left: { main: { highCd: 9_000 } } } },
  },
} as const satisfies Record<string, VehicleKind>;
export type VehicleKindName = keyof typeof VEHICLE_KINDS;

interface CandidateKind {
  readonly says: string;
  /** Null: this course has no such item. */
  driver(items: readonly CourseItem[]): NonNullable<CourseScenarioPart["driver"]> | null;
}

const first = (items: readonly CourseItem[], kind: CourseItem["kind"]): string | null =>
  items.find((item) => item.kind === kind)?.id ?? null;
export const CANDIDATE_KINDS = {
  good: { says: "drives without a mistake", driver: () => ({}) },
  "no-belt": {
    says: "forgets the seat belt",
    driver: () => ({ defects: [{ kind: "forgets-belt" as const }] }),
  },
  "over-the-line": {
    says: "stands over the line of the reverse bay",
    driver: (items) => {
      const item = first(items, "reverse-bay");
      return item === null ? null : { defects: [{ kind: "touches-bay-line" as const, item, byMm: 60 }] };
    },
  },
  stalls: {
    says: "stalls on the hill",
    driver: (items) => {
      const item = first(items, "hill-start");
      return item === null ? null : { defects: [{ kind: "stalls-on-hill" as const, item }] };
    },
  },
} as const satisfies Record<string, CandidateKind>;
export type CandidateKindName = keyof typeof CANDIDATE_KINDS;

/** A dossier for the intake, under a plate of its own, and what stands there with that plate. */
export interface ComingVehicle {
  readonly plate: string;
  readonly dossier: string;
  readonly world: LaneScenario;
}

export function comingVehicle(kind: VehicleKindName, number: number, delayFactor: number): ComingVehicle {
  const { dossier, vehicle }: VehicleKind = VEHICLE_KINDS[kind];
  const isGreen = dossier.includes("electric");
  const plate = isGreen ? `沪AD${String(number).padStart(5, "0")}` : `鄂S${String(number).padStart(5, "0")}`;
  const text = shipped(dossier)
    .replace(/^job: .*$/m, `job: SIM-${String(number).padStart(6, "0")}`)
    .replace(/^plate: .*$/m, `plate: ${plate}`);
  return { plate, dossier: text, world: laneScenarioSchema.parse({ vehicle, operator: { delayFactor } }) };
}

/** One that came by a dossier of somebody else: a sound vehicle of so many axles as the dossier says. */
export function soundVehicle(subject: Readonly<Record<string, string>>, delayFactor: number): LaneScenario {
  const axles = Math.max(1, Math.min(8, Number(subject.axles) || 2));
  const massKg = Number(subject.curbMassKg) || 1_300;
  const share = [0.6, 0.4];
  const axleLoadsKg = Array.from({ length: axles }, (_, at) =>
    Math.round(massKg * (axles === 2 ? (share[at] ?? 0.5) : 1 / axles)),
  ).map((kg) => Math.min(20_000, Math.max(50, kg)));
  const diesel = subject.fuel === "diesel" ? { engine: { diesel: {} } } : {};
  return laneScenarioSchema.parse({ vehicle: { axleLoadsKg, ...diesel }, operator: { delayFactor } });
}

export interface ComingCandidate {
  readonly certificate: string;
  readonly dossier: string;
  readonly world: CourseScenario;
}

/** Null where this course cannot show it. */
export function comingCandidate(
  kind: CandidateKindName,
  number: number,
  { courseText, licenceClass, world }: CandidatePlace,
): ComingCandidate | null {
  const driver = (CANDIDATE_KINDS[kind] as CandidateKind).driver(readCourseMap(courseText).items);
  if (driver === null) return null;
  const certificate = `4201${String(number).padStart(8, "0")}`;
  const text = shipped(licenceClass === "C2" ? "candidate-c2.yaml" : "candidate-c1.yaml").replace(
    /^learnerCertificate: .*$/m,
    `learnerCertificate: "${certificate}"`,
  );
  return {
    certificate,
    dossier: text,
    world: courseScenarioSchema.parse({ ...world, driver: { ...driver, ...world.driver } }),
  };
}

export interface CandidatePlace {
  readonly courseText: string;
  readonly licenceClass: string;
  /** The equipment of the car, and how brisk its drivers are. */
  readonly world: CourseScenarioPart;
}

function shipped(name: string): string {
  return readFileSync(join(packageRoot(), "config/dossiers", name), "utf8");
}
