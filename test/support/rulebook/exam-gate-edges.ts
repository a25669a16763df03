import { evolveExam } from "../../../src/core/exam/evolve-exam.ts";
import { isLost } from "../../../src/core/exam/exam-end.ts";
import type { ExamEvent, ExamState } from "../../../src/core/exam/exam-state.ts";
import { brokenFinding, GENERAL } from "../../../src/core/exam/findings.ts";
import { firstMotion, nextMotion } from "../../../src/core/exam/motion.ts";
import { watchPositions } from "../../../src/core/exam/position-watch.ts";
import { epochProblem, jumpProblem, timeProblem } from "../../../src/core/exam/quality-gate.ts";
import type { ExamRule, ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { demoCourse, demoVehicle, ExamRun, epochAt } from "../exam-drive.ts";
import type { ExamEdge } from "./exam-edges.ts";
import { detectorOf, itemNamed, type Moment, motionAt, prepared, stepOf, watched } from "./exam-ground.ts";

/** Where the gate, the reading of motion, the points and the pass mark flip. */
const course = demoCourse();
const vehicle = demoVehicle();
type Well = ExamEdge["well"];

const epoch = (atS = 0, northM = 0, speedMps = 0) =>
  epochAt(course, vehicle, { eastM: 0, northM, headingRad: 0, speedMps, atS });

/** Two epochs so far apart in time and place: true when the second one goes on from the first. */
function goesOn(book: ExamRulebook, dtS: number, movedM: number, speedMps: number): boolean {
  const run = new ExamRun({ rulebook: book });
  run.command({ name: "begin" });
  run.observe([{ role: "gnss", observation: epoch(0, 0, speedMps) }]);
  const before = run.events.length;
  run.observe([{ role: "gnss", observation: epoch(dtS, movedM, speedMps) }]);
  return !run.events.slice(before).some((event) => Reflect.get(Object(event), "type") === "unfit");
}

/** A test that runs, has seen one epoch and stands since `stoodS`. */
function standing(book: ExamRulebook, stoodS: number): ExamState {
  const run = new ExamRun({ rulebook: book });
  run.command({ name: "begin" });
  const motion = motionAt(book, { standing: true, stopFromUtcMs: 0, stopQuietUtcMs: stoodS * 1000 });
  return { ...run.state, motion, positionAtMs: 0 };
}

const looksAfter = (book: ExamRulebook, silentS: number, stoodS: number) =>
  watchPositions(prepared(book), standing(book, stoodS), silentS * 1000);

const GATE: readonly [setting: string, sense: ExamEdge["sense"], well: Well, hair?: number][] = [
  [
    "correctionAgeMaxS",
    "most",
    ({ gate }, x) => epochProblem({ ...epoch(), correctionAgeS: x }, gate) === null,
  ],
  ["speedMaxKmh", "most", ({ gate }, x) => epochProblem({ ...epoch(), speedKmh: x }, gate) === null],
  [
    "jumpMaxM",
    "most",
    (book, x) => {
      const before = motionAt(book, { eastM: 0, northM: 0, speedMps: 0 });
      return jumpProblem(before, { ...before, northM: x }, 0.05, book.gate) === null;
    },
  ],
  [
    "headingRateMaxDegPerS",
    "most",
    (book, x) => {
      const before = motionAt(book);
      return jumpProblem(before, { ...before, headingRad: (x * Math.PI) / 180 }, 1, book.gate) === null;
    },
    0.001,
  ],
  // Further than a gap may move: what comes in time is no gap.
  ["epochGapMaxS", "most", (book, x) => goesOn(book, x, 10 * x, 10)],
  ["resumeWithinS", "most", (book, x) => goesOn(book, x, 0, 0)],
  ["resumeMoveMaxM", "most", (book, x) => goesOn(book, 0.5, x, 1), 0.0001],
  ["clockAheadMaxS", "most", ({ gate }, x) => timeProblem(1 + x, 1, gate) === null, 1e-9],
  ["itemVoidAfterS", "under", (book, x) => looksAfter(book, x, 0).events.length === 0],
  ["closeAfterS", "under", (book, x) => looksAfter(book, x, 0).kind === "goes-on"],
  ["standstillEndS", "under", (book, x) => looksAfter(book, 0, x).kind === "goes-on"],
];

function next(book: ExamRulebook, change: Parameters<typeof motionAt>[1], northM: number, speedKmh: number) {
  const before = motionAt(book, { eastM: 0, northM: 0, ...change });
  return nextMotion(before, { ...before, northM }, 100, speedKmh / 3.6, book.motion);
}

const stop = { standing: true, stopFromUtcMs: 0, stopQuietUtcMs: 0, stopAlongM: 0, alongM: 0 } as const;

function hillPhase(book: ExamRulebook, change: Parameters<typeof motionAt>[1], phase: string): string {
  const moment: Moment = { motion: motionAt(book, change), progress: { phase } };
  const seen = { faults: [], undecidable: [], voided: [] };
  return itemNamed(prepared(book), "hill-start").script?.advance(stepOf(moment, moment, seen)).phase ?? "";
}

/** Turned so far with no signal on: judged, and a fault. */
const turned: Well = (book, x) => {
  const signals = { lines: { "signal-left": false, "signal-right": false }, channels: {}, since: {} };
  const at = (headingRad: number): Moment => ({ motion: motionAt(book, { headingRad }), signals });
  const seen = watched(detectorOf(prepared(book), "s2.ra.signal"), [at(0), at((x * Math.PI) / 180)]);
  return seen.faults.length === 1;
};

/** Rolled back between the two limits and then so far forward: not yet judged. */
const settled: Well = (book, x) => {
  const at = (alongM: number): Moment => ({
    motion: motionAt(book, { alongM, stopAlongM: 0, stopFromUtcMs: 1 }),
    kind: "hill-start",
  });
  const seen = watched(detectorOf(prepared(book), "s2.gen.rollback10"), [at(0), at(-0.2), at(x)]);
  return seen.faults.length === 0;
};

const MOTION: readonly [setting: string, sense: ExamEdge["sense"], well: Well, hair?: number][] = [
  ["quietBelowKmh", "under", (book, x) => next(book, { standing: false }, 0.01, x).standing],
  ["quietBelowKmh", "under", (book, x) => firstMotion(motionAt(book), 0, x / 3.6, book.motion).standing],
  ["movingAboveKmh", "most", (book, x) => next(book, stop, 0, x).standing],
  ["stopLeftM", "most", (book, x) => next(book, stop, x, 0).standing],
  [
    "stopLeftM",
    "most",
    (book, x) => hillPhase(book, { alongM: x, stopAlongM: 0, standing: false }, "stopped") === "stopped",
  ],
  [
    "stopHoldS",
    "least",
    (book, x) => hillPhase(book, { ...stop, stopQuietUtcMs: x * 1000 }, "begun") === "stopped",
  ],
  [
    "directionM",
    "most",
    (book, x) => next(book, { direction: 0, alongM: 0, extremeM: 0 }, x, 5).direction === 0,
  ],
  [
    "directionM",
    "most",
    (book, x) => next(book, { direction: 1, alongM: 0, extremeM: 0 }, -x, 5).direction === 1,
  ],
  ["rollbackSettleM", "most", settled],
  ["turnDeg", "least", turned, 0.001],
];

function after(book: ExamRulebook, rules: readonly ExamRule[]): { points: number; lost: boolean } {
  const run = new ExamRun({ rulebook: book });
  run.command({ name: "begin" });
  const detail = { utcMs: 0, position: null, value: null, inputs: [], arithmetic: "" };
  const events = rules.map(
    (rule): ExamEvent => ({ type: "deducted", index: null, finding: brokenFinding(rule, GENERAL, detail) }),
  );
  const state = events.reduce(evolveExam, run.state);
  return { points: state.points, lost: isLost(prepared(book), state) };
}

function ruleOf(book: ExamRulebook, id: string): ExamRule {
  const rule = book.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

/** One break costs so many points, and only a sum below the pass mark loses the test. */
function pointEdges(book: ExamRulebook): ExamEdge[] {
  const each = book.rules.map(
    (rule, index): ExamEdge => ({
      name: `${rule.id}, points`,
      of: [["rules", index, "points"]],
      sense: "most",
      well: (applied, x) => after(applied, [ruleOf(applied, rule.id)]).points === 100 - x,
    }),
  );
  const one = book.rules.find(({ points }) => points < 100);
  const mark: ExamEdge = {
    name: "pass mark",
    of: [["passMark"]],
    sense: "least",
    well: (applied, x) => {
      const rule = { ...ruleOf(applied, one?.id ?? ""), points: 1 };
      return !after(applied, new Array<ExamRule>(100 - Math.floor(x)).fill(rule)).lost;
    },
  };
  return [...each, mark];
}

export function gateEdges(book: ExamRulebook): ExamEdge[] {
  const settings = (block: string, rows: typeof GATE): ExamEdge[] =>
    rows.map(([setting, sense, well, hair]) => ({
      name: `${block} ${setting}`,
      of: [[block, setting]],
      sense,
      hair: hair ?? 0,
      well,
    }));
  return [...settings("gate", GATE), ...settings("motion", MOTION), ...pointEdges(book)];
}
