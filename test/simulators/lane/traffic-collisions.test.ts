import { describe, expect, test } from "vitest";
import { trafficBench } from "./traffic-bench.ts";

function twoCome(seed = 1) {
  const b = trafficBench({ seed });
  b.come("first");
  b.come("second");
  return b;
}

describe("collisions in a lane", () => {
  test("who is sent where another one stands runs into it, once, and gets in when it has gone", () => {
    const b = twoCome();
    b.driveAndArrive("first", "scale");
    b.drive("second", "bench");
    b.clock.advanceBy(60_000);
    expect(b.traffic.collisions).toEqual([
      expect.stringMatching(/^\d+ ms: second drove onto P2 where first stood$/),
    ]);
    expect(b.traffic.vehicleAt("P2")).toBe("first");
    expect(b.edges()).toEqual(["at-scale on"]);
    b.driveAndArrive("first", "bench");
    b.clock.advanceBy(10_000);
    b.drive("first", "headlamp");
    b.clock.advanceBy(30_000);
    expect(b.traffic.vehicleAt("P2")).toBe("second");
    expect(b.traffic.collisions).toHaveLength(1);
  });

  test("nobody gets past a vehicle that stands on the way", () => {
    const b = twoCome();
    b.driveAndArrive("first", "bench");
    b.drive("second", "headlamp");
    b.clock.advanceBy(60_000);
    expect(b.traffic.collisions.join()).toMatch(/second drove onto P2 where first stood$/);
    expect(b.traffic.vehicleAt("P3")).toBeNull();
  });

  test("nobody overtakes at the entrance", () => {
    const b = twoCome();
    b.drive("second", "exhaust");
    b.clock.advanceBy(60_000);
    expect(b.traffic.collisions).toEqual([expect.stringMatching(/second overtook first at the entrance$/)]);
    expect(b.traffic.waiting()).toEqual(["first", "second"]);
  });

  test("who drives back meets who stands behind", () => {
    const b = twoCome();
    b.driveAndArrive("first", "scale");
    b.driveAndArrive("second", "exhaust");
    b.drive("first", "exhaust");
    b.clock.advanceBy(30_000);
    expect(b.traffic.collisions.join()).toMatch(/first drove onto P1 where second stood$/);
    const alone = trafficBench();
    alone.come("one");
    alone.driveAndArrive("one", "headlamp");
    alone.driveAndArrive("one", "exhaust");
    expect(alone.traffic.vehicleAt("P1")).toBe("one");
    expect(alone.traffic.vehicleAt("P2")).toBeNull();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("who follows one that drives on keeps behind it, seed %i", (seed) => {
    const b = twoCome(seed);
    b.driveAndArrive("first", "exhaust");
    b.prompt("first", "drive-onto", { place: "headlamp", axle: 1 });
    b.clock.runUntil(() => b.edges().at(-1) === "at-exhaust off", 20_000);
    b.drive("second", "exhaust");
    b.drive("second", "bench");
    b.clock.advanceBy(60_000);
    expect(b.traffic.collisions).toEqual([]);
    expect(b.traffic.vehicleAt("P2")).toBe("second");
    expect(b.traffic.vehicleAt("P3")).toBe("first");
  });

  test("a dawdler still stands where the next one was sent too early", () => {
    const b = trafficBench();
    b.come("first", { operator: { dawdlesMs: 20_000 } });
    b.come("second");
    b.driveAndArrive("first", "exhaust");
    b.drive("first", "scale");
    b.drive("second", "exhaust");
    b.clock.advanceBy(60_000);
    expect(b.traffic.collisions.join()).toMatch(/second drove onto P1 where first stood$/);
  });

  test("who drives off early leaves its place and not its position", () => {
    const b = trafficBench();
    b.come("first", { operator: { drivesOffEarly: { place: "scale", afterMs: 2000 } } });
    b.come("second");
    b.driveAndArrive("first", "scale");
    b.driveAndArrive("second", "exhaust");
    b.clock.advanceBy(30_000);
    expect(b.edges()).toEqual(["at-scale on", "at-scale off", "at-exhaust on"]);
    expect(b.traffic.vehicleAt("P2")).toBe("first");
    expect(b.traffic.collisions).toEqual([]);
    b.drive("second", "scale");
    b.clock.advanceBy(30_000);
    expect(b.traffic.collisions).toHaveLength(1);
  });

  test("on the way out one waits in its beam behind another, until the way is free", () => {
    const b = twoCome();
    b.driveAndArrive("first", "headlamp");
    b.driveAndArrive("second", "exhaust");
    b.prompt("second", "leave-lane");
    b.clock.advanceBy(120_000);
    expect(b.edges().filter((edge) => edge.startsWith("at-exhaust"))).toEqual(["at-exhaust on"]);
    expect(b.traffic.vehicleAt("P1")).toBe("second");
    b.prompt("first", "leave-lane");
    b.clock.runUntil(() => b.traffic.isGone("first"), 30_000);
    expect(b.edges().slice(-3)).toEqual(["at-headlamp off", "at-exit on", "at-exit off"]);
    b.clock.runUntil(() => b.traffic.isGone("second"), 60_000);
    expect(b.edges().slice(-3)).toEqual(["at-exhaust off", "at-exit on", "at-exit off"]);
    expect(b.traffic.isGone("second")).toBe(true);
    expect(b.traffic.collisions).toEqual([]);
  });

  test("told to leave while driving to a place, it leaves from where it is", () => {
    for (const afterMs of [0, 500, 1500, 2500, 3500, 4500, 6000, 8000, 10_000]) {
      const b = twoCome();
      b.drive("first", "headlamp");
      b.clock.advanceBy(afterMs);
      b.prompt("first", "leave-lane");
      b.clock.advanceBy(60_000);
      expect(b.traffic.isGone("first"), `${afterMs} ms`).toBe(true);
      b.driveAndArrive("second", "headlamp");
      expect(b.traffic.vehicleAt("P3")).toBe("second");
      expect(b.traffic.collisions).toEqual([]);
    }
  });
});
