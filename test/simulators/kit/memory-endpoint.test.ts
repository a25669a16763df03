import { describe, expect, test } from "vitest";
import { Defects } from "../../../simulators/kit/defects.ts";
import { createMemoryEndpoint } from "../../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import type { Reason } from "../../../src/core/trade/reasons.ts";
import { deviceFaultsOf } from "../../../src/scenario/device-faults.ts";
import { Talker } from "./talker.ts";

const faultsSchema = deviceFaultsOf(["x"], ["press-brake", "drive-onto"]);

function bench({ seed = 1, baudRate = 9600 as number | null } = {}) {
  const clock = new VirtualClock();
  const device = new Talker();
  const defects = new Defects({ clock, timers: clock, random: new SeededRandom(seed, "defects") });
  const endpoint = createMemoryEndpoint({
    device,
    clock,
    timers: clock,
    random: new SeededRandom(seed, "line"),
    baudRate: baudRate ?? undefined,
    defects,
  });
  const log: string[] = [];
  const chunks: { bytes: Uint8Array; atMs: number }[] = [];
  let inside = false;
  const guard = (): void => {
    if (inside) throw new Error("a listener was called inside open, write or close");
  };
  const listener = {
    onOpen: () => {
      guard();
      log.push("open");
    },
    onBytes: (bytes: Uint8Array, atMs: number) => {
      guard();
      chunks.push({ bytes, atMs });
    },
    onClose: ({ code }: Reason) => {
      guard();
      log.push(`close: ${code}`);
    },
  };
  const within = <T>(call: () => T): T => {
    inside = true;
    try {
      return call();
    } finally {
      inside = false;
    }
  };
  return {
    clock,
    device,
    defects,
    endpoint,
    log,
    chunks,
    open: () => within(() => endpoint.open(listener)),
    write: (...bytes: number[]) => within(() => endpoint.write(Uint8Array.from(bytes))),
    close: () => within(() => endpoint.close()),
    received: () => chunks.flatMap((chunk) => [...chunk.bytes]),
  };
}

describe("memory endpoint", () => {
  test("keeps the promises of a byte channel", () => {
    const b = bench();
    expect(b.write(1)).toBe("closed");
    b.open();
    expect(() => b.open()).toThrow("opened while");
    b.clock.advanceBy(10);
    expect(b.log).toEqual(["open"]);
    expect(b.write(7, 8, 9)).toBe("accepted");
    b.clock.advanceBy(50);
    expect(b.device.heard).toEqual([7, 8, 9]);
    b.close();
    b.close();
    expect(b.write(1)).toBe("closed");
    b.clock.advanceBy(10);
    expect(b.log).toEqual(["open", "close: CLOSED_BY_US"]);
    b.open();
    b.clock.advanceBy(10);
    expect(b.log).toHaveLength(3);
    expect(b.device.connections).toBe(2);
  });

  test("is full at 64 KiB unsent, and then takes nothing", () => {
    const b = bench();
    b.open();
    b.clock.advanceBy(10);
    const half = new Uint8Array(40_000);
    expect(b.endpoint.write(half)).toBe("accepted");
    expect(b.endpoint.write(half)).toBe("full");
    b.clock.advanceBy(60_000);
    expect(b.device.heard).toHaveLength(40_000);
  });

  test("cuts frames at random points and keeps every byte in order", () => {
    const b = bench();
    b.open();
    b.clock.advanceBy(2000);
    const sizes = new Set(b.chunks.map((chunk) => chunk.bytes.length));
    expect(sizes.size).toBeGreaterThan(4);
    expect(Math.max(...sizes)).toBeGreaterThan(8);
    const bytes = b.received();
    expect(bytes.length).toBeGreaterThan(700);
    bytes.forEach((byte, at) => {
      expect(byte).toBe(at % 251);
    });
  });

  test("paces bytes by the baud rate", () => {
    const b = bench({ baudRate: 2400 });
    b.open();
    b.clock.advanceBy(1002);
    // The device talks at 800 B/s; 2400 baud carries 240 B/s.
    expect(b.received().length).toBeGreaterThan(225);
    expect(b.received().length).toBeLessThanOrEqual(240);
  });

  test("the same seed gives the same chunks, another seed others", () => {
    const run = (seed: number): string => {
      const b = bench({ seed });
      b.defects.strike("corrupt", { rate: 0.2 });
      b.open();
      b.clock.advanceBy(3000);
      return b.chunks.map((c) => `${c.atMs} ${Buffer.from(c.bytes).toString("hex")}`).join("\n");
    };
    expect(run(5)).toBe(run(5));
    expect(run(5)).not.toBe(run(6));
  });
});

describe("defects on a line", () => {
  const clean = (): number[] => {
    const b = bench({ baudRate: null });
    b.open();
    b.clock.advanceBy(99);
    return b.received();
  };

  test.each([
    ["drop", (n: number) => expect(n).toBeLessThan(clean().length)],
    ["truncate", (n: number) => expect(n).toBeLessThan(clean().length)],
    ["duplicate", (n: number) => expect(n).toBe(clean().length + 8)],
    ["corrupt", (n: number) => expect(n).toBe(clean().length)],
  ] as const)("%s strikes one burst", (kind, check) => {
    const b = bench({ baudRate: null });
    b.open();
    b.defects.strike(kind, { afterMs: 35 });
    b.clock.advanceBy(99);
    check(b.received().length);
    expect(b.received()).not.toEqual(clean());
    expect(b.received().slice(0, 24)).toEqual(clean().slice(0, 24));
    const dropped = clean().length - b.received().length;
    expect(Math.abs(dropped)).toBeLessThanOrEqual(8);
  });

  test("noise spoils each byte by itself, as often as its rate says, and loses none", () => {
    const b = bench({ baudRate: null });
    b.open();
    b.defects.strike("noise", { rate: 0.1, forMs: 60_000 });
    b.clock.advanceBy(20_000);
    const wrong = b.received().filter((byte, at) => byte !== at % 251);
    const share = wrong.length / b.received().length;
    expect(b.received().length).toBeGreaterThan(10_000);
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
    const fault = { device: "x", kind: "noise" };
    expect(faultsSchema.safeParse([fault]).success).toBe(false);
    expect(faultsSchema.safeParse([{ ...fault, rate: 0.001 }]).success).toBe(true);
  });

  test("delay keeps a burst back and does not overtake", () => {
    const b = bench({ baudRate: null });
    b.open();
    b.defects.strike("delay", { afterMs: 35, delayMs: 200 });
    b.clock.advanceBy(150);
    expect(b.received()).toEqual(clean().slice(0, 24));
    b.clock.advanceBy(200);
    b.received().forEach((byte, at) => {
      expect(byte).toBe(at % 251);
    });
    expect(b.received().length).toBeGreaterThan(200);
  });

  test("wedge: neither hears nor speaks, until it ends", () => {
    const b = bench({ baudRate: null });
    b.open();
    b.clock.advanceBy(5);
    b.defects.strike("wedge", { forMs: 100 });
    b.write(1);
    b.clock.advanceBy(90);
    expect([b.received().length, b.device.heard.length]).toEqual([0, 0]);
    b.clock.advanceBy(50);
    b.write(2);
    b.clock.advanceBy(5);
    expect(b.received().length).toBeGreaterThan(0);
    expect(b.device.heard).toEqual([2]);
  });

  test("wedge: bytes that were on their way when it began are not heard either", () => {
    const b = bench();
    b.open();
    b.clock.advanceBy(5);
    b.write(1, 2, 3);
    b.defects.strike("wedge");
    b.clock.advanceBy(50);
    expect(b.device.heard).toEqual([]);
  });

  test("what is spoilt on its way to the device is not spoilt on its way back", () => {
    const b = bench({ baudRate: null });
    b.open();
    b.clock.advanceBy(5);
    b.defects.strike("duplicate", { direction: "to-device" });
    b.clock.advanceBy(94);
    b.write(7);
    b.clock.advanceBy(1);
    expect(b.device.heard).toEqual([7, 7]);
    expect(b.received()).toEqual(clean());
  });

  test("disconnect closes once, refuses while unplugged, and works again after", () => {
    const b = bench();
    b.open();
    b.clock.advanceBy(50);
    b.defects.strike("disconnect", { forMs: 500 });
    b.clock.advanceBy(5);
    expect(b.log).toEqual(["open", "close: LINE_UNPLUGGED"]);
    b.open();
    b.clock.advanceBy(20);
    expect(b.log).toEqual(["open", "close: LINE_UNPLUGGED", "close: LINE_UNPLUGGED"]);
    b.clock.advanceBy(500);
    b.open();
    b.clock.advanceBy(50);
    expect(b.log[3]).toBe("open");
  });

  test("reset power-cycles the device, and what it was sending is lost", () => {
    const b = bench();
    b.open();
    b.clock.advanceBy(100);
    b.defects.strike("reset");
    b.clock.advanceBy(100);
    expect(b.device.powerCycles).toBe(1);
  });

  test("stuck and drift reach the readings of the model", () => {
    const b = bench();
    b.open();
    b.defects.strike("drift", { perMinute: 60, forMs: 1000 });
    b.clock.advanceBy(500);
    expect(b.device.readingFaults.apply("x", 10, b.clock.monoMs())).toBeCloseTo(10.5);
    b.defects.strike("stuck");
    b.device.readingFaults.apply("x", 10, b.clock.monoMs());
    b.clock.advanceBy(5000);
    expect(b.device.readingFaults.apply("x", 99, b.clock.monoMs())).toBeCloseTo(10.5);
    b.defects.clear();
    expect(b.device.readingFaults.apply("x", 99, b.clock.monoMs())).toBe(99);
  });

  test("a fault waits for the given occurrence of a prompt", () => {
    const b = bench();
    const [fault] = faultsSchema.parse([
      { device: "x", kind: "disconnect", onPrompt: { action: "press-brake", occurrence: 2 }, afterMs: 100 },
    ]);
    if (fault !== undefined) b.defects.arm(fault);
    b.open();
    b.clock.advanceBy(50);
    b.defects.promptShown("press-brake");
    b.defects.promptShown("drive-onto");
    b.clock.advanceBy(500);
    expect(b.log).toEqual(["open"]);
    b.defects.promptShown("press-brake");
    b.clock.advanceBy(99);
    expect(b.log).toEqual(["open"]);
    b.clock.advanceBy(2);
    expect(b.log).toEqual(["open", "close: LINE_UNPLUGGED"]);
  });

  test("the scenario form refuses what it does not know", () => {
    const refused = (fault: object): boolean => !faultsSchema.safeParse([fault]).success;
    expect(refused({ device: "x", kind: "explode" })).toBe(true);
    expect(refused({ device: "x", kind: "drop", afterSeconds: 1 })).toBe(true);
    expect(refused({ device: "x", kind: "wedge", rate: 0.5 })).toBe(true);
    expect(refused({ device: "y", kind: "drop" })).toBe(true);
    expect(refused({ device: "x", kind: "drop", onPrompt: { action: "fly" } })).toBe(true);
    expect(refused({ device: "x", kind: "drop", rate: 0.5, forMs: 10 })).toBe(false);
  });
});
