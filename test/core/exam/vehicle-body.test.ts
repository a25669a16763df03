import { describe, expect, test } from "vitest";
import {
  attitudeOf,
  BODY_POINTS,
  BodyPoints,
  WHEEL_FRONT_LEFT,
  WHEEL_FRONT_RIGHT,
} from "../../../src/core/exam/vehicle-body.ts";
import { demoVehicle } from "../../support/exam-drive.ts";

const RAD = Math.PI / 180;
const vehicle = demoVehicle();
const antenna = { x: 0.2, y: 1, z: 1.5 };

describe("the antenna of a car that is not level", () => {
  const told = { headingDeg: 30, pitchDeg: 0, rollDeg: 0 };

  test("level, it stands where it was surveyed", () => {
    expect(attitudeOf({ ...vehicle, antenna }, told)).toMatchObject({ aheadM: 1, rightM: 0.2, pitchRad: 0 });
  });

  test("on a slope of 10 % it stands 15 cm further back", () => {
    const pitchDeg = Math.atan(0.1) / RAD;
    const { aheadM, pitchRad } = attitudeOf({ ...vehicle, antenna }, { ...told, pitchDeg });
    expect(aheadM).toBeCloseTo(Math.cos(pitchRad) - 0.149, 3);
    expect(pitchRad / RAD).toBeCloseTo(pitchDeg);
  });

  test("on a cross-fall of 2 % to the right it stands 3 cm further right", () => {
    const rollDeg = Math.atan(0.02) / RAD;
    expect(attitudeOf({ ...vehicle, antenna }, { ...told, rollDeg }).rightM).toBeCloseTo(0.23, 3);
  });

  test.each([
    [90, 3, "to the right"],
    [-90, -3, "to the left"],
  ])("a pair across the car, offset %i, sees a roll as its pitch", (headingOffsetDeg, pitchDeg) => {
    const across = { ...vehicle, antenna, headingOffsetDeg };
    const { aheadM, rightM, pitchRad } = attitudeOf(across, { ...told, pitchDeg });
    expect(pitchRad).toBeCloseTo(0);
    expect(aheadM).toBeCloseTo(1);
    expect(rightM).toBeCloseTo(0.2 * Math.cos(3 * RAD) + 1.5 * Math.sin(3 * RAD), 6);
  });

  test("what the receiver does not tell is level", () => {
    expect(
      attitudeOf({ ...vehicle, antenna }, { headingDeg: 0, pitchDeg: null, rollDeg: null }),
    ).toMatchObject({
      aheadM: 1,
      rightM: 0.2,
    });
  });
});

test("with a tread a wheel touches with its outer edge", () => {
  const points = (treadWidthM?: number): Float64Array => {
    const into = new Float64Array(2 * BODY_POINTS);
    const body = treadWidthM === undefined ? vehicle : { ...vehicle, treadWidthM };
    new BodyPoints(body).place({ eastM: 0, northM: 0, headingRad: 0, pitchRad: 0 }, into);
    return into;
  };
  const at = (wheel: number, of: Float64Array): number => of[2 * wheel] ?? Number.NaN;
  expect(at(WHEEL_FRONT_LEFT, points(0.16)) - at(WHEEL_FRONT_LEFT, points())).toBeCloseTo(-0.08);
  expect(at(WHEEL_FRONT_RIGHT, points(0.16)) - at(WHEEL_FRONT_RIGHT, points())).toBeCloseTo(0.08);
});
