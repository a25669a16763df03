import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Xk3190A9, type Xk3190A9Options } from "../../simulators/instruments/xk3190-a9.ts";
import { createMemoryEndpoint } from "../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import type { AxleLoad, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { createXk3190A9Session } from "../../src/protocols/xk3190-a9/session.ts";
import { laneScenarioSchema } from "../../src/scenario/lane-scenario.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { sharedCase } from "../support/shared-cases.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";

const device = asId<"device">("scale-1");

/** Of the shared cases: 1560 with no decimals has the check 19. */
const KNOWN = "02 2B 30 30 31 35 36 30 30 31 39 03";

function frame(body: string): Uint8Array {
  let check = 0;
  for (const byte of ascii(body)) check ^= byte;
  const digits = check.toString(16).toUpperCase().padStart(2, "0");
  return joined(hex("02"), ascii(body + digits), hex("03"));
}

function loads(bytes: Uint8Array, unit: "kg" | "t" | "not-told" = "kg"): AxleLoad[] {
  const session = createXk3190A9Session({ device, unit });
  return [...session.receive(bytes, 0).observations].filter((o: Observation) => o.kind === "axle-load");
}

describeProtocolSession({
  name: "xk3190-a9",
  create: () => createXk3190A9Session({ device, unit: "kg" }),
  conversation: [{ bytes: joined(frame("+0008500"), frame("+0008511"), frame("-0000122"), hex(KNOWN)) }],
  valuesOf: (observation) => (observation.kind === "axle-load" ? [observation.loadKg] : []),
  checksummed: true,
  heldBytesMax: 12,
  noise: hex("00 11 22 33 44 55 66 77"),
});

describe("xk3190-a9", () => {
  test("a frame of the shared cases, digit for digit", () => {
    expect(frame("+0015600")).toEqual(hex(KNOWN));
    expect(loads(hex(KNOWN))).toMatchObject([
      { loadKg: "1560", quality: "good", raw: `hex:${KNOWN.replaceAll(" ", "").toLowerCase()}` },
    ]);
  });

  test("the recording of the shared cases: 12 of 0, 12 of 1560, 12 of 1650, one of 23960", (ctx) => {
    const recorded = new Uint8Array(readFileSync(sharedCase(ctx, "instruments/xk3190-a9.bin")));
    const heard = loads(recorded);
    expect(heard.map(({ loadKg }) => loadKg)).toEqual([
      ...Array<string>(12).fill("0"),
      ...Array<string>(12).fill("1560"),
      ...Array<string>(12).fill("1650"),
      "23960",
    ]);
    expect(heard.filter(({ stable }) => stable).map(({ loadKg }) => loadKg)).toEqual([
      ...Array<string>(8).fill("0"),
      ...Array<string>(8).fill("1560"),
      ...Array<string>(8).fill("1650"),
    ]);
  });

  test.each([
    ["+0012340", "1234"],
    ["+0012341", "123.4"],
    ["+0012344", "0.1234"],
    ["-0000121", "-1.2"],
    ["-0000000", "0"],
  ])("%s is %s kg", (body, loadKg) => {
    expect(loads(frame(body))).toMatchObject([{ loadKg }]);
  });

  test.each([
    ["a sign that is none", frame(" 0012340")],
    ["a blank among the digits", frame("+ 012340")],
    ["a point beyond four digits", frame("+0012345")],
    ["another check", hex("02 2B 30 30 31 35 36 30 30 31 38 03")],
    ["no ETX", hex("02 2B 30 30 31 35 36 30 30 31 39 0D")],
  ])("refuses %s", (_, bytes) => {
    expect(loads(bytes)).toEqual([]);
  });

  test("a check in small letters is the same number", () => {
    expect(loads(joined(hex("02"), ascii("+00000001b"), hex("03")))).toMatchObject([{ loadKg: "0" }]);
  });

  test("a unit that nobody told is no kilogram: uncertain, and never stable", () => {
    const heard = loads(joined(...Array.from({ length: 9 }, () => hex(KNOWN))), "not-told");
    expect(heard).toHaveLength(9);
    for (const load of heard)
      expect(load).toMatchObject({
        quality: "uncertain",
        stable: false,
        qualityReason: { code: "UNIT_NOT_TOLD" },
      });
  });

  test("takes no commands", () => {
    const session = createXk3190A9Session({ device });
    expect(session.request({ name: "gas.zero" }, 0).observations).toMatchObject([{ outcome: "refused" }]);
  });
});

/** Goal: session and simulator, written apart from the same public text, understand each other. */
describe("the simulated XK3190-A9", () => {
  function bench(options: Partial<Xk3190A9Options>, unit: "kg" | "t") {
    const clock = new VirtualClock();
    const scenario = laneScenarioSchema.parse({ vehicle: { axleLoadsKg: [812.5, 600] } });
    const { world } = createLaneSimulation({ scenario, seed: 3, clock, timers: clock });
    const random = new SeededRandom(3, "xk3190-a9");
    const scale = new Xk3190A9({ world, random, ...options });
    const line = createMemoryEndpoint({ device: scale, clock, timers: clock, random, baudRate: 9600 });
    const session = createXk3190A9Session({ device, unit });
    const heard: Observation[] = [];
    line.open({
      onOpen: () => heard.push(...session.connected(clock.monoMs()).observations),
      onBytes: (bytes, atMs) => heard.push(...session.receive(bytes, atMs).observations),
      onClose: () => undefined,
    });
    clock.advanceBy(2000);
    world.arrive("scale", 1, clock.monoMs());
    clock.advanceBy(8000);
    return { heard: heard.filter((o) => o.kind === "axle-load"), session, scale };
  }

  test.each([
    [{}, "kg", 813, 1],
    [{ decimals: 1 }, "kg", 812.5, 0.6],
    [{ decimals: 2, unit: "t" }, "t", 810, 10],
  ] as const)("%o in %s: the axle's load, stable in the end", (options, unit, kg, within) => {
    const { heard, session, scale } = bench(options, unit);
    expect(session.statistics.rejectedBytes).toBe(0);
    expect(scale.misuse).toEqual([]);
    expect(heard.length).toBeGreaterThan(90);
    const stable = heard.filter((load) => load.stable);
    expect(stable.length).toBeGreaterThan(0);
    expect(Math.abs(Number(stable.at(-1)?.loadKg) - kg)).toBeLessThanOrEqual(within);
  });

  test("while the axle rolls on nothing is stable between empty and full", () => {
    const { heard } = bench({}, "kg");
    for (const { loadKg, stable } of heard)
      if (stable) expect(Number(loadKg) < 5 || Number(loadKg) > 800, loadKg).toBe(true);
  });
});
