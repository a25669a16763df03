import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { type BrakeTalk, readBrakeTalk } from "./brake-frames.ts";
import { hex, laneBench } from "./lane-bench.ts";

const START = [0xff, 0x0a, 0xee] as const;
const END = [0xff, 0x20, 0xee] as const;
const RESULT = [0xff, 0x02, 0xee] as const;

/** One whole run with a person who does as told. Forces in daN. */
function run(part: LaneScenarioPart = {}, { axle = 1, brake = "press-brake", seed = 1 } = {}) {
  const bench = laneBench(part, seed);
  bench.driveTo("bench", axle);
  bench.prompt("roll-free");
  bench.send("brake-bench", ...START);
  let asked = false;
  bench.clock.runUntil(() => {
    const bytes = hex(bench.said["brake-bench"].slice(-40));
    if (!asked && bytes.includes("FF 00 04 EE")) {
      asked = true;
      bench.prompt(brake);
    }
    return bytes.endsWith("FF 00 07 EE");
  }, 20_000);
  const tookMs = bench.clock.monoMs();
  const talk = readBrakeTalk(bench.hear("brake-bench"));
  return { bench, talk, tookMs, ...figures(talk) };
}

function figures(talk: BrakeTalk) {
  const braking = talk.samples.filter((s) => ["0004", "0010", "0020"].includes(s.after));
  const drag = talk.samples.filter((s) => s.after === "0003");
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const max = (side: "left" | "right"): number => Math.max(...braking.map((s) => s[side]));
  const first = Math.min(
    braking.findIndex((s) => s.left === max("left")),
    braking.findIndex((s) => s.right === max("right")),
  );
  const widest = Math.max(...braking.slice(0, first + 1).map((s) => Math.abs(s.left - s.right)));
  return {
    maxLeft: max("left"),
    maxRight: max("right"),
    dragLeft: mean(drag.map((s) => s.left)),
    dragRight: mean(drag.map((s) => s.right)),
    widest,
  };
}

describe("JXFZ run", () => {
  test("tells its notices in the manual's order, and a sound front axle locks at its adhesion", () => {
    const { bench, talk, maxLeft, maxRight, dragLeft } = run();
    expect(talk.notices.slice(0, 5)).toEqual(["echo a", "0001", "0002", "0003", "0004"]);
    expect(talk.notices.at(-1)).toBe("0007");
    expect(talk.notices.some((n) => ["0010", "0020", "0030"].includes(n))).toBe(true);
    // 390 kg a wheel, adhesion 0.75: 287 daN, and a little for the axle pressed into the rollers.
    for (const max of [maxLeft, maxRight]) {
      expect(max).toBeGreaterThan(275);
      expect(max).toBeLessThan(305);
    }
    expect(dragLeft).toBeGreaterThan(4);
    expect(dragLeft).toBeLessThan(8);
    expect(bench.misuse()).toEqual([]);
    expect(bench.lane.misunderstood).toEqual([]);
  });

  test("samples at 100 Hz on both sides for as long as the motors run", () => {
    const { talk } = run({}, { axle: 2 });
    const between = (from: string): number => talk.samples.filter((s) => s.after === from).length;
    expect(between("0001")).toBe(100);
    expect(between("0002")).toBe(200);
    expect(between("0003")).toBe(200);
    // The rear axle does not lock: the window of 8 s runs to its end, and the rollers run out.
    expect(between("0004")).toBe(840);
  });

  test("a rear axle at 55 percent of its load does not lock", () => {
    const { talk, maxLeft, maxRight } = run({}, { axle: 2 });
    expect(talk.notices.filter((n) => ["0010", "0020", "0030"].includes(n))).toEqual([]);
    expect((maxLeft + maxRight) / (520 * 0.98)).toBeGreaterThan(0.52);
    expect((maxLeft + maxRight) / (520 * 0.98)).toBeLessThan(0.6);
  });

  test("a brake at 70 percent gives an imbalance of about 30 percent, a sound one hardly any", () => {
    const part = { vehicle: { brakeRatios: [0.7, 0.5] } };
    const sound = run(part);
    expect(sound.widest / Math.max(sound.maxLeft, sound.maxRight)).toBeLessThan(0.08);
    const weak = run({ vehicle: { ...part.vehicle, brakes: [{ axle: 1, side: "left", brakeFactor: 0.7 }] } });
    const share = weak.widest / Math.max(weak.maxLeft, weak.maxRight);
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.36);
  });

  test("a brake that binds shows in the drag phase, on its side only", () => {
    const { dragLeft, dragRight } = run({ vehicle: { brakes: [{ axle: 1, side: "right", dragN: 600 }] } });
    expect(dragRight - dragLeft).toBeGreaterThan(55);
    expect(dragRight - dragLeft).toBeLessThan(65);
  });

  test("a brake that comes late parts the sides while the force grows, and only then", () => {
    const late = run({
      vehicle: { brakeRatios: [0.6, 0.5], brakes: [{ axle: 1, side: "right", lagMs: 500 }] },
    });
    expect(Math.abs(late.maxLeft - late.maxRight)).toBeLessThan(12);
    expect(late.widest).toBeGreaterThan(30);
  });

  test("brakes that fade lose force while they are held", () => {
    const lastOf = (fadePerS: number): number => {
      const { talk, maxLeft } = run({ vehicle: { brakeRatios: [0.6, 0.5], fadePerS } });
      return (talk.samples.filter((s) => s.after === "0004").at(-50)?.left ?? 0) / maxLeft;
    };
    expect(lastOf(0)).toBeGreaterThan(0.96);
    expect(lastOf(0.05)).toBeLessThan(0.85);
  });

  test("wet tyres lock early", () => {
    const { talk, maxLeft } = run({ vehicle: { adhesion: 0.4 } });
    expect(talk.notices.some((n) => ["0010", "0020", "0030"].includes(n))).toBe(true);
    expect(maxLeft).toBeLessThan(170);
  });

  test("a late and weak foot shows in the curve", () => {
    const { talk, maxLeft } = run({ operator: { pressesLateMs: 3000, pedalForce: 0.4 } });
    const braking = talk.samples.filter((s) => s.after === "0004");
    expect(Math.max(...braking.slice(0, 300).map((s) => s.left))).toBeLessThan(15);
    expect(maxLeft).toBeLessThan(170);
    expect(maxLeft).toBeGreaterThan(100);
  });

  test("the parking brake holds the rear axle, and a worn one less", () => {
    const sound = run({}, { axle: 2, brake: "pull-parking-brake" });
    const worn = run(
      { vehicle: { parkingBrake: { factor: 0.4 } } },
      { axle: 2, brake: "pull-parking-brake" },
    );
    expect((sound.maxLeft + sound.maxRight) / (1300 * 0.98)).toBeGreaterThan(0.23);
    expect((worn.maxLeft + worn.maxRight) / (1300 * 0.98)).toBeLessThan(0.14);
    const front = run({}, { axle: 1, brake: "pull-parking-brake" });
    expect(front.maxLeft).toBeLessThan(12);
  });

  test("the result block sums up the same curve", () => {
    const { bench, maxLeft, maxRight, dragLeft } = run({
      vehicle: { brakeRatios: [0.7, 0.5], brakes: [{ axle: 1, side: "right", brakeFactor: 0.6 }] },
    });
    bench.send("brake-bench", ...RESULT);
    bench.clock.advanceBy(100);
    const { results, notices } = readBrakeTalk(bench.hear("brake-bench"));
    expect(notices).toEqual(["echo 2"]);
    const [block = []] = results;
    const at = (place: number): number =>
      Number([block[place], block[place + 1]].map((b) => (b ?? 0).toString(16).padStart(2, "0")).join(""));
    expect(Math.abs(at(1) - dragLeft)).toBeLessThan(1.5);
    expect([at(5), at(7)]).toEqual([maxLeft, maxRight]);
    expect(at(9) - at(11)).toBeGreaterThan(80);
    expect((block[13] ?? 0) >> 4).toBe(0);
    expect(block[13]).toBeLessThan(10);
  });
});

describe("JXFZ control", () => {
  test("without a vehicle, and with a dead third roller, the run ends with its fault at once", () => {
    const empty = laneBench();
    empty.send("brake-bench", ...START);
    empty.clock.advanceBy(500);
    expect(hex(empty.hear("brake-bench"))).toBe("FF 0A EE FF 00 05 EE FF 00 06 EE FF 00 07 EE");
    const dead = laneBench({ instruments: { "brake-bench": { faultyThirdRollers: ["right"] } } });
    dead.driveTo("bench");
    dead.send("brake-bench", ...START);
    dead.clock.advanceBy(500);
    expect(hex(dead.hear("brake-bench"))).toBe("FF 0A EE FF 00 06 EE FF 00 07 EE");
  });

  test("the end command stops the motors; a new run may start after", () => {
    const b = laneBench();
    b.driveTo("bench");
    b.send("brake-bench", ...START);
    b.clock.advanceBy(2000);
    b.send("brake-bench", ...END);
    b.clock.advanceBy(1000);
    const { notices } = readBrakeTalk(b.hear("brake-bench"));
    expect(notices).toEqual(["echo a", "0001", "0002", "echo 20", "0007"]);
    b.send("brake-bench", ...START);
    b.clock.advanceBy(100);
    expect(hex(b.hear("brake-bench")).startsWith("FF 0A EE FF 00 01 EE")).toBe(true);
    expect(b.misuse()).toEqual([]);
  });

  test("driving off in the middle stops the motors", () => {
    const b = laneBench({ operator: { drivesOffEarly: { place: "bench", afterMs: 3000 } } });
    b.driveTo("bench");
    b.send("brake-bench", ...START);
    b.clock.advanceBy(5000);
    const { notices } = readBrakeTalk(b.hear("brake-bench"));
    expect(notices).toEqual(["echo a", "0001", "0002", "0007"]);
  });

  test("zeroing takes away the offset of the cells", () => {
    const b = laneBench({ instruments: { "brake-bench": { zeroOffsetN: 300 } } });
    b.driveTo("bench");
    const early = (): number => {
      b.send("brake-bench", ...START);
      b.clock.advanceBy(300);
      b.send("brake-bench", ...END);
      b.clock.advanceBy(1000);
      return readBrakeTalk(b.hear("brake-bench")).samples.at(-1)?.right ?? 0;
    };
    expect(early()).toBeGreaterThan(25);
    b.send("brake-bench", 0xff, 0x05, 0xee);
    b.clock.advanceBy(100);
    expect(hex(b.hear("brake-bench"))).toBe("FF 05 EE");
    expect(early()).toBeLessThan(3);
  });

  test("notes what the manual does not allow", () => {
    const b = laneBench();
    b.driveTo("bench");
    b.send("brake-bench", 0x41, 0xff, 0x77, 0xee, 0xff, 0x05, 0x00);
    b.clock.advanceBy(50);
    b.send("brake-bench", ...START);
    b.clock.advanceBy(500);
    b.send("brake-bench", ...START, ...RESULT);
    b.clock.advanceBy(50);
    b.send("brake-bench", 0xff);
    b.clock.advanceBy(500);
    b.send("brake-bench", ...END);
    b.clock.advanceBy(50);
    expect(b.misuse()).toHaveLength(6);
    expect(b.misuse().join()).toMatch(
      /41 outside.*unknown.*ends with 00.*start while.*result asked.*broke off/s,
    );
  });
});
