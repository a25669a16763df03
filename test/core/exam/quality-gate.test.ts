import { describe, expect, test } from "vitest";
import {
  dateProblem,
  epochProblem,
  headingDoubt,
  isInstant,
  timeProblem,
} from "../../../src/core/exam/quality-gate.ts";
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
const passes = (change: Partial<GnssEpoch>): boolean =>
  epochProblem({ ...epoch, ...change }, gate, 1) === null;

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
    ["a dilution that nobody tells", { hdop: null }, true],
    ["a dilution of 25", { hdop: 25 }, false],
    ["a deviation of 2.5 m", { sigmaM: 2.5 }, false],
    ["a deviation that is no number", { sigmaM: Number.NaN }, false],
    ["four satellites", { satellites: 4 }, false],
    ["antennas 1.6 m apart where they are 1 m apart", { baselineM: 1.6 }, false],
    ["antennas 1.02 m apart where they are 1 m apart", { baselineM: 1.02 }, true],
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
  test("time stands still at most, and without a station's clock nothing runs ahead of it", () => {
    expect([timeProblem(0, 0, gate), timeProblem(500, 0, gate)]).toEqual([null, null]);
    expect(timeProblem(-0.001, 5, gate)).not.toBeNull();
  });
});

describe("a heading that was not proven", () => {
  const back = motionAt(demoRulebook(), { alongM: -0.2, rearmostM: -0.2 });
  test.each([
    ["backward in first gear: the antennas may be swapped", back, false, "HEADING_AGAINST_COURSE"],
    ["backward, and nobody knows the gear", back, undefined, "HEADING_AGAINST_COURSE"],
    ["backward in reverse gear", back, true, undefined],
    ["backward, having gone forward before", { ...back, provenM: 20 }, false, undefined],
    ["forward", { ...back, alongM: 0.2, furthestM: 0.2, rearmostM: 0 }, false, undefined],
    [
      "forward in reverse gear",
      { ...back, alongM: 0.2, furthestM: 0.2, rearmostM: 0 },
      true,
      "HEADING_AGAINST_COURSE",
    ],
  ] as const)("%s", (_, motion, reverse, code) => {
    expect(headingDoubt(motion, reverse, gate)?.code).toBe(code);
  });
});

test.each([
  ["the station's own day", "2026-11-02T01:00:00Z", true],
  ["that day, where it is earliest", "2026-11-01T10:01:00Z", true],
  ["that day, where it is latest", "2026-11-03T13:59:00Z", true],
  ["two days before", "2026-10-31T12:00:00Z", false],
  ["a receiver that has not been told the date", "1980-01-06T00:00:00Z", false],
  ["twenty years late, as after a roll-over of its weeks", "2007-03-18T01:00:00Z", false],
])("the receiver's date is %s", (_, receiver, good) => {
  const noonMs = Date.parse("2026-11-02T12:00:00Z");
  expect(dateProblem(Date.parse(receiver), noonMs) === null).toBe(good);
  expect(dateProblem(Date.parse(receiver), null)).toBeNull();
});
