import { expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { laneBench } from "./lane-bench.ts";

/** Goal: people press twice, press the wrong thing, and sit in things without an engine. */
function demands(part: LaneScenarioPart, action: string, axle = 1, ms = 8000): number[] {
  const b = laneBench(part);
  b.driveTo("bench", axle);
  b.prompt(action);
  const vehicle = b.lane.world.vehicle;
  return Array.from({ length: ms / 100 }, () => {
    b.clock.advanceBy(100);
    for (let i = 0; i < 50; i++) vehicle?.advanceBrakes(b.clock.monoMs(), 0.002);
    return vehicle?.brakeDemandN(axle, "left", b.clock.monoMs()) ?? 0;
  });
}

test("who presses twice lets go between", () => {
  const forces = demands({ operator: { pressesTwice: { holdsMs: 2600, restsMs: 600 } } }, "press-brake");
  const top = Math.max(...forces);
  const first = forces.findIndex((force) => force > top * 0.9);
  const gone = forces.findIndex((force, at) => at > first && force < top * 0.2);
  const second = forces.findIndex((force, at) => at > gone && force > top * 0.9);
  expect(first).toBeGreaterThan(0);
  expect(gone).toBeGreaterThan(first);
  expect(second).toBeGreaterThan(gone);
});

test("who takes one thing for another does that, as often as said", () => {
  const slip = { asked: "press-brake", does: "pull-parking-brake" } as const;
  expect(Math.max(...demands({ operator: { confuses: [slip] } }, "press-brake", 1))).toBe(0);
  expect(Math.max(...demands({ operator: { confuses: [slip] } }, "press-brake", 2))).toBeGreaterThan(1000);
  const b = laneBench({ operator: { confuses: [slip] } });
  b.driveTo("bench", 1);
  b.prompt("press-brake");
  b.clock.advanceBy(3000);
  b.prompt("press-brake");
  b.clock.advanceBy(3000);
  const { vehicle } = b.lane.world;
  for (let i = 0; i < 500; i++) vehicle?.advanceBrakes(b.clock.monoMs(), 0.002);
  expect(vehicle?.brakeDemandN(1, "left", b.clock.monoMs())).toBeGreaterThan(2000);
  expect(b.lane.misunderstood).toEqual([]);
});

test("the parking brake of a lorry holds all of its axles, and a trailer has no engine to rev", () => {
  const lorry = { axleLoadsKg: [4000, 2000, 2000], parkingBrake: { axles: [2, 3] } };
  expect(
    [1, 2, 3].map((axle) => Math.max(...demands({ vehicle: lorry }, "pull-parking-brake", axle)) > 1000),
  ).toEqual([false, true, true]);
  const b = laneBench({ vehicle: { engine: null, lamps: { left: null, right: null } } });
  b.prompt("engine-speed", { targetRpm: 2500 });
  b.prompt("full-throttle");
  b.prompt("idle");
  b.clock.advanceBy(10_000);
  b.prompt("leave-lane");
  b.clock.advanceBy(10_000);
  expect(b.lane.world.vehicle).toBeNull();
  expect(b.lane.misunderstood).toEqual([]);
});
