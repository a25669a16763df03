import { evolveExam } from "../../../src/core/exam/evolve-exam.ts";
import { isLost } from "../../../src/core/exam/exam-end.ts";
import { type ExamEvent, initialState } from "../../../src/core/exam/exam-state.ts";
import type { ExamTurn } from "../../../src/core/exam/exam-turn.ts";
import { brokenFinding } from "../../../src/core/exam/findings.ts";
import { isFatal } from "../../../src/core/exam/item-end.ts";
import { lineNotes } from "../../../src/core/exam/line-notes.ts";
import { watchPositions } from "../../../src/core/exam/position-watch.ts";
import {
  epochProblem,
  headingDoubt,
  placeProblem,
  timeProblem,
} from "../../../src/core/exam/quality-gate.ts";
import type { ExamRule, ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import type { Finding } from "../../../src/core/rules/finding.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { GENERAL } from "../../../src/core/trade/words/general-item.ts";
import { Turn } from "../../../src/core/turn.ts";
import { demoCourse, demoVehicle, ExamRun, epochAt } from "../exam-drive.ts";
import type { ExamEdge, SettingEdge } from "./exam-edges.ts";
import { motionAt, prepared } from "./exam-ground.ts";
import { MOTION } from "./exam-motion-edges.ts";

/** Where the gate, the reading of motion, the points and the pass mark flip. */
const course = demoCourse();
const vehicle = demoVehicle();

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

const fits = ({ gate }: ExamRulebook, change: Partial<GnssEpoch>): boolean =>
  epochProblem({ ...epoch(), ...change }, gate, 1) === null;

/** Seems to go backward in first gear: not doubted. */
const believed = (book: ExamRulebook, backM: number, provenM: number): boolean =>
  headingDoubt(motionAt(book, { alongM: -backM, provenM }), false, book.gate) === null;

const GATE: readonly SettingEdge[] = [
  ["correctionAgeMaxS", "most", (book, x) => fits(book, { correctionAgeS: x })],
  ["satellitesMin", "least", (book, x) => fits(book, { satellites: x })],
  ["hdopMax", "most", (book, x) => fits(book, { hdop: x })],
  ["sigmaMaxM", "most", (book, x) => fits(book, { sigmaM: x })],
  ["baselineOffMaxM", "most", (book, x) => fits(book, { baselineM: 1 + x }), 1e-9],
  ["baselineOffMaxM", "most", (book, x) => fits(book, { baselineM: 1 - x }), 1e-9],
  ["headingAgainstM", "most", (book, x) => believed(book, x, 0)],
  ["headingProvenM", "least", (book, x) => believed(book, 5, x)],
  ["courseReachM", "most", ({ gate }, x) => placeProblem(x, 0, gate) === null],
  ["pitchMaxDeg", "most", (book, x) => fits(book, { pitchDeg: x })],
  ["pitchMaxDeg", "most", (book, x) => fits(book, { pitchDeg: -x })],
  ["speedMaxKmh", "most", (book, x) => fits(book, { speedKmh: x })],
  // Further than a gap may move: what comes in time is no gap.
  ["epochGapMaxS", "most", (book, x) => goesOn(book, x, 10 * x, 10)],
  ["resumeWithinS", "most", (book, x) => goesOn(book, x, 0, 0)],
  ["resumeMoveMaxM", "most", (book, x) => goesOn(book, 0.5, x, 1), 0.0001],
  ["clockAheadMaxS", "most", ({ gate }, x) => timeProblem(1 + x, 1, gate) === null, 1e-9],
  ["itemVoidAfterS", "under", (book, x) => lookedAfter(book, x, 0).quiet],
  ["closeAfterS", "under", (book, x) => lookedAfter(book, x, 0).runs],
  ["standstillEndS", "under", (book, x) => lookedAfter(book, 0, x).runs],
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

/** A line that goes on again is told again. */
function noteEdges(book: ExamRulebook): ExamEdge[] {
  return book.notes.map(({ line }, index) => ({
    name: `note ${line}, off for`,
    of: [["notes", index, "offS"]],
    sense: "least",
    well: (applied, x) => {
      const signals = { lines: { [line]: true }, channels: {}, since: { [line]: 1000 * x } };
      const before = { lines: { [line]: false }, channels: {}, since: { [line]: 0 } };
      const state = { ...initialState(vehicle, [], 100), phase: "running", signals } as const;
      return lineNotes(applied.notes, state, before, line, 1000 * x).length === 1;
    },
  }));
}

export function gateEdges(book: ExamRulebook): ExamEdge[] {
  const settings = (block: string, rows: readonly SettingEdge[]): ExamEdge[] =>
    rows.map(([setting, sense, well, hair]) => ({
      name: `${block} ${setting}`,
      of: [[block, setting]],
      sense,
      hair: hair ?? 0,
      well,
    }));
  return [...settings("gate", GATE), ...settings("motion", MOTION), ...pointEdges(book), ...noteEdges(book)];
}
