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
  { name: "200 s in the bay", defects: [{ kind: "too-slow", item: BAY, totalS: 196 }], costs: [] },
  {
    name: "213 s in the bay",
    defects: [{ kind: "too-slow", item: BAY, totalS: 213 }],
    costs: ["s2.rp.time"],
  },
];

export interface Tally {
  readonly subject: string;
  drives: number;
  falseFails: number;
  falsePasses: number;
  voids: number;
  readonly wrong: Map<string, number>;
}

/** One drive through the engine: what it cost, and whether it came to a verdict. */
function examined(fed: readonly Fed[]): { costs: string[]; verdict: string; why: unknown } {
  const run = new ExamRun();
  run.command({ name: "begin" });
  for (const { role, observation } of fed) {
    if (run.state.phase === "over") break;
    run.feed({ kind: "observation", role, observation });
  }
  if (run.state.phase !== "over") run.command({ name: "end" }, 1e9);
  return {
    costs: run.deductions().map((one) => one.rule),
    verdict: run.report().verdict ?? "none",
    why: run.report().reasons,
  };
}

export async function examSubject(
  subject: Subject,
  noise: ReceiverNoise,
  seeds: readonly number[],
): Promise<Tally> {
  const tally: Tally = {
    subject: subject.name,
    drives: 0,
    falseFails: 0,
    falsePasses: 0,
    voids: 0,
    wrong: new Map(),
  };
  const truth = await trueDrive(subject.defects);
  const clean = examined(noisy(truth, NO_NOISE, 0));
  if (clean.costs.sort().join() !== [...subject.costs].sort().join())
    throw new Error(`${subject.name} costs ${clean.costs.join()} without noise`);
  for (const seed of seeds) {
    const { costs, verdict, why } = examined(noisy(truth, noise, seed));
    tally.drives += 1;
    if (verdict === "void") {
      tally.voids += 1;
      if (process.env.WHY) console.log(seed, JSON.stringify(why).slice(0, 300));
    }
    const left = [...costs];
    let missed = false;
    for (const rule of subject.costs) {
      const at = left.indexOf(rule);
      if (at < 0) missed = true;
      else left.splice(at, 1);
    }
    if (left.length > 0) tally.falseFails += 1;
    if (missed && verdict !== "void" && verdict !== "undecided") tally.falsePasses += 1;
    if (missed) left.push("missed");
    for (const rule of left) tally.wrong.set(rule, (tally.wrong.get(rule) ?? 0) + 1);
  }
  return tally;
}
