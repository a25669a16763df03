import { describe, expect, test } from "vitest";
import { type CarKind, CourseWorld } from "../../../simulators/world/course-world.ts";
import { carProblem } from "../../../simulators/world/mistake-check.ts";
import { driverSchema } from "../../../src/scenario/driver.ts";
import { MAP, VEHICLE } from "./recorded-drive.ts";

/** What the board of an automatic car is told; the drive itself is that of any car. */
function told(car: CarKind): {
  clutch: boolean[];
  gears: Set<number>;
  restsStanding: number;
  restsMoving: number;
} {
  const clutch: boolean[] = [];
  const gears = new Set<number>();
  const rests = { standing: 0, moving: 0 };
  const world: CourseWorld = new CourseWorld({
    map: MAP,
    vehicle: VEHICLE,
    driver: driverSchema.parse({}),
    seed: 1,
    startMs: 0,
    car,
    listener: {
      onLine: (line, active) => {
        if (line === "clutch") clutch.push(active);
      },
      onChannel: (channel, value, atMs) => {
        if (channel === "gear") gears.add(value);
        else if (value === 0 && atMs > 5000 && world.cabin.controls.ignition)
          rests[world.car.speedMPerS === 0 ? "standing" : "moving"]++;
      },
      onEntry: () => undefined,
    },
  });
  world.driveOff(0);
  for (let atMs = 0; world.active && atMs < 900_000; atMs += 20) world.advanceTo(atMs);
  return { clutch, gears, restsStanding: rests.standing, restsMoving: rests.moving };
}

describe("an automatic car", () => {
  test("has no clutch pedal and tells P, D and R", () => {
    const { clutch, gears } = told({ gearbox: "automatic", startStop: false });
    expect(clutch).toEqual([false]);
    expect([...gears].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    expect([...told({ gearbox: "manual", startStop: false }).gears]).toContain(2);
  });

  test("with start-stop rests its engine at standstills and never while it moves", () => {
    expect(told({ gearbox: "automatic", startStop: false })).toMatchObject({
      restsStanding: 0,
      restsMoving: 0,
    });
    const { restsStanding, restsMoving } = told({ gearbox: "automatic", startStop: true });
    expect(restsStanding).toBeGreaterThan(3);
    expect(restsMoving).toBe(0);
  });

  test("cannot show the mistakes of a manual one", () => {
    const automatic: CarKind = { gearbox: "automatic", startStop: false };
    expect(carProblem({ kind: "starts-in-gear" }, automatic)).toMatch(/does not turn in gear/);
    expect(carProblem({ kind: "stalls-on-hill", item: "hill-start-1" }, automatic)).toMatch(/stalls/);
    expect(carProblem({ kind: "forgets-belt" }, automatic)).toBeNull();
    expect(carProblem({ kind: "starts-in-gear" }, { ...automatic, gearbox: "manual" })).toBeNull();
  });
});
