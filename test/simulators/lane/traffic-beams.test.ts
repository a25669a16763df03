import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { laneBench } from "./lane-bench.ts";
import { driveThrough, trafficBench } from "./traffic-bench.ts";

function through(vehicle: LaneScenarioPart["vehicle"], bounceMs = 0) {
  const b = trafficBench({ instruments: { beams: { bounceMs } } });
  b.come("one", { vehicle });
  driveThrough(b, ["one"]);
  return b;
}

const BEAMS_OF_ONE = ["exhaust", "scale", "scale", "bench", "headlamp", "slip"];
/** Where it stands, one after the other, and the one at the way out. */
const clean = [...BEAMS_OF_ONE, "exit"].flatMap((place) => [`at-${place} on`, `at-${place} off`]);

describe("beams of a lane with traffic", () => {
  test("a car breaks those where it stands, and no others", () => {
    expect(through({}).edges()).toEqual(clean);
  });

  test("a long vehicle brushes those of its neighbours for a moment", () => {
    const b = through({ longVehicle: true });
    expect(b.edges().length).toBeGreaterThan(clean.length);
    const onsOf = (line: string) => b.edges().filter((edge) => edge === `${line} on`).length;
    // Its nose on coming to the exhaust and its tail on leaving for the headlamp tester.
    expect(onsOf("at-scale")).toBeGreaterThanOrEqual(3);
    expect(onsOf("at-bench")).toBeGreaterThanOrEqual(2);
    for (const line of ["at-exhaust", "at-scale", "at-bench", "at-headlamp", "at-slip"])
      expect(b.edges().filter((edge) => edge === `${line} off`).length).toBe(onsOf(line));
    expect(b.traffic.isGone("one")).toBe(true);
    expect(b.traffic.collisions).toEqual([]);
  });

  test("a long vehicle driving out brushes what it drives through; a car that stands there hides it", () => {
    const b = trafficBench();
    b.come("one", { vehicle: { longVehicle: true } });
    b.driveAndArrive("one", "exhaust");
    b.clock.advanceBy(5000);
    b.prompt("one", "leave-lane");
    const seen = b.beams.length;
    b.clock.runUntil(() => b.traffic.isGone("one"), 60_000);
    b.clock.advanceBy(5000);
    const later = new Set(b.beams.slice(seen).map(({ line }) => line));
    expect(later).toEqual(
      new Set(["at-exhaust", "at-scale", "at-bench", "at-headlamp", "at-slip", "at-exit"]),
    );
    const behind = trafficBench();
    behind.come("car");
    behind.come("bus", { vehicle: { longVehicle: true } });
    behind.driveAndArrive("car", "scale");
    behind.drive("bus", "exhaust");
    behind.clock.advanceBy(60_000);
    expect(behind.edges()).toEqual(["at-scale on", "at-exhaust on"]);
    expect(behind.traffic.collisions).toEqual([]);
  });

  test("a contact that bounces chatters some milliseconds at an edge, and comes to rest where it belongs", () => {
    const b = through({}, 6);
    expect(b.beams.length).toBeGreaterThan(3 * clean.length - 1);
    const settled = b.beams.filter(({ atMs, line }, i) => {
      const next = b.beams.slice(i + 1).find((later) => later.line === line);
      return next === undefined || next.atMs - atMs > 6;
    });
    expect(settled.map(({ line, active }) => `${line} ${active ? "on" : "off"}`)).toEqual(clean);
    for (const [i, { line, active }] of b.beams.entries()) {
      const before = b.beams.slice(0, i).findLast((earlier) => earlier.line === line);
      expect(before?.active ?? false).toBe(!active);
    }
  });

  test("the lane of one vehicle at a time can have such contacts too", () => {
    const b = laneBench({ instruments: { beams: { bounceMs: 5 } } });
    b.driveTo("scale");
    b.clock.advanceBy(10);
    expect(b.beams.length).toBeGreaterThanOrEqual(3);
    expect(b.beams.at(-1)).toBe("at-scale on");
  });
});
