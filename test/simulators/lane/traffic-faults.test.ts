import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { lastKg, trafficBench } from "./traffic-bench.ts";

type Faults = NonNullable<LaneScenarioPart["deviceFaults"]>;

function threeCome(second: Faults, first: Faults = []) {
  const b = trafficBench();
  b.come("first", { vehicle: { axleLoadsKg: [900, 700] }, deviceFaults: first });
  b.come("second", { vehicle: { axleLoadsKg: [1100, 800] }, deviceFaults: second });
  b.come("third", { vehicle: { axleLoadsKg: [1300, 900] } });
  return b;
}

function weigh(b: ReturnType<typeof trafficBench>, id: string): number {
  b.driveAndArrive(id, "scale");
  b.hear("axle-scale");
  b.clock.advanceBy(5000);
  const kg = lastKg(b.hear("axle-scale"));
  b.driveAndArrive(id, "headlamp");
  b.prompt(id, "leave-lane");
  b.clock.runUntil(() => b.traffic.isGone(id), 60_000);
  return kg;
}

describe("faults of one of several vehicles", () => {
  test("strike at its turn, and are over when it has left the position", () => {
    const b = threeCome([{ device: "axle-scale", kind: "stuck" }]);
    const [first = 0, second = 0, third = 0] = ["first", "second", "third"].map((id) => weigh(b, id));
    expect(Math.abs(first - 900)).toBeLessThanOrEqual(1);
    // Stuck from when it was sent there: the scale was empty.
    expect(Math.abs(second)).toBeLessThanOrEqual(1);
    expect(Math.abs(third - 1300)).toBeLessThanOrEqual(1);
  });

  test("a prompt of another one is not its prompt", () => {
    const b = threeCome([
      { device: "brake-bench", kind: "disconnect", onPrompt: { action: "press-brake", occurrence: 2 } },
    ]);
    b.driveAndArrive("first", "bench");
    for (let i = 0; i < 3; i++) b.prompt("first", "press-brake");
    b.driveAndArrive("first", "headlamp");
    b.driveAndArrive("second", "bench");
    b.prompt("second", "press-brake");
    b.clock.advanceBy(5000);
    expect(b.closed).toEqual([]);
    b.prompt("second", "press-brake");
    b.clock.advanceBy(100);
    expect(b.closed).toEqual(["brake-bench: LINE_UNPLUGGED"]);
    expect(b.traffic.defects["brake-bench"].disconnected).toBe(true);
    b.prompt("first", "leave-lane");
    b.clock.advanceBy(20_000);
    b.driveAndArrive("second", "headlamp");
    expect(b.traffic.defects["brake-bench"].disconnected).toBe(false);
  });

  test("what was due before its turn strikes when the turn comes, not on who is there before", () => {
    const b = threeCome([
      { device: "axle-scale", kind: "wedge", afterMs: 1000 },
      { device: "brake-bench", kind: "wedge", onPrompt: { action: "insert-probe" }, afterMs: 200 },
      { device: "headlamp-tester", kind: "wedge", afterMs: 300_000 },
    ]);
    b.driveAndArrive("first", "scale");
    b.driveAndArrive("second", "exhaust");
    b.prompt("second", "insert-probe");
    b.clock.advanceBy(60_000);
    expect([b.traffic.defects["axle-scale"].wedged, b.traffic.defects["brake-bench"].wedged]).toEqual([
      false,
      false,
    ]);
    b.driveAndArrive("first", "headlamp");
    b.prompt("first", "leave-lane");
    b.drive("second", "scale");
    expect([b.traffic.defects["axle-scale"].wedged, b.traffic.defects["brake-bench"].wedged]).toEqual([
      true,
      true,
    ]);
    b.clock.advanceBy(30_000);
    b.driveAndArrive("second", "headlamp");
    expect(b.traffic.defects["axle-scale"].wedged).toBe(false);
    expect(b.traffic.defects["headlamp-tester"].wedged).toBe(false);
    b.clock.advanceTo(301_000);
    expect(b.traffic.defects["headlamp-tester"].wedged).toBe(true);
  });

  test("prompts before its turn count, as they do in a lane that it has to itself", () => {
    const onPrompt = { action: "drive-onto", occurrence: 3 } as const;
    const b = threeCome([{ device: "axle-scale", kind: "wedge", onPrompt }]);
    b.driveAndArrive("first", "headlamp");
    b.driveAndArrive("second", "exhaust");
    b.driveAndArrive("second", "scale");
    expect(b.traffic.defects["axle-scale"].wedged).toBe(false);
    b.drive("second", "bench");
    expect(b.traffic.defects["axle-scale"].wedged).toBe(true);
  });

  test("who turns back at the entrance takes its faults along", () => {
    const b = threeCome([], [{ device: "gas-analyser", kind: "wedge" }]);
    b.drive("first", "exhaust");
    expect(b.traffic.defects["gas-analyser"].wedged).toBe(true);
    b.prompt("first", "leave-lane");
    b.clock.runUntil(() => b.traffic.isGone("first"), 60_000);
    expect(b.traffic.defects["gas-analyser"].wedged).toBe(false);
    expect(b.traffic.waiting()).toEqual(["second", "third"]);
  });

  test("who is sent on before the other one is out has its turn after it", () => {
    const b = threeCome(
      [{ device: "axle-scale", kind: "drift", perMinute: 60 }],
      [{ device: "axle-scale", kind: "wedge" }],
    );
    b.driveAndArrive("first", "bench");
    b.driveAndArrive("second", "exhaust");
    b.drive("first", "headlamp");
    b.clock.runUntil(() => b.edges().at(-1) === "at-bench off", 20_000);
    b.drive("second", "scale");
    expect(b.traffic.defects["axle-scale"].wedged).toBe(true);
    b.clock.runUntil(() => b.traffic.vehicleAt("P2") === "second", 20_000);
    expect(b.traffic.defects["axle-scale"].wedged).toBe(false);
    expect(b.traffic.collisions).toEqual([]);
    b.clock.advanceBy(25_000);
    expect(lastKg(b.hear("axle-scale"))).toBeGreaterThan(1115);
  });

  test("the analyser of one may fail while the bench of another runs on", () => {
    const b = threeCome([{ device: "gas-analyser", kind: "disconnect", forMs: 5000 }]);
    b.driveAndArrive("first", "bench");
    b.send("brake-bench", 0xff, 0x0a, 0xee);
    b.driveAndArrive("second", "exhaust");
    b.clock.advanceBy(10_000);
    expect(new Set(b.closed.map((what) => what.split(":")[0]))).toEqual(new Set(["gas-analyser"]));
    expect(b.hear("brake-bench").length).toBeGreaterThan(1000);
  });
});
