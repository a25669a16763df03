import { evolveExam } from "../../../src/core/exam/evolve-exam.ts";
import { isLost } from "../../../src/core/exam/exam-end.ts";
import type { ExamEvent } from "../../../src/core/exam/exam-state.ts";
import type { ExamTurn } from "../../../src/core/exam/exam-turn.ts";
import { brokenFinding } from "../../../src/core/exam/findings.ts";
import { isFatal } from "../../../src/core/exam/item-end.ts";
import { firstMotion, nextMotion } from "../../../src/core/exam/motion.ts";
import { watchPositions } from "../../../src/core/exam/position-watch.ts";
import { epochProblem, jumpProblem, timeProblem } from "../../../src/core/exam/quality-gate.ts";
import { decisionValue, type ExamRule, type ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { NO_SIGNALS } from "../../../src/core/exam/vehicle-signals.ts";
import type { Finding } from "../../../src/core/rules/finding.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { GENERAL } from "../../../src/core/trade/words/general-item.ts";
import { Turn } from "../../../src/core/turn.ts";
import { demoCourse, demoVehicle, ExamRun, epochAt } from "../exam-drive.ts";
import type { ExamEdge } from "./exam-edges.ts";
import {
  hillStartAdvanced,
  type Moment,
  motionAt,
  oneWatchedBy,
  prepared,
  RIGHT_M,
  watched,
  watchFor,
} from "./exam-ground.ts";

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
function standing(book: ExamRulebook, stoodS: number): ExamTurn {
  const run = new ExamRun({ rulebook: book });
  run.command({ name: "begin" });
  const motion = motionAt(book, { standing: true, stopFromUtcMs: 0, stopQuietUtcMs: stoodS * 1000 });
  return new Turn({ ...run.state, motion, positionAtMs: 0 }, evolveExam);
}

/** What a look at the clock has changed. */
function lookedAfter(book: ExamRulebook, silentS: number, stoodS: number): { quiet: boolean; runs: boolean } {
  const turn = standing(book, stoodS);
  const before = turn.state;
  watchPositions(prepared(book), turn, silentS * 1000);
  return { quiet: turn.state === before, runs: turn.state.phase === "running" };
}

const GATE: readonly [setting: string, sense: ExamEdge["sense"], well: Well, hair?: number][] = [
  [
    "correctionAgeMaxS",
    "most",
    ({ gate }, x) => epochProblem({ ...epoch(), correctionAgeS: x }, gate) === null,
  ],
  ["pitchMaxDeg", "most", ({ gate }, x) => epochProblem({ ...epoch(), pitchDeg: x }, gate) === null],
  ["pitchMaxDeg", "most", ({ gate }, x) => epochProblem({ ...epoch(), pitchDeg: -x }, gate) === null],
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
  [
    "headingRateOverS",
    "most",
    // Epochs nearer to each other than that: turned as far as the rate allows in `x`.
    (book, x) => {
      const before = motionAt(book);
      const headingRad = (book.gate.headingRateMaxDegPerS * x * Math.PI) / 180;
      return jumpProblem(before, { ...before, headingRad }, 0.001, book.gate) === null;
    },
    1e-6,
  ],
  // Further than a gap may move: what comes in time is no gap.
  ["epochGapMaxS", "most", (book, x) => goesOn(book, x, 10 * x, 10)],
  ["resumeWithinS", "most", (book, x) => goesOn(book, x, 0, 0)],
  ["resumeMoveMaxM", "most", (book, x) => goesOn(book, 0.5, x, 1), 0.0001],
  ["clockAheadMaxS", "most", ({ gate }, x) => timeProblem(1 + x, 1, gate) === null, 1e-9],
  ["itemVoidAfterS", "under", (book, x) => lookedAfter(book, x, 0).quiet],
  ["closeAfterS", "under", (book, x) => lookedAfter(book, x, 0).runs],
  ["standstillEndS", "under", (book, x) => lookedAfter(book, 0, x).runs],
];

function next(book: ExamRulebook, change: Parameters<typeof motionAt>[1], northM: number, speedKmh: number) {
  const before = motionAt(book, { eastM: 0, northM: 0, ...change });
  return nextMotion(before, { ...before, northM }, 100, speedKmh / 3.6, book.motion);
}

const stop = { standing: true, stopFromUtcMs: 0, stopQuietUtcMs: 0, stopAlongM: 0, alongM: 0 } as const;

function hillPhase(book: ExamRulebook, change: Parameters<typeof motionAt>[1], phase: string): string {
  const moment: Moment = { motion: motionAt(book, change), progress: { phase } };
  return hillStartAdvanced(book, moment).phase;
}

/** Turned so far with no signal on: judged, and a fault. */
const turned: Well = (book, x) => {
  const signals = { lines: { "signal-left": false, "signal-right": false }, channels: {}, since: {} };
  const at = (headingRad: number): Moment => ({ motion: motionAt(book, { headingRad }), signals });
  const seen = watched(watchFor(prepared(book), oneWatchedBy(book, "turn-signal")), [
    at(0),
    at((x * Math.PI) / 180),
  ]);
  return seen.faults.length === 1;
};

const mildRollback = (book: ExamRulebook): string =>
  oneWatchedBy(book, "rollback", ({ harsher }) => harsher !== undefined);
const harshRollback = (book: ExamRulebook): string =>
  oneWatchedBy(book, "rollback", ({ harsher }) => harsher === undefined);

/** Rolled back between the two limits and then so far forward: not yet judged. */
const settled: Well = (book, x) => {
  const at = (alongM: number): Moment => ({
    motion: motionAt(book, { alongM, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: { gear: 1 } },
    kind: "hill-start",
  });
  const seen = watched(watchFor(prepared(book), mildRollback(book)), [at(0), at(-0.2), at(x)]);
  return seen.faults.length === 0;
};

/** Backward with reverse engaged, then on backward in first gear: noise is no reversing, so that the rest is a rollback. */
const noise: Well = (book, x) => {
  const at = (backM: number, gear: number): Moment => ({
    motion: motionAt(book, { alongM: -backM, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: { gear } },
  });
  return (
    watched(watchFor(prepared(book), harshRollback(book)), [at(0, 1), at(x, -1), at(0.4, 1)]).faults
      .length === 1
  );
};

/** No speed from the receiver: that of the positions is taken whole where it needs no smoothing. */
const whole: Well = (book, x) => {
  const before = motionAt(book, { eastM: 0, northM: 0, speedMps: 0 });
  return nextMotion(before, { ...before, northM: 1 }, x * 1000, null, book.motion).speedMps === 1 / x;
};

/** Begins the item with the right wheels so far beyond the line that counts: they are beside it, and over it. */
const beside: Well = (book, x) => {
  const watch = watchFor(
    prepared(book),
    oneWatchedBy(book, "line-contact", ({ of }) => of === "wheels"),
  );
  const eastM = -RIGHT_M.wheel + decisionValue(watch.rule) / 1000 + x;
  return watched(watch, [{ motion: motionAt(book, { eastM }), first: true }]).faults.length === 1;
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
  ["rollbackNoiseM", "most", noise],
  ["speedSmoothingS", "least", whole],
  ["besideLineM", "under", beside, 1e-6],
  ["turnDeg", "least", turned, 0.001],
];

function broken(rule: ExamRule): Finding {
  const seen = reason("DID_NOT_STOP", {});
  return brokenFinding(rule, GENERAL, { utcMs: 0, position: null, value: null, inputs: [], seen });
}

function after(book: ExamRulebook, rules: readonly ExamRule[]): { points: number; lost: boolean } {
  const run = new ExamRun({ rulebook: book });
  run.command({ name: "begin" });
  const events = rules.map((rule): ExamEvent => ({ type: "deducted", index: null, finding: broken(rule) }));
  const state = events.reduce(evolveExam, run.state);
  return { points: state.points, lost: isLost(prepared(book), state) };
}

function ruleOf(book: ExamRulebook, id: string): ExamRule {
  const rule = book.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

/** One break costs so many points of the full mark, and only a sum below the pass mark, or all of it at once, loses the test. */
function pointEdges(book: ExamRulebook): ExamEdge[] {
  const each = book.rules.map(
    (rule, index): ExamEdge => ({
      name: `${rule.id}, points`,
      of: [["rules", index, "points"]],
      sense: "most",
      well: (applied, x) => after(applied, [ruleOf(applied, rule.id)]).points === applied.fullMark - x,
    }),
  );
  const [one] = book.rules;
  const mark: ExamEdge = {
    name: "pass mark",
    of: [["passMark"]],
    sense: "least",
    well: (applied, x) => {
      const rule = { ...ruleOf(applied, one?.id ?? ""), points: 1 };
      return !after(applied, new Array<ExamRule>(applied.fullMark - Math.floor(x)).fill(rule)).lost;
    },
  };
  const begun: ExamEdge = {
    name: "full mark, at the begin",
    of: [["fullMark"]],
    sense: "most",
    well: (applied, x) => x <= after(applied, []).points,
  };
  const alone: ExamEdge = {
    name: "full mark, lost by one rule",
    of: [["fullMark"]],
    sense: "least",
    well: (applied, x) =>
      isFatal(prepared(applied), broken({ ...ruleOf(applied, one?.id ?? ""), points: x })),
  };
  return [...each, mark, begun, alone];
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
