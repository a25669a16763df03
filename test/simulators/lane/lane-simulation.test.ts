import { describe, expect, test } from "vitest";
import { laneScenarioSchema } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

/** A day in the lane, told by prompts alone: what a station would ask. */
function wholeLane(seed: number, part: Parameters<typeof laneBench>[0] = {}) {
  const b = laneBench(part, seed);
  b.prompt("drive-onto", { place: "slip", axle: 1 });
  b.clock.advanceBy(10_000);
  for (const axle of [1, 2]) {
    b.driveTo("scale", axle);
    b.clock.advanceBy(4000);
  }
  for (const axle of [1, 2]) {
    b.driveTo("bench", axle);
    b.send("brake-bench", 0xff, 0x0a, 0xee);
    b.clock.advanceBy(5200);
    b.prompt("press-brake");
    b.clock.advanceBy(10_000);
    b.prompt("release-brake");
  }
  b.driveTo("headlamp");
  b.prompt("lamps-high");
  b.send("headlamp-tester", 0x44, 0x45, 0x41);
  b.clock.advanceBy(20_000);
  b.prompt("lamps-off");
  b.driveTo("exhaust");
  b.prompt("insert-probe");
  b.send("gas-analyser", 0x23);
  b.send("opacimeter", 0x02, 0x04, 0x01, 0xf9);
  for (let poll = 0; poll < 40; poll++) {
    b.clock.advanceBy(500);
    b.send("gas-analyser", 0x01);
  }
  b.prompt("remove-probe");
  b.prompt("leave-lane");
  b.clock.advanceBy(15_000);
  return b;
}

const fingerprint = (b: ReturnType<typeof laneBench>): string =>
  Object.entries(b.said)
    .map(([role, bytes]) => `${role} ${hex(bytes)}`)
    .join("\n");

describe("lane simulation", () => {
  test("a vehicle goes through every place, and its beams tell", () => {
    const b = wholeLane(1);
    const on = ["at-slip", "at-scale", "at-scale", "at-bench", "at-bench", "at-headlamp", "at-exhaust"];
    expect(b.beams).toEqual(on.flatMap((line) => [`${line} on`, `${line} off`]));
    expect(b.misuse()).toEqual([]);
    expect(b.lane.misunderstood).toEqual([]);
    expect(b.lane.world.vehicle).toBeNull();
    for (const bytes of Object.values(b.said)) expect(bytes.length).toBeGreaterThan(5);
  });

  test("the same seed says the same bytes, another seed others", () => {
    const first = fingerprint(wholeLane(42));
    expect(fingerprint(wholeLane(42))).toBe(first);
    expect(fingerprint(wholeLane(43))).not.toBe(first);
  });

  test("one world serves vehicle after vehicle", () => {
    const b = wholeLane(1);
    b.hear("axle-scale");
    b.lane.newVehicle(
      laneScenarioSchema.parse({
        vehicle: { axleLoadsKg: [2100, 4300, 4100] },
        deviceFaults: [{ device: "axle-scale", kind: "disconnect", afterMs: 20_000 }],
      }),
    );
    b.driveTo("scale", 3);
    b.clock.advanceBy(5000);
    expect(b.lane.world.scaleAt(b.clock.monoMs()).loadKg).toBeCloseTo(4100, 0);
    expect(b.closed).toEqual([]);
    b.clock.advanceBy(20_000);
    expect(b.closed).toEqual(["axle-scale: LINE_UNPLUGGED"]);
  });

  test("a fault strikes at its prompt", () => {
    const b = laneBench({
      deviceFaults: [
        { device: "brake-bench", kind: "disconnect", onPrompt: { action: "press-brake" }, afterMs: 500 },
      ],
    });
    b.clock.advanceBy(30_000);
    expect(b.closed).toEqual([]);
    b.prompt("press-brake");
    b.clock.advanceBy(600);
    expect(b.closed).toEqual(["brake-bench: LINE_UNPLUGGED"]);
  });

  test("readings that are stuck from the start are so once the line is there", () => {
    const b = laneBench({ deviceFaults: [{ device: "axle-scale", kind: "stuck" }] });
    b.driveTo("scale");
    b.clock.advanceBy(5000);
    const digits = String.fromCharCode(...b.hear("axle-scale")).match(/ {2,}\d+/g) ?? [];
    expect(Math.max(...digits.map(Number))).toBeLessThan(2);
  });

  test("a person keeps prompts in order, leaves out what they ignore, and says what they did not understand", () => {
    const b = laneBench({ operator: { ignores: ["insert-probe"] } });
    b.prompt("drive-onto", { place: "exhaust", axle: 1 });
    b.prompt("insert-probe");
    b.prompt("lamps-high");
    b.prompt("dance");
    b.prompt("drive-onto", { place: "moon", axle: 1 });
    b.prompt("wait");
    b.clock.advanceBy(20_000);
    expect(b.lane.world.place).toBe("exhaust");
    expect(b.lane.world.probeIn).toBe(false);
    expect(b.lane.world.vehicle?.lampsOn).toBe(true);
    expect(b.lane.misunderstood).toEqual(["p4: dance", "p5: drive-onto moon axle 1"]);
  });

  test("told to leave, a person leaves, whatever else was asked before", () => {
    const b = laneBench();
    b.driveTo("scale");
    for (const place of ["bench", "headlamp", "exhaust"]) b.prompt("drive-onto", { place, axle: 1 });
    b.prompt("leave-lane");
    b.clock.advanceBy(60_000);
    expect(b.lane.world.vehicle).toBeNull();
    expect(b.beams.filter((beam) => beam.endsWith("on"))).toEqual(["at-scale on"]);
  });

  test("a new vehicle ends the faults of the one before", () => {
    const b = laneBench({
      deviceFaults: [
        { device: "axle-scale", kind: "stuck" },
        { device: "brake-bench", kind: "disconnect", afterMs: 30_000 },
      ],
    });
    b.clock.advanceBy(5000);
    b.lane.newVehicle(laneScenarioSchema.parse({}));
    b.hear("axle-scale");
    b.driveTo("scale");
    b.clock.advanceBy(60_000);
    expect(String.fromCharCode(...b.hear("axle-scale"))).toContain("   780");
    expect(b.closed).toEqual([]);
  });

  test("a hurried person is faster than a slow one", () => {
    const arrivalMs = (delayFactor: number): number => {
      const b = laneBench({ operator: { delayFactor } });
      b.driveTo("scale");
      return b.clock.monoMs();
    };
    expect(arrivalMs(0.2)).toBeLessThan(arrivalMs(2) / 5);
  });

  test("the scenario form refuses what it does not know, and unknown devices", () => {
    expect(laneScenarioSchema.safeParse({ vehicle: { wings: 2 } }).success).toBe(false);
    expect(laneScenarioSchema.safeParse({ operator: { ignores: "all" } }).success).toBe(false);
    const toaster = { deviceFaults: [{ device: "toaster", kind: "drop" }] };
    expect(laneScenarioSchema.safeParse(toaster).success).toBe(false);
    const prompt = { deviceFaults: [{ device: "axle-scale", kind: "drop", onPrompt: { action: "fly" } }] };
    expect(laneScenarioSchema.safeParse(prompt).success).toBe(false);
  });
});
