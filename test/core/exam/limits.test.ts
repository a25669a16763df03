import { describe, expect, test } from "vitest";
import type { CourseItem } from "../../../src/core/exam/course.ts";
import { firstMotion, type Motion, nextMotion } from "../../../src/core/exam/motion.ts";
import { BEGUN } from "../../../src/core/exam/progress.ts";
import { epochProblem, timeProblem } from "../../../src/core/exam/quality-gate.ts";
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
import { sightingAt } from "../../support/rulebook/exam-ground.ts";

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
const standing = firstMotion(sightingAt({ speedMps: 0 }), 0, settings);

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
    atMs: 0,
    progress: BEGUN,
    kind: null,
    first: false,
    resumed: false,
    found: [],
    leapAtMs: null,
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
    expect(epochProblem({ ...good, ...change }, gate, null)?.code).toBe(code);
  });

  test.each([
    ["5 cm", 0.05, 0, undefined],
    ["7 cm", 0.07, 0, "place"],
    ["1.4 degrees", 0, 1.4, undefined],
    ["1.6 degrees", 0, 1.6, "heading"],
  ])("a standing car %s off", (_, eastM, turnedDeg, by) => {
    const stands = sightingAt({ speedMps: 0, courseRad: 0 });
    let motion = firstMotion(stands, 0, settings);
    for (let k = 1; k < 20; k++) motion = nextMotion(motion, stands, 100 * k, undefined, settings).motion;
    const seen = { ...stands, eastM, headingRad: (turnedDeg * Math.PI) / 180 };
    expect(nextMotion(motion, seen, 2000, undefined, settings).contradiction?.by).toBe(by);
  });

  test("a time ahead of the station's clock", () => {
    expect(timeProblem(1.9, 1, gate)).toBeNull();
    expect(timeProblem(1.901, 1, gate)).toEqual(reason("RECEIVER_TIME_AHEAD", {}));
  });

  test.each([
    [0.899, 0.5, false],
    [0.901, 0.5, true],
    [0.1, 1, false],
    [0.1, 1.01, true],
  ])("after a gap %f m and %f s on: the track is given up: %s", (movedM, gapS, lost) => {
    const run = new ExamRun();
    run.command({ name: "begin" });
    const epoch = (northM: number, atS: number) => ({
      role: "gnss" as const,
      observation: epochAt(course, vehicle, { ...at, northM, atS, speedMps: movedM / gapS, backward: false }),
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
    const { watch } = rule("s2.gen.stall");
    if (watch?.name !== "engine-stalled") throw new Error("the rulebook watches the engine");
    const signals = { lines: { ignition: true }, channels: { "engine-speed": rpm }, since: {} };
    engineStalled(rule("s2.gen.stall"), watch).step(
      { running: true, belowFromMs: rpm < 20 ? 0 : null },
      { signals, before: signals, atMs: 1000, utcMs: 0, position: null, driven: true, found },
    );
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
    const { watch: form } = site.rule;
    if (form?.name !== "turn-signal") throw new Error("the rulebook watches the signal");
    const watch = turnSignal({ ...site, breaches: {}, ruleOf: () => undefined }, form);
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
    const motion: Motion = { ...standing, alongM: -backM, standing: false };
    const signals = { lines: {}, channels: { gear: -1 }, since: {} };
    const { stopFromUtcMs } = standing;
    const memory = { fromM: 0, stopFromUtcMs, epochs: 100, deepestM: 0, over: false };
    expect(rollback(site, form).step(memory, stepOf({ motion, signals }))).toMatchObject({ over });
  });

  test("a limit stands in the finding as it was applied, with its sense", () => {
    const fed = drive(course, vehicle).slice(0, 300);
    const atMs = fed.at(-1)?.observation.atMs ?? 0;
    const run = new ExamRun();
    run.command({ name: "begin" });
    run.observe([...fed, channel("engine-speed", 0, atMs), digital("belt", false, atMs)]);
    run.observe([channel("engine-speed", 0, atMs + 1000)]);
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
