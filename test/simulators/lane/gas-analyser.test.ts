import { describe, expect, test } from "vitest";
import { lambdaOf } from "../../../simulators/world/exhaust.ts";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

type Bench = ReturnType<typeof laneBench>;

function ask(b: Bench, command: number): number[] {
  b.hear("gas-analyser");
  b.send("gas-analyser", command);
  b.clock.advanceBy(50);
  return b.hear("gas-analyser");
}

/** The 21 bytes of the manual, read by its table. */
function data(b: Bench) {
  const bytes = ask(b, 0x01);
  expect(bytes).toHaveLength(21);
  expect(bytes[0]).toBe(0x06);
  expect(bytes.slice(0, 20).reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(bytes[20]);
  const at = (place: number): number => {
    const value = ((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0);
    return value > 0x7fff ? value - 0x1_0000 : value;
  };
  return {
    hc: at(1),
    co: at(3) / 100,
    co2: at(5) / 100,
    o2: at(7) / 100,
    no: at(9),
    rpm: at(11),
    oil: at(13),
    flow: at(15),
    flags: bytes[17] ?? 0,
    lambda: at(18) / 100,
  };
}

function probing(part: LaneScenarioPart = {}): Bench {
  const b = laneBench(part);
  b.driveTo("exhaust");
  b.prompt("insert-probe");
  b.clock.advanceBy(6000);
  expect(hex(ask(b, 0x23))).toBe("06");
  return b;
}

describe("NHA-506", () => {
  test("reads air before the probe is in, and a sound warm engine after", () => {
    const b = laneBench();
    const air = data(b);
    expect(air.o2).toBeGreaterThan(20.5);
    expect([air.co, air.rpm, air.flow]).toEqual([0, 0, 0]);
    const p = probing();
    p.clock.advanceBy(30_000);
    const idle = data(p);
    expect(idle.co).toBeLessThan(0.1);
    expect(idle.hc).toBeLessThan(30);
    expect(idle.co2).toBeGreaterThan(14);
    expect(idle.o2).toBeLessThan(0.5);
    expect(Math.abs(idle.lambda - 1)).toBeLessThan(0.03);
    expect(Math.abs(idle.rpm - 780)).toBeLessThan(60);
    expect(idle.oil).toBeGreaterThanOrEqual(80);
    expect(idle.flow).toBeGreaterThan(0);
    expect(p.misuse()).toEqual([]);
  });

  test("gas needs some three seconds through the hose, and the cells follow", () => {
    const b = probing();
    b.clock.advanceBy(2500);
    expect(data(b).co2).toBeLessThan(0.3);
    b.clock.advanceBy(1200);
    const early = data(b).co2;
    expect(early).toBeGreaterThan(1);
    expect(early).toBeLessThan(13);
    b.clock.advanceBy(6000);
    expect(data(b).co2).toBeGreaterThan(14);
    b.prompt("remove-probe");
    b.clock.advanceBy(20_000);
    expect(data(b).o2).toBeGreaterThan(20);
  });

  test("holds the revs a person is asked for", () => {
    const b = probing();
    b.prompt("engine-speed", { targetRpm: 2500, toleranceRpm: 200 });
    b.clock.advanceBy(6000);
    for (let second = 0; second < 30; second++) {
      b.clock.advanceBy(1000);
      expect(Math.abs(data(b).rpm - 2500)).toBeLessThan(200);
    }
    b.prompt("idle");
    b.clock.advanceBy(6000);
    expect(data(b).rpm).toBeLessThan(900);
  });

  test.each([
    ["rich", { coFactor: 40 }, (d: ReturnType<typeof data>) => d.co > 0.8 && d.lambda < 0.99],
    ["misfire", { misfire: 0.06 }, (d: ReturnType<typeof data>) => d.hc > 150 && d.o2 > 0.8],
    ["no catalyst", { catalyst: 0 }, (d: ReturnType<typeof data>) => d.co > 0.5 && d.hc > 100],
    ["cold", { coldStart: true }, (d: ReturnType<typeof data>) => d.co > 2 && d.hc > 400 && d.oil < 40],
    ["leaking pipe", { exhaustLeak: 0.3 }, (d: ReturnType<typeof data>) => d.o2 > 5 && d.co2 < 11],
  ])("%s shows in the gas", (_name, engine, shows) => {
    const b = probing({ vehicle: { engine } });
    b.clock.advanceBy(15_000);
    expect(data(b)).toSatisfy(shows);
  });

  test("a cold engine warms up while it runs fast", () => {
    const b = probing({ vehicle: { engine: { coldStart: true } } });
    b.clock.advanceBy(15_000);
    const cold = data(b);
    b.prompt("engine-speed", { targetRpm: 2500, toleranceRpm: 200 });
    b.clock.advanceBy(600_000);
    const warm = data(b);
    expect(warm.co).toBeLessThan(cold.co / 10);
    expect(warm.oil).toBeGreaterThan(80);
  });

  test("leak test and zero answer once at their end, and are busy until then", () => {
    const b = laneBench();
    expect(hex(ask(b, 0x07))).toBe("");
    expect(hex(ask(b, 38))).toBe("03");
    b.clock.advanceBy(5000);
    for (const command of [0x07, 0x01, 0x23]) expect(hex(ask(b, command))).toBe("05");
    b.clock.advanceBy(5000);
    expect(hex(b.hear("gas-analyser"))).toBe("00");
    expect(hex(ask(b, 0x08))).toBe("");
    b.clock.advanceBy(10_000);
    expect(hex(b.hear("gas-analyser"))).toBe("00");
    expect(b.misuse()).toEqual([]);
  });

  test("or, where set so, answer busy until the first question after their end", () => {
    const options = { leaks: true, zeroFails: true, testReply: "polled" } as const;
    const b = laneBench({ instruments: { "gas-analyser": options } });
    for (const command of [0x07, 0x08]) {
      expect(hex(ask(b, command))).toBe("05");
      b.clock.advanceBy(5000);
      expect(hex(ask(b, command))).toBe("05");
      b.clock.advanceBy(5000);
      expect(hex(b.hear("gas-analyser"))).toBe("");
      expect(hex(ask(b, command))).toBe("01");
    }
  });

  test("a leak in the hose thins the sample", () => {
    const b = probing({ instruments: { "gas-analyser": { leaks: true } } });
    b.clock.advanceBy(20_000);
    expect(data(b).o2).toBeGreaterThan(2);
  });

  test("warms up after power-on, and again after losing its power", () => {
    const b = laneBench({ instruments: { "gas-analyser": { warmUpMs: 60_000 } } });
    expect(hex(ask(b, 38))).toBe("02");
    expect(hex(ask(b, 39))).toBe("00 3C");
    expect(hex(ask(b, 0x01))).toBe("05");
    b.clock.advanceBy(60_000);
    expect(hex(ask(b, 38))).toBe("00");
    data(b);
    b.lane.defects["gas-analyser"].strike("reset");
    b.clock.advanceBy(100);
    expect(hex(ask(b, 38))).toBe("02");
  });

  test("pump, status and settings", () => {
    const b = laneBench({ instruments: { "gas-analyser": { agedO2Cell: true, agedNoCell: true } } });
    expect(hex(ask(b, 0x22))).toBe("06");
    expect(hex(ask(b, 38))).toBe("00");
    expect(hex(ask(b, 0x23))).toBe("06");
    expect(hex(ask(b, 38))).toBe("01");
    expect(hex(ask(b, 0x05))).toBe("06");
    expect(hex(ask(b, 0x06))).toBe("06");
    expect(hex(ask(b, 40))).toBe("06");
    expect(hex(ask(b, 0x0d))).toBe("01 F1");
    expect(ask(b, 0x02)).toHaveLength(8);
    expect(data(b).flags).toBe(3);
    expect(b.misuse()).toEqual([]);
    expect(hex(ask(b, 0x99))).toBe("15");
    expect(b.misuse().join()).toContain("99");
  });

  test("lambda by Brettschneider agrees with a worked example", () => {
    // CO 0.5, CO2 14.7, HC 100 ppm, O2 0.5 by hand: (14.7+0.25+0.5 + (0.431525*3.5/(3.5+0.034014)-0.0088)*15.2) / (1.422725*(15.2+0.06)).
    expect(lambdaOf({ coPct: 0.5, co2Pct: 14.7, hcPpm: 100, o2Pct: 0.5, noPpm: 0 })).toBeCloseTo(1.0047, 3);
  });
});
