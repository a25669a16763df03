import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { type CourseScenarioPart, courseScenarioSchema } from "../../src/scenario/course-scenario.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { singleScenario } from "../support/single-scenario.ts";
import { count, emptyTally, SUBJECTS, type Subject, type Tally } from "./exam-grid.ts";

/**
 * The same drives through the whole station: what the receiver and the board send, byte by byte, with what may be wrong with them. A drive
 * takes as long as a scenario, so this grid is small; the large one puts its noise on what was read.
 */
export interface Disturbance {
  readonly name: string;
  readonly gnss?: CourseScenarioPart["gnss"];
  readonly car?: CourseScenarioPart["car"];
  readonly deviceFaults?: CourseScenarioPart["deviceFaults"];
  /** The station can tell that nothing is to be decided: whoever is judged all the same is judged by what is not true. */
  readonly opens?: true;
}

type GnssEvent = NonNullable<NonNullable<CourseScenarioPart["gnss"]>["events"]>[number]["disturbance"];
type CarEvent = NonNullable<NonNullable<CourseScenarioPart["car"]>["events"]>[number]["defect"];

const TEST_S = 3600;
const always = (disturbance: GnssEvent): CourseScenarioPart["gnss"] => ({
  events: [{ from: "taking-over", disturbance }],
});
/** In every item, a moment after its entry. */
const inItems = (disturbance: GnssEvent): CourseScenarioPart["gnss"] => ({
  events: ["reverse-bay-1", "hill-start-1", "side-parking-1", "curve-1", "right-angle-1"].map((item) => ({
    ...{ item, afterS: 2, disturbance },
  })),
});
const car = (...defects: CarEvent[]): CourseScenarioPart["car"] => ({
  events: defects.map((defect) => ({ from: "taking-over", defect })),
});

export const DISTURBANCES: readonly Disturbance[] = [
  { name: "as published" },
  {
    name: "all of it white",
    gnss: {
      receiver: { positionWhiteM: 0.01, positionDriftM: 0, headingWhiteDeg: 0.2, headingDriftDeg: 0 },
    },
  },
  {
    name: "nearly all of it slow",
    gnss: {
      receiver: {
        positionWhiteM: 0.003,
        positionDriftM: 0.0095,
        headingWhiteDeg: 0.06,
        headingDriftDeg: 0.19,
      },
    },
  },
  { name: "outliers, 2 in 100", gnss: always({ kind: "outliers", forS: TEST_S, share: 0.02 }) },
  { name: "speed smoothed over 0.5 s", gnss: always({ kind: "speed-lag", forS: TEST_S, overS: 0.5 }) },
  { name: "sentences frozen for 4 s", gnss: inItems({ kind: "frozen", forS: 4 }) },
  { name: "position frozen for 4 s", gnss: inItems({ kind: "frozen", forS: 4, what: "position" }) },
  {
    name: "all but the time frozen for 4 s",
    gnss: inItems({ kind: "frozen", forS: 4, what: "all-but-time" }),
  },
  {
    name: "antennas exchanged",
    gnss: always({ kind: "swapped-antennas", forS: TEST_S }),
    opens: true,
  },
  {
    name: "antennas across",
    gnss: always({ kind: "swapped-antennas", forS: TEST_S, byDeg: 90 }),
    opens: true,
  },
  {
    name: "second receiver, 0.9 m away",
    gnss: always({ kind: "second-receiver", forS: TEST_S }),
    opens: true,
  },
  {
    name: "second receiver of the same name",
    gnss: always({ kind: "second-receiver", forS: TEST_S, talker: "GN" }),
    opens: true,
  },
  { name: "RMC void for 4 s", gnss: inItems({ kind: "contradicting-quality", forS: 4, rmc: "void" }) },
  { name: "HDOP 9 for 4 s", gnss: inItems({ kind: "contradicting-quality", forS: 4, hdop: 9 }) },
  { name: "date of 1024 weeks ago", gnss: always({ kind: "wrong-date", forS: TEST_S }), opens: true },
  { name: "no corrections for 10 s", gnss: inItems({ kind: "old-corrections", forS: 10 }) },
  {
    name: "pulses lost and doubled",
    car: car({ kind: "rpm-pulses", missing: 0.1, doubled: 0.05, forS: TEST_S }),
  },
  {
    name: "contacts 0.2 s late",
    car: car(
      { kind: "slow-contact", line: "handbrake", lateMs: 200, forS: TEST_S },
      { kind: "slow-contact", line: "signal-left", lateMs: 200, forS: TEST_S },
      { kind: "slow-contact", line: "signal-right", lateMs: 200, forS: TEST_S },
      { kind: "slow-contact", line: "belt", lateMs: 200, forS: TEST_S },
    ),
  },
  { name: "one byte in 2000 spoilt", deviceFaults: [{ device: "gnss", kind: "noise", rate: 0.0005 }] },
];

/** One of each kind of rule, well past its window or on its lawful side. */
const NAMES: readonly string[] = [
  "without a mistake",
  "wheel on the line of the curve",
  "wheel 50 mm over, right angle",
  "stops 1.9 s in the curve",
  "stops 10 s in the curve",
  "rolls back 8 cm",
  "creeps back 36 cm in five steps",
  "20 s more on the hill",
  "50 mm over the bay line",
];

export const WIRE_SUBJECTS: readonly Subject[] = [
  ...SUBJECTS.filter(({ name }) => NAMES.includes(name)),
  { name: "no belt", defects: [{ kind: "forgets-belt" }], costs: ["s2.gen.belt"] },
  {
    name: "stalls on the hill",
    defects: [{ kind: "stalls-on-hill", item: "hill-start-1" }],
    costs: ["s2.gen.stall"],
  },
];

export interface Seen {
  readonly costs: string[];
  readonly verdict: string | null;
}

/** One drive through the wire. */
export async function driven(subject: Subject, disturbance: Disturbance, seed: number): Promise<Seen> {
  const file = "test/scenarios/c1-sound.yaml";
  const sound = singleScenario(file);
  if (sound.kind !== "exam") throw new Error(`${file} is an exam`);
  const { name: _, opens: __, ...wrong } = disturbance;
  const world = courseScenarioSchema.parse({ ...wrong, driver: { defects: subject.defects } });
  const run = await runScenario({ file, scenario: { ...sound, world }, seed, software: softwareIdentity() });
  const document = run.records[0]?.document;
  const findings = document?.items.flatMap((item) => item.findings) ?? [];
  return {
    costs: findings.flatMap(({ rule, deduction }) => (deduction == null ? [] : [rule])),
    verdict: document?.verdict ?? null,
  };
}

/** A faulty drive that the station cannot see may stay open, but never passes; a sound one never fails. */
export async function talliedOnWire(
  subject: Subject,
  disturbance: Disturbance,
  seeds: readonly number[],
): Promise<Tally> {
  const tally = emptyTally();
  for (const seed of seeds) {
    const { costs, verdict } = await driven(subject, disturbance, seed);
    count(tally, subject, costs, verdict);
    if (disturbance.opens === true && subject.costs.length === 0 && verdict === "pass")
      tally.wrong.set("passed", (tally.wrong.get("passed") ?? 0) + 1);
  }
  return tally;
}
