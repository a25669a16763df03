import type { DriverDefect } from "../../src/scenario/driver.ts";
import { ExamRun, type Fed } from "../support/exam-drive.ts";
import { NO_NOISE, noisy, type ReceiverNoise, trueDrive } from "./exam-drives.ts";

/** A drive, and what it has to cost: each rule as often as it is named. */
export interface Subject {
  readonly name: string;
  readonly defects: readonly DriverDefect[];
  readonly costs: readonly string[];
}

const CURVE = "curve-1";
const RIGHT = "right-angle-1";
const HILL = "hill-start-1";
const BAY = "reverse-bay-1";
const SIDE = "side-parking-1";

/** Near each limit: on its lawful side, and past the end of the window beyond it. */
export const SUBJECTS: readonly Subject[] = [
  { name: "without a mistake", defects: [], costs: [] },
  {
    name: "wheel on the line of the curve",
    defects: [{ kind: "cuts-corner", item: CURVE, byMm: 0.1 }],
    costs: [],
  },
  {
    name: "wheel 50 mm over, curve",
    defects: [{ kind: "cuts-corner", item: CURVE, byMm: 50 }],
    costs: ["s2.cv.wheel"],
  },
  {
    name: "wheel 50 mm over, right angle",
    defects: [{ kind: "cuts-corner", item: RIGHT, byMm: 50 }],
    costs: ["s2.ra.wheel"],
  },
  {
    name: "stops 1.9 s in the curve",
    defects: [{ kind: "stops-midway", item: CURVE, forS: 1.9 }],
    costs: [],
  },
  {
    name: "stops 2.6 s in the curve",
    defects: [{ kind: "stops-midway", item: CURVE, forS: 2.6 }],
    costs: ["s2.cv.stop"],
  },
  {
    name: "stops 10 s in the curve",
    defects: [{ kind: "stops-midway", item: CURVE, forS: 10 }],
    costs: ["s2.cv.stop"],
  },
  {
    name: "stops 10 s in the right angle",
    defects: [{ kind: "stops-midway", item: RIGHT, forS: 10 }],
    costs: ["s2.ra.stop"],
  },
  { name: "rolls back 8 cm", defects: [{ kind: "rolls-back", item: HILL, byCm: 8 }], costs: [] },
  {
    name: "rolls back 16 cm",
    defects: [{ kind: "rolls-back", item: HILL, byCm: 16 }],
    costs: ["s2.gen.rollback10"],
  },
  {
    name: "rolls back 27 cm",
    defects: [{ kind: "rolls-back", item: HILL, byCm: 27 }],
    costs: ["s2.gen.rollback10"],
  },
  {
    name: "rolls back 36 cm",
    defects: [{ kind: "rolls-back", item: HILL, byCm: 36 }],
    costs: ["s2.gen.rollback30"],
  },
  {
    name: "creeps back 8 cm at 5 cm/s",
    defects: [{ kind: "creeps-back", item: HILL, byCm: 8, cmPerS: 5, steps: 1 }],
    costs: [],
  },
  {
    name: "creeps back 36 cm at 5 cm/s",
    defects: [{ kind: "creeps-back", item: HILL, byCm: 36, cmPerS: 5, steps: 1 }],
    costs: ["s2.gen.rollback30"],
  },
  {
    name: "creeps back 36 cm in five steps",
    defects: [{ kind: "creeps-back", item: HILL, byCm: 36, cmPerS: 5, steps: 5 }],
    costs: ["s2.gen.rollback30"],
  },
  {
    name: "20 s more on the hill",
    defects: [{ kind: "waits-on-hill", item: HILL, forS: 20, afterCm: 0 }],
    costs: [],
  },
  {
    name: "28 s more on the hill",
    defects: [{ kind: "waits-on-hill", item: HILL, forS: 28, afterCm: 0 }],
    costs: ["s2.hill.start30"],
  },
  {
    name: "28 s more on the hill, 4 cm on after five",
    defects: [{ kind: "waits-on-hill", item: HILL, forS: 28, afterCm: 4 }],
    costs: ["s2.hill.start30"],
  },
  {
    name: "bumper 14 cm off the middle of the line",
    defects: [{ kind: "hill-stop-off", item: HILL, byCm: 14 }],
    costs: [],
  },
  {
    name: "bumper 20 cm off the middle of the line",
    defects: [{ kind: "hill-stop-off", item: HILL, byCm: -20.5 }],
    costs: ["s2.hill.long"],
  },
  {
    name: "29 cm from the edge",
    defects: [{ kind: "edge-distance", item: HILL, distanceCm: 29 }],
    costs: [],
  },
  {
    name: "36 cm from the edge",
    defects: [{ kind: "edge-distance", item: HILL, distanceCm: 36 }],
    costs: ["s2.hill.lat30"],
  },
  {
    name: "50 mm over the bay line",
    defects: [{ kind: "touches-bay-line", item: BAY, byMm: 50, line: "rear" }],
    costs: ["s2.rp.bodyout"],
  },
  {
    name: "50 mm over the side bay",
    defects: [{ kind: "touches-bay-line", item: SIDE, byMm: 55, line: "rear" }],
    costs: ["s2.sp.bodyout", "s2.sp.bodytouch", "s2.sp.stop"],
  },
  {
    name: "short of the limit in the bay",
    defects: [{ kind: "too-slow", item: BAY, totalS: 150 }],
    costs: [],
  },
  {
    name: "213 s in the bay",
    defects: [{ kind: "too-slow", item: BAY, totalS: 213 }],
    costs: ["s2.rp.time"],
  },
];

export interface Level {
  readonly name: string;
  readonly noise: ReceiverNoise;
}

const white = (mm: number, deg: number): ReceiverNoise => ({
  ...NO_NOISE,
  whiteM: mm / 1000,
  whiteDeg: deg,
  speedMps: 0.02,
  bouncesPerS: 0.2,
});

/** What receivers do: the budget of exam.md 8.4 and half of it, more than it, slow drift, and epochs called fixed that are not. */
export const LEVELS: readonly Level[] = [
  { name: "5 mm, 0.1 deg, white", noise: white(5, 0.1) },
  { name: "10 mm, 0.2 deg, white", noise: white(10, 0.2) },
  { name: "15 mm, 0.3 deg, white", noise: white(15, 0.3) },
  { name: "5 mm white and 5 mm slow", noise: { ...white(5, 0.1), driftM: 0.005, driftDeg: 0.1 } },
  { name: "5 mm white and 10 mm slow", noise: { ...white(5, 0.1), driftM: 0.01, driftDeg: 0.1 } },
  {
    name: "10 mm, 0.2 deg, and a slow speed (smoothed over 0.4 s)",
    noise: { ...white(10, 0.2), speedLagS: 0.4 },
  },
  { name: "10 mm, 0.2 deg, one in a hundred 8 to 35 cm off", noise: { ...white(10, 0.2), outliers: 0.01 } },
];

export interface Tally {
  drives: number;
  /** Something was deducted that was not done. */
  falseFails: number;
  /** Something that was done was not deducted, and the test came to a verdict all the same. */
  falsePasses: number;
  voids: number;
  /** Rules that were deducted wrongly, or `missed`, and how often. */
  readonly wrong: Map<string, number>;
}

/** One drive through the engine: what it cost, and to what verdict it came. */
function examined(fed: readonly Fed[]): { costs: string[]; verdict: string | null } {
  const run = new ExamRun();
  run.command({ name: "begin" });
  for (const { role, observation } of fed) {
    if (run.state.phase === "over") break;
    run.feed({ kind: "observation", role, observation });
  }
  if (run.state.phase !== "over") run.command({ name: "end" }, 1e9);
  return { costs: run.deductions().map((one) => one.rule), verdict: run.report().verdict };
}

/** The truth of a subject, which must be judged right before noise is put on it. */
export async function truthOf(subject: Subject): Promise<readonly Fed[]> {
  const truth = await trueDrive(subject.defects);
  const { costs } = examined(truth);
  if (costs.sort().join() !== [...subject.costs].sort().join())
    throw new Error(`${subject.name}: without noise it costs ${costs.join(", ")}`);
  return truth;
}

export function tallied(
  subject: Subject,
  truth: readonly Fed[],
  noise: ReceiverNoise,
  seeds: Iterable<number>,
): Tally {
  const tally = emptyTally();
  for (const seed of seeds) {
    const { costs, verdict } = examined(noisy(truth, noise, seed));
    count(tally, subject, costs, verdict);
  }
  return tally;
}

export function emptyTally(): Tally {
  return { drives: 0, falseFails: 0, falsePasses: 0, voids: 0, wrong: new Map() };
}

/** One drive more. */
export function count(
  tally: Tally,
  subject: Subject,
  costs: readonly string[],
  verdict: string | null,
): void {
  const extra = [...costs];
  let missed = false;
  for (const rule of subject.costs) {
    const at = extra.indexOf(rule);
    if (at < 0) missed = true;
    else extra.splice(at, 1);
  }
  const open = verdict === "void" || verdict === "undecided";
  tally.drives += 1;
  if (open) tally.voids += 1;
  if (extra.length > 0) tally.falseFails += 1;
  if (missed && !open) tally.falsePasses += 1;
  for (const rule of missed && !open ? [...extra, "missed"] : extra)
    tally.wrong.set(rule, (tally.wrong.get(rule) ?? 0) + 1);
}
