import { describe, expect, test } from "vitest";
import { epochProblem, isInstant, jumpProblem, timeProblem } from "../../../src/core/exam/quality-gate.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { demoCourse, demoRulebook, demoVehicle, epochAt } from "../../support/exam-drive.ts";
import { motionAt } from "../../support/rulebook/exam-ground.ts";

/** The bounds of the gate that are in no rulebook, and what it does with what is not known. */
const { gate } = demoRulebook();
const epoch = epochAt(demoCourse(), demoVehicle(), {
  eastM: 0,
  northM: 0,
  headingRad: 0,
  speedMps: 1,
  atS: 0,
});
const passes = (change: Partial<GnssEpoch>): boolean => epochProblem({ ...epoch, ...change }, gate) === null;

describe("an epoch by itself", () => {
  test.each([
    ["a pitch of 45 degrees", { pitchDeg: 45 }, true],
    ["a pitch of -45 degrees", { pitchDeg: -45 }, true],
    ["a pitch of 46 degrees", { pitchDeg: 46 }, false],
    ["no pitch", { pitchDeg: null }, true],
    ["a pitch that is no number", { pitchDeg: Number.NaN }, false],
    ["the pole", { latitudeDeg: 90 }, true],
    ["beyond the pole", { latitudeDeg: -90.1 }, false],
    ["180 degrees east", { longitudeDeg: 180 }, true],
    ["181 degrees west", { longitudeDeg: -181 }, false],
    ["a heading of 720 degrees", { headingDeg: 720 }, true],
    ["a heading of 721 degrees", { headingDeg: 721 }, false],
    ["corrections of no known age", { correctionAgeS: null }, true],
    ["no speed", { speedKmh: null }, true],
    ["standing", { speedKmh: 0 }, true],
    ["a speed below zero", { speedKmh: -0.1 }, false],
    ["a float position", { fix: "float" }, false],
    ["a float heading", { headingFix: "float" }, false],
    ["a heading of no known fix", { headingFix: "unknown" }, true],
    ["a heading without a fix", { headingFix: "none" }, false],
    ["no heading", { headingDeg: null }, false],
    ["an uncertain reading", { quality: "uncertain" }, false],
    ["the last instant there is", { utcMs: 8.64e15 }, true],
    ["a later one", { utcMs: 8.64e15 + 2 }, false],
  ] as const)("%s", (_, change, expected) => {
    expect(passes(change)).toBe(expected);
  });

  test("instants end on both sides", () => {
    expect([8.64e15, -8.64e15, 8.7e15, Number.NaN].map(isInstant)).toEqual([true, true, false, false]);
  });
});

describe("an epoch after another", () => {
  const before = motionAt(demoRulebook(), { eastM: 0, northM: 0, speedMps: 10 });
  const follows = (northM: number, dtS: number): boolean =>
    jumpProblem(before, { ...before, northM }, dtS, gate) === null;

  test("may be where speed and time put it, and the jump further", () => {
    expect([follows(1.29, 0.1), follows(1.31, 0.1)]).toEqual([true, false]);
  });
  test("beyond a gap it may be as far as the fastest vehicle comes", () => {
    // 0.25 s at its own speed, 0.75 s at 60 km/h, and the jump.
    const reachM = 2.5 + 0.75 * (60 / 3.6) + 0.3;
    expect([follows(reachM - 0.01, 1), follows(reachM + 0.01, 1)]).toEqual([true, false]);
  });
  test("a heading is given at least a tenth of a second to turn", () => {
    const turned = (degrees: number): boolean =>
      jumpProblem(before, { ...before, northM: 0.5, headingRad: (degrees * Math.PI) / 180 }, 0.05, gate) ===
      null;
    expect([turned(8.9), turned(9.1), turned(-8.9), turned(-9.1)]).toEqual([true, false, true, false]);
  });
  test("time stands still at most, and without a station's clock nothing runs ahead of it", () => {
    expect([timeProblem(0, 0, gate), timeProblem(500, 0, gate)]).toEqual([null, null]);
    expect(timeProblem(-0.001, 5, gate)).not.toBeNull();
  });
});
