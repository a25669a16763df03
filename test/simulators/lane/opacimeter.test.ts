import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

type Bench = ReturnType<typeof laneBench>;
const DIESEL = { idleRpm: 800, maxRpm: 4800, diesel: {} };

/** `02 04 CMD CS`, as the manual prints them. */
const COMMANDS = {
  state: [0x02, 0x04, 0x01, 0xf9],
  reading: [0x02, 0x04, 0x02, 0xf8],
  results: [0x02, 0x04, 0x04, 0xf6],
  zero: [0x02, 0x04, 0x05, 0xf5],
  direct: [0x02, 0x04, 0x06, 0xf4],
  acceleration: [0x02, 0x04, 0x08, 0xf2],
  trigger: [0x02, 0x04, 0x0b, 0xef],
  latest: [0x02, 0x04, 0x0e, 0xec],
} as const;

function ask(b: Bench, command: keyof typeof COMMANDS): number[] {
  b.hear("opacimeter");
  b.send("opacimeter", ...COMMANDS[command]);
  b.clock.advanceBy(60);
  const heard = b.hear("opacimeter");
  if (heard.length > 1) expect(heard.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
  return heard;
}

const wordAt = (bytes: readonly number[], at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function reading(b: Bench) {
  const bytes = ask(b, "reading");
  expect([bytes.length, bytes[0], bytes[1], bytes[2]]).toEqual([13, 6, 13, 2]);
  return {
    k: wordAt(bytes, 3) / 100,
    opacity: wordAt(bytes, 5) / 10,
    gas: bytes[7] ?? 0,
    oil: wordAt(bytes, 8) / 10,
    rpm: wordAt(bytes, 10),
  };
}

/** Zeroed in clean air and measuring, the car on the exhaust stand. */
function measuring(part: LaneScenarioPart = {}, seed = 1): Bench {
  const b = laneBench({ vehicle: { engine: DIESEL }, ...part }, seed);
  b.driveTo("exhaust");
  expect(hex(ask(b, "zero"))).toBe("06 04 05 F1");
  b.clock.advanceBy(6000);
  expect(hex(ask(b, "acceleration"))).toBe("06 04 08 EE");
  b.clock.advanceBy(1000);
  return b;
}

function probing(part: LaneScenarioPart = {}, seed = 1): Bench {
  const b = measuring(part, seed);
  b.prompt("insert-probe");
  b.clock.advanceBy(12_000);
  return b;
}

/** One acceleration by an obedient driver; the greatest reading of it. */
function accelerate(b: Bench): number {
  expect(hex(ask(b, "trigger"))).toBe("06 04 0B EB");
  b.prompt("full-throttle");
  let greatest = 0;
  for (let i = 0; i < 40; i++) {
    if (i === 20) b.prompt("idle");
    b.clock.advanceBy(140);
    greatest = Math.max(greatest, reading(b).k);
  }
  return greatest;
}

describe("FLB-100", () => {
  test("sees clean air before the probe is in, and an idling diesel after", () => {
    const b = measuring();
    const air = reading(b);
    expect(air.k).toBeLessThanOrEqual(0.02);
    expect([air.rpm, air.oil]).toEqual([0, 22]);
    expect(air.gas).toBeLessThan(35);
    b.prompt("insert-probe");
    b.clock.advanceBy(12_000);
    const idle = reading(b);
    expect(idle.k).toBeGreaterThan(0.02);
    expect(idle.k).toBeLessThan(0.08);
    expect(Math.abs(idle.rpm - 800)).toBeLessThan(60);
    expect(idle.gas).toBeGreaterThan(air.gas + 15);
    expect(idle.oil).toBeGreaterThanOrEqual(80);
    expect(b.misuse()).toEqual([]);
  });

  test("k and opacity are one quantity over 430 mm", () => {
    const b = probing({ vehicle: { engine: { ...DIESEL, diesel: { smokePerM: 2 } } } });
    b.prompt("full-throttle");
    for (let i = 0; i < 20; i++) {
      b.clock.advanceBy(100);
      const { k, opacity } = reading(b);
      expect(Math.abs(k + Math.log(1 - opacity / 100) / 0.43)).toBeLessThan(0.012);
    }
  });

  test("an acceleration rises to its peak and falls; the instrument keeps the peak and the speed", () => {
    const b = probing();
    const greatest = accelerate(b);
    expect(greatest).toBeGreaterThan(0.4);
    expect(greatest).toBeLessThan(0.7);
    expect(hex(ask(b, "latest"))).toBe("15");
    expect(hex(ask(b, "results"))).toBe("06 05 04 0F E2");
    expect(hex(ask(b, "state")).slice(9, 17)).toBe("88 08 00");
    b.clock.advanceBy(4000);
    expect(hex(ask(b, "state")).slice(9, 17)).toBe("08 00 00");
    const latest = ask(b, "latest");
    expect([latest.length, latest[2]]).toEqual([8, 0x0e]);
    expect(wordAt(latest, 3) / 100 - greatest).toBeGreaterThanOrEqual(0);
    expect(wordAt(latest, 3) / 100 - greatest).toBeLessThan(0.1);
    expect(wordAt(latest, 5)).toBeGreaterThan(4400);
    expect(reading(b).k).toBeLessThan(0.1);
    expect(hex(ask(b, "results"))).toBe("06 07 04 00 00 00 EF");
    expect(b.misuse()).toEqual([]);
  });

  test("after three it has a mean of the last three, and says that they meet the standard", () => {
    const b = probing();
    for (let i = 0; i < 4; i++) {
      accelerate(b);
      b.clock.advanceBy(6000);
    }
    expect(hex(ask(b, "state")).slice(9, 11)).toBe("28");
    const results = ask(b, "results");
    expect(results).toHaveLength(14);
    const [mean = 0, last = 0, second = 0, third = 0, fourth = 0] = [3, 5, 7, 9, 11].map((at) =>
      wordAt(results, at),
    );
    expect(Math.abs(mean - (last + second + third) / 3)).toBeLessThanOrEqual(0.5);
    expect(fourth).toBeGreaterThan(0);
  });

  test("no two accelerations are alike, the first of a sooty pipe are the worst, and no two instruments", () => {
    const peaksOf = (seed: number, diesel: object) => {
      const b = probing({ vehicle: { engine: { ...DIESEL, diesel } } }, seed);
      return [0, 1, 2].map(() => {
        const k = accelerate(b);
        b.clock.advanceBy(6000);
        return k;
      });
    };
    const sooty = peaksOf(1, { smokePerM: 1, sootShare: 1, spreadShare: 0 });
    expect(sooty[0] ?? 0).toBeGreaterThan((sooty[1] ?? 0) + 0.2);
    expect(sooty[1] ?? 0).toBeGreaterThan((sooty[2] ?? 0) + 0.1);
    expect(new Set(peaksOf(1, { smokePerM: 1, spreadShare: 0.1 })).size).toBe(3);
    const clean = { smokePerM: 1, sootShare: 0, spreadShare: 0 };
    expect(peaksOf(1, clean)[2]).not.toBe(peaksOf(5, clean)[2]);
  });

  test("the same seed gives the same bytes", () => {
    const bytes = () => {
      const b = probing();
      accelerate(b);
      return hex(ask(b, "reading"));
    };
    expect(bytes()).toBe(bytes());
  });

  test("zeroed with the probe in an exhaust it takes the smoke for air", () => {
    const b = probing({ vehicle: { engine: { ...DIESEL, diesel: { smokePerM: 6 } } } });
    const smoke = reading(b).k;
    expect(smoke).toBeGreaterThan(0.4);
    ask(b, "zero");
    b.clock.advanceBy(6000);
    ask(b, "acceleration");
    b.clock.advanceBy(2000);
    expect(reading(b).k).toBeLessThan(0.1);
  });

  test("its zero drifts by a percent an hour at most, and not at all without time", () => {
    const drifted = [1, 2, 3, 4].map((seed) => {
      const b = measuring({}, seed);
      b.clock.advanceBy(3_600_000);
      return Array.from({ length: 30 }, () => reading(b).opacity).reduce((sum, n) => sum + n, 0) / 30;
    });
    expect(Math.max(...drifted)).toBeGreaterThan(0.3);
    expect(Math.max(...drifted)).toBeLessThan(1.1);
  });

  test("while it warms up or zeroes it answers its state alone; so again after losing its power", () => {
    const b = laneBench({ instruments: { opacimeter: { warmUpMs: 60_000 } } });
    expect(hex(ask(b, "state"))).toBe("06 07 01 02 00 00 F0");
    expect(hex(ask(b, "zero"))).toBe("");
    b.clock.advanceBy(60_000);
    expect(hex(ask(b, "state"))).toBe("06 07 01 10 00 00 E2");
    expect(hex(ask(b, "zero"))).toBe("06 04 05 F1");
    expect(hex(ask(b, "reading"))).toBe("");
    b.clock.advanceBy(5000);
    expect(hex(ask(b, "direct"))).toBe("06 04 06 F0");
    b.lane.defects.opacimeter.strike("reset");
    b.clock.advanceBy(100);
    expect(hex(ask(b, "state"))).toBe("06 07 01 02 00 00 F0");
  });

  test("a wrong check byte or another address is answered by silence, a wrong order by 15", () => {
    const b = laneBench();
    const say = (...bytes: number[]) => {
      b.hear("opacimeter");
      b.send("opacimeter", ...bytes);
      b.clock.advanceBy(200);
      return hex(b.hear("opacimeter"));
    };
    expect(say(0x02, 0x04, 0x01, 0xf8)).toBe("");
    expect(say(0x03, 0x04, 0x01, 0xf8)).toBe("");
    expect(say(...COMMANDS.state)).toBe("06 07 01 10 00 00 E2");
    expect(say(...COMMANDS.reading)).toBe("15");
    expect(b.misuse()).toEqual([]);
    expect(say(...COMMANDS.trigger)).toBe("15");
    expect(say(0x02, 0x04, 0x3c, 0xbe)).toBe("15");
    expect(b.misuse()).toHaveLength(2);
  });

  test("a petrol engine gives it nothing to see", () => {
    const b = probing({ vehicle: {} });
    b.prompt("full-throttle");
    b.clock.advanceBy(3000);
    expect(reading(b).k).toBeLessThanOrEqual(0.02);
  });

  test("a foot that comes off early is seen in the speed", () => {
    const b = probing({ operator: { liftsEarly: { presses: [1], afterMs: 300 } } });
    b.prompt("full-throttle");
    b.clock.advanceBy(4000);
    expect(reading(b).rpm).toBeLessThan(1500);
    b.prompt("full-throttle");
    b.clock.advanceBy(4000);
    expect(reading(b).rpm).toBeGreaterThan(4400);
  });

  test("with its curve drawn a result takes twenty seconds", () => {
    const b = probing({ instruments: { opacimeter: { showsCurve: true } } });
    ask(b, "trigger");
    b.clock.advanceBy(19_000);
    expect(hex(ask(b, "latest"))).toBe("15");
    b.clock.advanceBy(1500);
    expect(ask(b, "latest")).toHaveLength(8);
  });
});
