import { describe, expect, test } from "vitest";
import type { CourseItem } from "../../../src/core/exam/course.ts";
import { firstMotion, type Motion } from "../../../src/core/exam/motion.ts";
import { BEGUN } from "../../../src/core/exam/progress.ts";
import { epochProblem, jumpProblem, timeProblem } from "../../../src/core/exam/quality-gate.ts";
import { BODY_POINTS } from "../../../src/core/exam/vehicle-body.ts";
import { type BoardStep, engineStalled, starterHeld } from "../../../src/core/exam/watch/board.ts";
import { placeAtStop } from "../../../src/core/exam/watch/place-at-stop.ts";
import { rollback } from "../../../src/core/exam/watch/rollback.ts";
import { turnSignal } from "../../../src/core/exam/watch/turn-signals.ts";
import type { Found, Step } from "../../../src/core/exam/watch/watch.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  channel,
  demoCourse,
  demoRulebook,
  demoVehicle,
  digital,
  drive,
  ExamRun,
  epochAt,
} from "../../support/exam-drive.ts";

/** Goal: each number decides where it says: the bound itself is kept, the next digit beyond it is not. */
const rulebook = demoRulebook();
const { gate, motion: settings } = rulebook;
const course = demoCourse();
const vehicle = demoVehicle();

function rule(id: string) {
  const found = rulebook.rules.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
}

const at = { eastM: 0, northM: 0, headingRad: 0, speedMps: 0, atS: 1 };
const good = epochAt(course, vehicle, at);
const standing = firstMotion({ eastM: 0, northM: 0, headingRad: 0, pitchRad: 0 }, 0, 0, settings);

function stepOf(change: Partial<Step>): Step {
  const points = new Float64Array(2 * BODY_POINTS);
  const signals = { lines: {}, channels: {}, since: {} };
  return {
    motion: standing,
    before: standing,
    points,
    previous: points,
    reachM: 6,
    signals,
    progress: BEGUN,
    kind: null,
    first: false,
    resumed: false,
    found: [],
    ...change,
  };
}

const codes = (found: readonly Found[]): string[] =>
  found.map((one) => (one.kind === "fault" ? one.detail.seen.code : one.reason.code));

describe("the gate", () => {
  test.each<[string, Partial<GnssEpoch>, string | undefined]>([
    ["corrections 5 s old", { correctionAgeS: 5 }, undefined],
    ["corrections 5.01 s old", { correctionAgeS: 5.01 }, "CORRECTIONS_OLD"],
    ["a pitch of 45 degrees", { pitchDeg: -45 }, undefined],
    ["a pitch of 45.1 degrees", { pitchDeg: 45.1 }, "PITCH_SENSELESS"],
    ["60 km/h", { speedKmh: 60 }, undefined],
    ["60.1 km/h", { speedKmh: 60.1 }, "SPEED_SENSELESS"],
    ["backward speed", { speedKmh: -0.1 }, "SPEED_SENSELESS"],
    ["two full circles", { headingDeg: 720 }, undefined],
    ["more than two full circles", { headingDeg: 720.1 }, "POSITION_SENSELESS"],
  ])("%s", (_, change, code) => {
    expect(epochProblem({ ...good, ...change }, gate)?.code).toBe(code);
  });

  test.each([
    ["0.3 m", 0.3, 0, 0.05, undefined],
    ["0.301 m", 0.301, 0, 0.05, "POSITION_JUMPED"],
    ["9 degrees in 0.05 s", 0, 8.999, 0.05, undefined],
    ["more than 9 degrees in 0.05 s", 0, 9.001, 0.05, "HEADING_JUMPED"],
    ["18 degrees in 0.2 s", 0, 17.999, 0.2, undefined],
    ["more than 18 degrees in 0.2 s", 0, 18.001, 0.2, "HEADING_JUMPED"],
  ])("a leap of %s", (_, eastM, turnedDeg, dtS, code) => {
    const pose = { eastM, northM: 0, headingRad: (turnedDeg * Math.PI) / 180, pitchRad: 0 };
    expect(jumpProblem(standing, pose, dtS, gate)?.code).toBe(code);
  });

  test("a time ahead of the station's clock", () => {
    expect(timeProblem(1.9, 1, gate)).toBeNull();
    expect(timeProblem(1.901, 1, gate)).toEqual(reason("RECEIVER_TIME_AHEAD", {}));
  });

  test.each([
    [0.499, 0.5, false],
    [0.501, 0.5, true],
    [0.1, 1, false],
    [0.1, 1.01, true],
  ])("after a gap %f m and %f s on: the track is given up: %s", (movedM, gapS, lost) => {
    const run = new ExamRun();
    run.command({ name: "begin" });
    const epoch = (eastM: number, atS: number) => ({
      role: "gnss" as const,
      observation: epochAt(course, vehicle, { ...at, eastM, atS }),
    });
    run.observe([epoch(0, 0), epoch(movedM, gapS)]);
    expect(run.state.trackLost).toBe(lost);
  });
});

describe("a rule's own number", () => {
  test.each([
    [2.25, []],
    [2.26, ["STARTER_HELD"]],
  ])("the starter held for %f s", (heldS, expected) => {
    const found: Found[] = [];
    const signals = { lines: { starter: true }, channels: {}, since: { starter: 1000 } };
    const atMs = 1000 + heldS * 1000;
    const step: BoardStep = { signals, before: signals, atMs, utcMs: 0, position: null, driven: true, found };
    starterHeld(rule("s2.gen.starter")).step(null, step);
    expect(codes(found)).toEqual(expected);
  });

  test.each([
    [20, []],
    [19.9, ["ENGINE_STALLED"]],
  ])("an engine that falls to %f rpm", (rpm, expected) => {
    const found: Found[] = [];
    const signals = { lines: { ignition: true }, channels: { "engine-speed": rpm }, since: {} };
    engineStalled(rule("s2.gen.stall")).step(true, {
      signals,
      before: signals,
      atMs: 0,
      utcMs: 0,
      position: null,
      driven: true,
      found,
    });
    expect(codes(found)).toEqual(expected);
  });

  test.each([
    [20, []],
    [20.1, ["s2.hill.long"]],
    [520, ["s2.hill.long"]],
    [520.1, ["s2.hill.long50"]],
  ])("a bumper %f mm from the pole line", (mm, expected) => {
    const points = new Float64Array(2 * BODY_POINTS);
    points[1] = -mm / 1000;
    const poleLine = { line: [-1, 0, 1, 0], lineWidthM: 0, gradePct: 0 };
    const item = { ...(course.items[1] as CourseItem), poleLine };
    const found = ["s2.hill.long50", "s2.hill.long"].flatMap((id) => {
      const { watch } = rule(id);
      if (watch?.name !== "place-at-stop") throw new Error("the rulebook watches the place at the stop");
      const step = stepOf({ points, progress: { ...BEGUN, phase: "stopped" } });
      const site = {
        rule: rule(id),
        item,
        motion: settings,
        breaches: {},
        ruleOf: (other: string) => rule(other),
      };
      placeAtStop(site, watch).step("waiting", step);
      return step.found.length > 0 ? [id] : [];
    });
    expect(found).toEqual(expected);
  });

  test.each([
    [9.9, []],
    [10.1, ["SIGNAL_NOT_LIT"]],
  ])("%f degrees of a turn", (turnedDeg, expected) => {
    const site = { rule: rule("s2.ra.signal"), item: course.items[4] as CourseItem, motion: settings };
    const watch = turnSignal({ ...site, breaches: {}, ruleOf: () => undefined });
    const motion: Motion = { ...standing, headingRad: (-turnedDeg * Math.PI) / 180 };
    const lines = { "signal-left": false, "signal-right": false };
    const step = stepOf({ motion, signals: { lines, channels: {}, since: {} } });
    watch.step({ entryHeadingRad: 0, judged: false }, step);
    expect(codes(step.found)).toEqual(expected);
  });

  test.each([
    [0.009, false],
    [0.011, true],
  ])("%f m backward in reverse gear is reversing on purpose: %s", (backM, over) => {
    const { watch: form } = rule("s2.gen.rollback30");
    if (form?.name !== "rollback") throw new Error("the rulebook watches the rollback");
    const site = { rule: rule("s2.gen.rollback30"), motion: settings, ruleOf: () => undefined };
    const motion: Motion = { ...standing, alongM: -backM };
    const signals = { lines: {}, channels: { gear: -1 }, since: {} };
    const memory = { stopFromUtcMs: standing.stopFromUtcMs, deepestM: 0, over: false };
    expect(rollback(site, form).step(memory, stepOf({ motion, signals }))).toMatchObject({ over });
  });

  test("a limit stands in the finding as it was applied, with its sense", () => {
    const fed = drive(course, vehicle).slice(0, 300);
    const atMs = fed.at(-1)?.observation.atMs ?? 0;
    const run = new ExamRun();
    run.command({ name: "begin" });
    run.observe([...fed, channel("engine-speed", 0, atMs), digital("belt", false, atMs)]);
    const limits = new Map(run.report().findings.map((finding) => [finding.rule, finding.limits]));
    const seconds = { atLeast: null, atMost: "2", unit: "s", window: "0.5", decidedAt: "2.25" };
    expect(limits.get("s2.gen.starter")).toEqual([seconds]);
    const rpm = { atLeast: "20", atMost: null, unit: "rpm", window: null, decidedAt: null };
    expect(limits.get("s2.gen.stall")).toEqual([rpm]);
    expect(limits.get("s2.gen.belt")).toEqual([]);
  });
});

describe("the marks of the rulebook", () => {
  const deducted = (fullMark: number, passMark: number): ExamRun => {
    const run = new ExamRun({ rulebook: { ...rulebook, fullMark, passMark } });
    run.command({ name: "begin" });
    run.command({ name: "deduct", rule: "s2.gen.av", note: "" });
    return run;
  };

  test("a rule that costs the full mark fails the test by itself", () => {
    const score = { points: 0, passMark: 80, fullMark: 100 };
    expect(deducted(100, 80).report()).toMatchObject({ verdict: "fail", score });
  });

  test("a rule that costs less does not, while the pass mark is in reach", () => {
    const score = { points: 50, passMark: 50, fullMark: 150 };
    expect(deducted(150, 50).report()).toMatchObject({ phase: "running", verdict: null, score });
    expect(deducted(150, 51).report()).toMatchObject({ verdict: "fail" });
  });
});
