import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { driveThrough, type Readings, THREE_POSITIONS, trafficBench } from "./traffic-bench.ts";

const CARS: Readonly<Record<string, LaneScenarioPart>> = {
  sound: {
    vehicle: { axleLoadsKg: [980, 720], brakeRatios: [0.6, 0.5], sideSlipMPerKm: [1] },
  },
  rich: {
    vehicle: {
      axleLoadsKg: [640, 450],
      brakeRatios: [0.6, 0.5],
      brakes: [{ axle: 1, side: "left", brakeFactor: 0.5 }],
      engine: { coFactor: 40 },
      sideSlipMPerKm: [6],
    },
  },
  dim: {
    vehicle: {
      axleLoadsKg: [1400, 1800],
      brakeRatios: [0.3, 0.5],
      lamps: { left: { main: { highCd: 6000 } } },
      sideSlipMPerKm: [-4],
    },
    operator: { delayFactor: 1.15 },
  },
};
const IDS = Object.keys(CARS);

function threeThrough(ids: readonly string[] = IDS, seed = 1) {
  const b = trafficBench({ seed });
  for (const id of ids) b.come(id, CARS[id]);
  driveThrough(b, IDS);
  return b;
}

const readingsOf = (b: ReturnType<typeof trafficBench>, id: string): Readings => {
  const readings = b.readings.get(id);
  if (readings === undefined) throw new Error(`${id} never came`);
  return readings;
};

/** Percent of carbon monoxide in the 21 bytes of the analyser. */
const coPct = ({ gas }: Readings): number => (((gas[3] ?? 0) << 8) | (gas[4] ?? 0)) / 100;
const highCd = ({ lamp }: Readings): number => Number(lamp.slice(10, 14)) * 100;
const mostDaN = ({ daN }: Readings, side: "left" | "right"): number =>
  Math.max(...daN.map((sample) => sample[side]));

describe("lane traffic", () => {
  test("three vehicles in the lane at once: what is measured of each is its own", () => {
    const b = threeThrough();
    const [sound, rich, dim] = IDS.map((id) => readingsOf(b, id)) as [Readings, Readings, Readings];
    const weights = [sound, rich, dim].map(({ kg }) => kg);
    for (const [i, expected] of [
      [980, 720],
      [640, 450],
      [1400, 1800],
    ].entries())
      for (const [axle, kg] of expected.entries())
        expect(Math.abs((weights[i]?.[axle] ?? 0) - kg), `vehicle ${i} axle ${axle}`).toBeLessThanOrEqual(1);
    // Share of the wheel's load times its brakes, in daN.
    for (const [readings, left, right] of [
      [sound, 490 * 0.588, 490 * 0.588],
      [rich, 320 * 0.294, 320 * 0.588],
      [dim, 700 * 0.294, 700 * 0.294],
    ] as const) {
      expect(Math.abs(mostDaN(readings, "left") / left - 1)).toBeLessThan(0.12);
      expect(Math.abs(mostDaN(readings, "right") / right - 1)).toBeLessThan(0.12);
    }
    expect(coPct(rich)).toBeGreaterThan(0.3);
    for (const other of [sound, dim]) expect(coPct(other)).toBeLessThan(0.1);
    expect(Math.abs(highCd(dim) - 6000)).toBeLessThan(400);
    for (const other of [sound, rich]) expect(Math.abs(highCd(other) - 28_000)).toBeLessThan(1500);
    expect([sound, rich, dim].map(({ slip }) => slip[0])).toEqual([0xf0, 0xf0, 0xfc]);
    expect(b.traffic.collisions).toEqual([]);
    expect(b.traffic.misunderstood).toEqual([]);
    expect(b.misuse()).toEqual([]);
    expect(IDS.map((id) => b.traffic.isGone(id))).toEqual([true, true, true]);
    expect(THREE_POSITIONS.map(({ position }) => b.traffic.vehicleAt(position))).toEqual([null, null, null]);
  });

  test("what the others do changes nothing that is measured of one", () => {
    const together = threeThrough();
    for (const id of IDS) expect(readingsOf(threeThrough([id]), id)).toEqual(readingsOf(together, id));
  });

  test("the same seed says the same bytes and breaks the same beams, another seed others", () => {
    const world = (seed: number): string => {
      const b = threeThrough(IDS, seed);
      return JSON.stringify([b.said, b.beams, [...b.readings]]);
    };
    const first = world(42);
    expect(world(42)).toBe(first);
    expect(world(43)).not.toBe(first);
  });

  test("they wait at the entrance in order, stand one in each position, and leave", () => {
    const b = trafficBench();
    for (const id of IDS) b.come(id, CARS[id]);
    expect(b.traffic.waiting()).toEqual(IDS);
    b.driveAndArrive("sound", "scale");
    expect(b.traffic.waiting()).toEqual(["rich", "dim"]);
    b.driveAndArrive("rich", "exhaust");
    b.driveAndArrive("sound", "headlamp");
    b.driveAndArrive("rich", "scale");
    b.driveAndArrive("dim", "exhaust");
    expect(THREE_POSITIONS.map(({ position }) => b.traffic.vehicleAt(position))).toEqual([
      "dim",
      "rich",
      "sound",
    ]);
    expect(b.traffic.waiting()).toEqual([]);
    expect(b.traffic.vehicleAt("P4")).toBeNull();
    b.prompt("sound", "leave-lane");
    b.clock.advanceBy(20_000);
    expect(b.traffic.isGone("sound")).toBe(true);
    expect(b.traffic.isGone("rich")).toBe(false);
    expect(b.traffic.isGone("nobody")).toBe(false);
    expect(b.traffic.collisions).toEqual([]);
    // It may come again, and is then not gone.
    b.come("sound", CARS.sound);
    expect(b.traffic.isGone("sound")).toBe(false);
    expect(() => b.come("dim", {})).toThrow(/dim/);
  });

  test("driving takes real time, more the further it is, and a body over a border is in both positions", () => {
    const tookMs = (place: string): number => {
      const b = trafficBench();
      b.come("one");
      const fromMs = b.clock.monoMs();
      b.driveAndArrive("one", place);
      return b.clock.monoMs() - fromMs;
    };
    expect(tookMs("exhaust")).toBeGreaterThan(3000);
    expect(tookMs("headlamp")).toBeGreaterThan(tookMs("exhaust") + 2500);
    const b = trafficBench();
    b.come("one");
    b.driveAndArrive("one", "exhaust");
    b.drive("one", "scale");
    expect(b.clock.runUntil(() => b.traffic.vehicleAt("P2") === "one", 10_000)).toBe("reached");
    expect(b.traffic.vehicleAt("P1")).toBe("one");
    expect(b.clock.runUntil(() => b.traffic.vehicleAt("P1") === null, 10_000)).toBe("reached");
  });

  test("what cannot be understood is said with the vehicle's name", () => {
    const b = trafficBench({ positions: [{ position: "only", places: ["scale"] }] });
    b.come("one");
    b.drive("one", "bench");
    b.prompt("one", "dance");
    b.prompt("nobody", "press-brake");
    b.prompt("one", "leave-lane");
    b.clock.advanceBy(20_000);
    // It never drove in, so it turns back; a last word to somebody who is gone does no harm.
    b.prompt("one", "wait");
    b.drive("one", "scale");
    expect(b.traffic.misunderstood).toEqual([
      "one: p1: drive-onto bench axle 1",
      "one: p2: dance",
      "nobody is not there: p3: press-brake",
      "one is not there: p6: drive-onto",
    ]);
    expect(b.edges()).toEqual([]);
    expect(b.traffic.isGone("one")).toBe(true);
  });

  test("a layout that names something twice is refused", () => {
    const twice = { position: "P1", places: ["scale"] } as const;
    expect(() => trafficBench({ positions: [twice, { ...twice, places: ["bench"] }] })).toThrow(/P1/);
    expect(() => trafficBench({ positions: [twice, { ...twice, position: "P2" }] })).toThrow(/scale/);
  });

  test("after stop nobody drives, nothing bounces and no fault begins", () => {
    const b = trafficBench({ instruments: { beams: { bounceMs: 5 } } });
    b.come("one", { vehicle: { longVehicle: true }, operator: {} });
    b.come("two", { deviceFaults: [{ device: "gas-analyser", kind: "wedge", afterMs: 30_000 }] });
    b.driveAndArrive("one", "scale");
    b.drive("two", "exhaust");
    b.traffic.stop();
    const seen = b.beams.length;
    b.clock.advanceBy(60_000);
    expect(b.beams.length).toBe(seen);
    expect(b.traffic.vehicleAt("P1")).toBeNull();
    expect(b.traffic.defects["gas-analyser"].wedged).toBe(false);
  });
});
