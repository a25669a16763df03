import { describe, expect, test } from "vitest";
import { CAR_AT_REST, Car, type CarControls, FLAT_ROAD, type Road } from "../../../simulators/world/car.ts";

const WHEELBASE_M = 2.548;
const UPHILL: Road = { gradeAt: () => 0.1 };

function carOn(road: Road): Car {
  return new Car({ wheelbaseM: WHEELBASE_M, road, start: { xM: 0, yM: 0, headingDeg: 0 } });
}

function hold(car: Car, controls: Partial<CarControls>, forS: number): void {
  for (let t = 0; t < Math.round(forS * 100); t++) car.step(0.01, { ...CAR_AT_REST, ...controls });
}

function running(road: Road): Car {
  const car = carOn(road);
  hold(car, { starter: true }, 0.9);
  hold(car, {}, 2);
  return car;
}

describe("engine and clutch", () => {
  test("the starter fires it and it idles at 850 rpm", () => {
    const car = running(FLAT_ROAD);
    expect(car.powertrain.running).toBe(true);
    expect(car.powertrain.engineRpm).toBeGreaterThan(820);
    expect(car.powertrain.engineRpm).toBeLessThan(880);
  });

  test("without ignition the starter turns nothing", () => {
    const car = carOn(FLAT_ROAD);
    hold(car, { starter: true, ignition: false }, 1);
    expect(car.powertrain.engineRpm).toBe(0);
  });

  test("it stalls when the clutch bites at once without throttle", () => {
    const car = running(UPHILL);
    hold(car, { gear: 1, clutch: 0, brake: 0.5 }, 1.5);
    expect(car.powertrain.running).toBe(false);
    expect(car.powertrain.engineRpm).toBe(0);
  });

  test("slowly let in on the level it idles away in first gear at 6 to 7 km/h", () => {
    const car = running(FLAT_ROAD);
    for (let pedal = 0.62; pedal > 0; pedal -= 0.0005)
      hold(car, { gear: 1, clutch: pedal, handbrake: 0 }, 0.01);
    hold(car, { gear: 1, clutch: 0, handbrake: 0 }, 3);
    expect(car.powertrain.running).toBe(true);
    expect(car.speedMPerS * 3.6).toBeGreaterThan(6);
    expect(car.speedMPerS * 3.6).toBeLessThan(7);
  });

  test("reverse gear goes backwards", () => {
    const car = running(FLAT_ROAD);
    hold(car, { gear: -1, clutch: 0.45, throttle: 0.2, handbrake: 0 }, 2);
    expect(car.travelM).toBeLessThan(-0.3);
  });
});

describe("slope of one in ten", () => {
  test("with everything released it rolls back as gravity less rolling resistance wills", () => {
    const car = running(UPHILL);
    hold(car, { handbrake: 0 }, 1);
    const slope = Math.atan(0.1);
    const accelerationMPerS2 = 9.81 * (Math.sin(slope) - 0.013);
    expect(car.travelM).toBeCloseTo(-accelerationMPerS2 / 2, 2);
    expect(car.pose().yM).toBeCloseTo(car.travelM * Math.cos(slope), 6);
    expect(car.pose().zM).toBeCloseTo(car.travelM * Math.sin(slope), 6);
  });

  test("the handbrake holds it, and so does a little of the foot brake", () => {
    const car = running(UPHILL);
    hold(car, { handbrake: 1 }, 5);
    hold(car, { handbrake: 0, brake: 0.2 }, 5);
    expect(car.travelM).toBe(0);
  });
});

describe("brakes and steering", () => {
  test("full braking stops from 10 km/h within 0.6 m and not further", () => {
    const car = running(FLAT_ROAD);
    hold(car, { gear: 1, clutch: 0.3, throttle: 0.3, handbrake: 0 }, 3);
    const fromM = car.travelM;
    const speed = car.speedMPerS;
    hold(car, { handbrake: 0, brake: 1 }, 3);
    expect(car.speedMPerS).toBe(0);
    expect(car.travelM - fromM).toBeCloseTo(speed ** 2 / 2 / (9.81 * 0.813), 1);
  });

  test("road wheels turn 30 degrees a second, no more than 34", () => {
    const car = running(FLAT_ROAD);
    hold(car, { steerDeg: 90 }, 0.5);
    expect(car.steerDeg).toBeCloseTo(15, 6);
    hold(car, { steerDeg: 90 }, 2);
    expect(car.steerDeg).toBe(34);
  });

  test("the rear axle runs on the circle of Ackermann", () => {
    const car = running(FLAT_ROAD);
    const steerDeg = 30;
    hold(car, { steerDeg }, 2);
    const radiusM = WHEELBASE_M / Math.tan((steerDeg * Math.PI) / 180);
    for (let i = 0; i < 80; i++) {
      hold(car, { steerDeg, gear: 1, clutch: 0.5, throttle: 0.25, handbrake: 0 }, 0.1);
      const { xM, yM } = car.pose();
      expect(Math.hypot(xM - radiusM, yM)).toBeCloseTo(radiusM, 3);
    }
    expect(car.pose().headingDeg).toBeGreaterThan(60);
  });
});
