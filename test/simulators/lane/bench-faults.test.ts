import { describe, expect, test } from "vitest";
import type { LaneInstruments } from "../../../src/scenario/lane-instruments.ts";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { type BrakeTalk, readBrakeTalk } from "./brake-frames.ts";
import { hex, laneBench } from "./lane-bench.ts";

/** Goal: what goes wrong with a bench shows in its bytes, and only as far as they can say it. */
const START = [0xff, 0x0a, 0xee] as const;
const ZERO = [0xff, 0x05, 0xee] as const;
const RESULT = [0xff, 0x02, 0xee] as const;
type Setting = NonNullable<NonNullable<LaneScenarioPart["instruments"]>["brake-bench"]>;

function benchOf(setting: Setting, vehicle: LaneScenarioPart["vehicle"] = {}, axle = 1) {
  const b = laneBench({ vehicle, instruments: { "brake-bench": setting } });
  b.driveTo("bench", axle);
  b.prompt("roll-free");
  return b;
}

/** One run with a person who presses when asked, until the bench says that it has ended. */
function run(b: ReturnType<typeof laneBench>): BrakeTalk {
  b.send("brake-bench", ...START);
  let asked = false;
  b.clock.runUntil(() => {
    const bytes = hex(b.said["brake-bench"].slice(-40));
    if (!asked && bytes.includes("FF 00 04 EE")) {
      asked = true;
      b.prompt("press-brake");
    }
    return bytes.endsWith("FF 00 07 EE");
  }, 20_000);
  b.prompt("release-brake");
  b.clock.advanceBy(2000);
  return readBrakeTalk(b.hear("brake-bench"));
}
const heardAfter = (talk: BrakeTalk, ...notices: string[]) =>
  talk.samples.filter((s) => notices.includes(s.after));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("the cells", () => {
  test("have a zero of their own on each side, which four digits cut at nothing", () => {
    const talk = run(benchOf({ zeroOffsetN: { left: 400, right: -400 } }));
    const drag = heardAfter(talk, "0003");
    expect(mean(drag.map((s) => s.left))).toBeCloseTo(45.7, 0);
    expect(new Set(drag.map((s) => s.right))).toEqual(new Set([0]));
  });

  test("drift until they are zeroed, each by itself", () => {
    const b = benchOf({ zeroDriftNPerMin: { left: 600 } });
    b.clock.advanceBy(60_000);
    const drifted = heardAfter(run(b), "0003");
    expect(mean(drifted.map((s) => s.left))).toBeGreaterThan(65);
    expect(mean(drifted.map((s) => s.right))).toBeLessThan(8);
    b.prompt("roll-free");
    b.send("brake-bench", ...ZERO);
    b.clock.advanceBy(1000);
    b.hear("brake-bench");
    expect(mean(heardAfter(run(b), "0003").map((s) => s.left))).toBeLessThan(12);
  });

  test("keep something of a force that has left, until they are zeroed", () => {
    const b = benchOf({ residualN: 200 });
    expect(mean(heardAfter(run(b), "0003").map((s) => s.left))).toBeLessThan(8);
    b.prompt("roll-free");
    const kept = heardAfter(run(b), "0003");
    expect(Math.min(...kept.map((s) => s.left))).toBe(20);
    // Rollers turn without a foot on the pedal: what was in the lines is gone.
    b.send("brake-bench", ...START);
    b.clock.advanceBy(2500);
    b.send("brake-bench", 0xff, 0x20, 0xee);
    b.clock.advanceBy(1000);
    b.send("brake-bench", ...ZERO);
    b.clock.advanceBy(100);
    b.hear("brake-bench");
    expect(mean(heardAfter(run(b), "0003").map((s) => s.left))).toBeLessThan(8);
  });
});

describe("a motor", () => {
  test.each([
    ["right", ["0001", "0003", "0004"]],
    ["left", ["0002", "0003", "0004"]],
  ] as const)("that does not start on the %s is not told, and its wheel shows nothing", (side, notices) => {
    const talk = run(benchOf({ motor: { side, trips: "start" } }));
    expect(talk.notices.filter((n) => ["0001", "0002", "0003", "0004"].includes(n))).toEqual(notices);
    expect(Math.max(...heardAfter(talk, "0003").map((s) => s[side]))).toBeLessThan(2);
    expect(Math.max(...talk.samples.map((s) => s[side]))).toBeLessThan(3);
  });

  test("that trips while the brake is pressed lets its side fall, and the bench goes on", () => {
    const talk = run(benchOf({ motor: { side: "left", trips: "braking", afterMs: 1600 } }));
    const braking = heardAfter(talk, "0004", "0020");
    const at = braking.findIndex((s) => s.left > 60);
    const fell = braking.findIndex((s, i) => i > at && s.left < 5);
    expect(at).toBeGreaterThan(0);
    expect(fell).toBeGreaterThan(at);
    expect(Math.max(...braking.slice(fell).map((s) => s.right))).toBeGreaterThan(200);
    expect(talk.notices).not.toContain("0010");
  });

  test("that trips is taken for a lock, or for a third roller, by benches that watch it so", () => {
    const motor = { side: "left", trips: "drag", afterMs: 200 } as const;
    expect(run(benchOf({ motor: { ...motor, told: "lock" } })).notices).toContain("0010");
    const roller = run(benchOf({ motor: { ...motor, told: "third-roller" } })).notices;
    expect(roller.slice(-2)).toEqual(["0005", "0007"]);
    expect(run(benchOf({ motor })).notices).toContain("0004");
  });
});

describe("locks", () => {
  const wet = { adhesion: { left: 0.75, right: 0.5 } };
  const told = (talk: BrakeTalk) => talk.notices.filter((n) => ["0010", "0020", "0030"].includes(n));
  test("are told for the wheel that stands on the wet roller first", () => {
    expect(told(run(benchOf({}, wet)))[0]).toBe("0020");
    expect(told(run(benchOf({}, { adhesion: { left: 0.5, right: 0.75 } })))[0]).toBe("0010");
  });
  test("of one wheel are told of both, or of none, by benches that know no better", () => {
    expect(told(run(benchOf({ tellsLocks: "both" }, wet)))[0]).toBe("0030");
    expect(told(run(benchOf({ tellsLocks: "none" }, wet)))).toEqual([]);
  });
});

describe("the lift", () => {
  const lift = (b: ReturnType<typeof laneBench>, code: 3 | 4, ms: number): void => {
    b.send("brake-bench", 0xff, code, 0xee);
    b.clock.advanceBy(ms);
    b.hear("brake-bench");
  };
  test("that works is up until it is told, and takes its time", () => {
    const b = benchOf({ lift: "works" });
    expect(run(b).notices.slice(-3)).toEqual(["0005", "0006", "0007"]);
    lift(b, 4, 2000);
    expect(run(b).notices.slice(-3)).toEqual(["0005", "0006", "0007"]);
    lift(b, 4, 4000);
    expect(run(b).notices).toContain("0004");
    lift(b, 3, 4000);
    expect(run(b).notices.slice(-3)).toEqual(["0005", "0006", "0007"]);
    expect(b.misuse()).toEqual([]);
  });
  test("that sticks stays where it is", () => {
    const up = benchOf({ lift: "stuck-up" });
    lift(up, 4, 5000);
    expect(run(up).notices).toContain("0005");
    const down = benchOf({ lift: "stuck-down" });
    lift(down, 3, 5000);
    expect(run(down).notices).toContain("0004");
  });
  test("that comes up by itself takes the axle off the rollers", () => {
    const talk = run(benchOf({ liftRisesAfterMs: 2500 }));
    expect(talk.notices).toEqual(["echo a", "0001", "0002", "0007"]);
  });
});

describe("samples", () => {
  test("of 50 Hz come twice each", () => {
    const braking = heardAfter(run(benchOf({ sentTimes: 2 })), "0004");
    const pairs = braking.slice(1).filter((s, i) => i % 2 === 0 && s.left !== braking[i]?.left);
    const other = braking.slice(1).filter((s, i) => i % 2 === 1 && s.left !== braking[i]?.left);
    expect(Math.min(pairs.length, other.length)).toBe(0);
    expect(Math.max(pairs.length, other.length)).toBeGreaterThan(30);
  });

  test("do not come for a while when the force is great, and the bench's own maximum is that of all", () => {
    const b = benchOf({ hole: { fromN: 2000, forMs: 600 } });
    const holed = run(b);
    const whole = run(benchOf({}));
    expect(whole.samples.length - holed.samples.length).toBeGreaterThanOrEqual(59);
    expect(Math.max(...heardAfter(holed, "0004").map((s) => s.left))).toBeLessThan(200);
    b.send("brake-bench", ...RESULT);
    b.clock.advanceBy(100);
    const [block = []] = readBrakeTalk(b.hear("brake-bench")).results;
    expect(hex(block.slice(5, 6))).toBe("02");
  });
});

describe("wheels", () => {
  const motorcycle = { axleLoadsKg: [80, 130], singleWheels: [1, 2], brakeRatios: [0.8, 0.8] };
  test("a single one leaves a third roller free, but on rollers that are made for it", () => {
    expect(run(benchOf({}, motorcycle)).notices.slice(-2)).toEqual(["0006", "0007"]);
    const braking = heardAfter(run(benchOf({ takesSingleWheels: true }, motorcycle)), "0004", "0010");
    expect(Math.max(...braking.map((s) => s.left))).toBeGreaterThan(50);
    expect(Math.max(...braking.map((s) => s.right))).toBeLessThan(3);
  });
  test("of an axle on a balance carry less in the rollers than on the scale", () => {
    const truck = { axleLoadsKg: [4600, 2500, 2500], brakeRatios: [0.9, 0.9, 0.9] };
    const sum = (vehicle: LaneScenarioPart["vehicle"]): number => {
      const braking = heardAfter(run(benchOf({}, vehicle, 2)), "0004", "0010", "0020");
      return Math.max(...braking.map((s) => s.left)) + Math.max(...braking.map((s) => s.right));
    };
    const free = sum(truck);
    const onBalance = sum({ ...truck, bogies: [{ axles: [2, 3], relief: 0.3 }] });
    expect(onBalance / free).toBeGreaterThan(0.67);
    expect(onBalance / free).toBeLessThan(0.73);
  });
});

test("a PLC shows forces below zero only where its program does not cut them", () => {
  const least = (setting: Partial<LaneInstruments["brake-bench"]>): number => {
    const b = benchOf({ ...setting, zeroOffsetN: -300 });
    const plc = b.lane.brakePlc;
    plc.write("Bench.Run", 1);
    let seen = 0;
    for (let at = b.clock.monoMs(); at < 6000 + b.clock.monoMs() && plc.nextStepMs() !== null; at += 10) {
      plc.step(at);
      seen = Math.min(seen, Number(plc.read("Bench.LeftForceN")));
    }
    return seen;
  };
  expect(least({})).toBe(0);
  expect(least({ cutsAtZero: false })).toBeLessThan(-230);
});
