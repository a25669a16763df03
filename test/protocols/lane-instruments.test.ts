import { describe, expect, test } from "vitest";
import { createMemoryEndpoint } from "../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import type { DecodingSession, SessionOutput } from "../../src/ports/protocol-session.ts";
import { createFlb100Session } from "../../src/protocols/flb-100/session.ts";
import { createJxSideSlipSession } from "../../src/protocols/jx-side-slip/session.ts";
import { createJxfzSession } from "../../src/protocols/jxfz/session.ts";
import { createMettlerToledoSession } from "../../src/protocols/mettler-toledo/session.ts";
import { createNha506Session } from "../../src/protocols/nha-506/session.ts";
import { createNhd6109Session } from "../../src/protocols/nhd-6109/session.ts";
import {
  type LaneRole,
  type LaneScenarioPart,
  laneScenarioSchema,
} from "../../src/scenario/lane-scenario.ts";

/**
 * Goal: session and simulator, written apart from the same public text, understand each other. Method: one instrument of
 * a simulated lane at its baud rate in virtual time, a person who does as told, no defects.
 */
const device = asId<"device">("instrument");
const SESSIONS: Readonly<Record<LaneRole, { baudRate: number; create(): DecodingSession }>> = {
  "axle-scale": { baudRate: 9600, create: () => createMettlerToledoSession({ device }) },
  "brake-bench": { baudRate: 9600, create: () => createJxfzSession({ device }) },
  "headlamp-tester": { baudRate: 2400, create: () => createNhd6109Session({ device }) },
  "gas-analyser": { baudRate: 9600, create: () => createNha506Session({ device }) },
  opacimeter: { baudRate: 9600, create: () => createFlb100Session({ device }) },
  "side-slip-tester": { baudRate: 9600, create: () => createJxSideSlipSession({ device }) },
};

function bench(role: LaneRole, part: LaneScenarioPart = {}) {
  const clock = new VirtualClock();
  const scenario = laneScenarioSchema.parse(part);
  const lane = createLaneSimulation({ scenario, seed: 3, clock, timers: clock });
  const { baudRate, create } = SESSIONS[role];
  const session = create();
  const random = new SeededRandom(3, `line ${role}`);
  const line = createMemoryEndpoint({ device: lane.devices[role], clock, timers: clock, random, baudRate });
  const heard: Observation[] = [];
  const faults: DeviceFault[] = [];
  const carry = ({ writes, ...output }: SessionOutput): void => {
    for (const write of writes) expect(line.write(write)).toBe("accepted");
    heard.push(...output.observations);
    faults.push(...output.faults);
  };
  line.open({
    onOpen: () => void clock.start("connected", 0, () => carry(session.connected(clock.monoMs()))),
    onBytes: (bytes, atMs) => carry(session.receive(bytes, atMs)),
    onClose: () => undefined,
  });
  let prompts = 0;
  const on = {
    heard,
    faults,
    run(ms: number): void {
      const untilMs = clock.monoMs() + ms;
      while (clock.monoMs() < untilMs) {
        clock.advanceBy(5);
        const dueMs = session.nextDueMs();
        if (dueMs !== null && dueMs <= clock.monoMs()) carry(session.tick(clock.monoMs()));
      }
    },
    ask: (command: InstrumentCommand): void => carry(session.request(command, clock.monoMs())),
    prompt(action: string, params: Record<string, string | number> = {}): void {
      const prompt = { id: `p${prompts++}`, item: null, action, params, text: reason("NOT_KNOWN", {}) };
      lane.operator.show(prompt, clock.monoMs(), "job");
    },
    driveTo(place: "scale" | "bench" | "headlamp" | "exhaust" | "slip", axle = 1): void {
      on.prompt("drive-onto", { place, axle });
      for (let s = 0; s < 30 && lane.world.axleAt(place) !== axle; s++) on.run(1000);
      expect(lane.world.axleAt(place)).toBe(axle);
    },
    /** Nobody did anything the manual does not know, and nothing was lost on the way. */
    expectUnderstood(): void {
      expect(lane.devices[role].misuse).toEqual([]);
      expect(session.statistics.rejectedBytes).toBe(0);
      expect(faults).toEqual([]);
    },
    answers: () => heard.flatMap((o) => (o.kind === "answer" ? [`${o.command} ${o.outcome}`] : [])),
  };
  on.run(2000);
  return on;
}

describe("sessions and the simulated lane", () => {
  test("axle scale: moves, then stands still at the load of the axle", () => {
    const b = bench("axle-scale");
    b.driveTo("scale");
    b.run(5000);
    const loads = b.heard.filter((o) => o.kind === "axle-load");
    expect(loads.some((load) => !load.stable)).toBe(true);
    const last = loads.filter((load) => load.stable).at(-1);
    expect(Number(last?.loadKg)).toBeGreaterThan(300);
    b.expectUnderstood();
  });

  test("brake bench: a whole run, its own summary within a step of ours", () => {
    const b = bench("brake-bench");
    b.driveTo("bench");
    b.prompt("roll-free");
    b.ask({ name: "brake.start", run: "service" });
    const notices = (): string[] =>
      b.heard.flatMap((o) => (o.kind === "brake-bench-state" && o.notice !== "none" ? [o.notice] : []));
    for (let s = 0; s < 20 && !notices().includes("brake"); s++) b.run(500);
    b.prompt("press-brake");
    b.run(15_000);
    expect(notices()).toEqual(["drag", "brake", "ended"]);
    expect(b.answers()).toEqual(["brake.start ok"]);
    const forces = b.heard.filter((o) => o.kind === "brake-force");
    expect(forces.length).toBeGreaterThan(400);
    expect(forces.every((o) => o.leftN !== null && o.rightN !== null)).toBe(true);
    const [summary] = b.heard.filter((o) => o.kind === "brake-bench-summary");
    expect(Number(summary?.maxLeftN)).toBe(Math.max(...forces.map((o) => Number(o.leftN))));
    expect(Number(summary?.maxRightN)).toBe(Math.max(...forces.map((o) => Number(o.rightN))));
    b.expectUnderstood();
  });

  test("brake bench: stop ends a run, the result still comes; zero is answered", () => {
    const b = bench("brake-bench");
    b.ask({ name: "brake.zero" });
    b.run(200);
    b.driveTo("bench");
    b.ask({ name: "brake.start", run: "parking" });
    b.run(3500);
    b.ask({ name: "brake.stop" });
    b.run(3000);
    expect(b.answers()).toEqual(["brake.zero ok", "brake.start ok", "brake.stop ok"]);
    expect(b.heard.at(-1)?.kind).toBe("brake-bench-summary");
    b.expectUnderstood();
  });

  test.each([
    ["two-lamp", ["left main", "left main", "right main", "right main"]],
    [
      "four-lamp",
      ["left main", "left main", "right main", "right main"].concat(
        ["left minor", "left minor"],
        ["right minor", "right minor"],
      ),
    ],
  ] as const)("headlamp tester, %s", (system, lamps) => {
    const b = bench("headlamp-tester");
    b.driveTo("headlamp");
    b.prompt("lamps-high");
    b.run(2000);
    b.ask({ name: "headlamp.measure", system });
    b.run(60_000);
    expect(b.answers()).toEqual(["headlamp.measure ok"]);
    const readings = b.heard.filter((o) => o.kind === "headlamp");
    expect(readings.map((o) => `${o.side} ${o.lamp}`)).toEqual(lamps);
    for (const reading of readings) expect(Number(reading.highIntensityCd)).toBeGreaterThan(1000);
    b.expectUnderstood();
  });

  test.each(["4f", "4f-per-lamp", "47"] as const)("headlamp tester that ends with %s", (finish) => {
    const b = bench("headlamp-tester", { instruments: { "headlamp-tester": { finish } } });
    b.driveTo("headlamp");
    b.prompt("lamps-high");
    b.run(2000);
    b.ask({ name: "headlamp.measure", system: "two-lamp" });
    b.run(60_000);
    const readings = b.heard.flatMap((o) => (o.kind === "headlamp" ? [o.side] : []));
    // Each lamp is fetched twice.
    expect(readings).toEqual(["left", "left", "right", "right"]);
    b.expectUnderstood();
  });

  test.each(["at-end", "polled"] as const)("gas analyser, tests answered %s", (testReply) => {
    const b = bench("gas-analyser", { instruments: { "gas-analyser": { testReply } } });
    b.ask({ name: "gas.leak-test" });
    b.run(15_000);
    b.ask({ name: "gas.zero" });
    b.run(15_000);
    b.driveTo("exhaust");
    b.prompt("insert-probe");
    b.ask({ name: "gas.sample-on" });
    b.run(40_000);
    b.ask({ name: "gas.sample-off" });
    b.run(10_000);
    expect(b.answers()).toEqual(["gas.leak-test ok", "gas.zero ok", "gas.sample-on ok", "gas.sample-off ok"]);
    const readings = b.heard.filter((o) => o.kind === "exhaust-gas");
    expect(readings.length).toBeGreaterThanOrEqual(39);
    expect(readings.length).toBeLessThanOrEqual(42);
    expect(readings.at(-1)).toMatchObject({ quality: "good" });
    expect(Number(readings.at(-1)?.co2Pct)).toBeGreaterThan(12);
    b.expectUnderstood();
  });

  test.each(["at-end", "polled"] as const)("gas analyser that leaks and does not zero, %s", (testReply) => {
    const setUp = { testReply, leaks: true, zeroFails: true };
    const b = bench("gas-analyser", { instruments: { "gas-analyser": setUp } });
    b.ask({ name: "gas.leak-test" });
    b.ask({ name: "gas.zero" });
    b.run(30_000);
    expect(b.answers()).toEqual(["gas.leak-test leak", "gas.zero failed"]);
    b.expectUnderstood();
  });

  test("gas analyser that warms up", () => {
    const b = bench("gas-analyser", { instruments: { "gas-analyser": { warmUpMs: 60_000 } } });
    b.ask({ name: "gas.sample-on" });
    b.run(1000);
    expect(b.answers()).toEqual(["gas.sample-on warming-up"]);
    b.expectUnderstood();
  });

  test.each([false, true])("opacimeter, one acceleration, curve drawn: %s", (showsCurve) => {
    const engine = { idleRpm: 800, maxRpm: 4800, diesel: {} };
    const b = bench("opacimeter", { vehicle: { engine }, instruments: { opacimeter: { showsCurve } } });
    b.driveTo("exhaust");
    b.ask({ name: "smoke.zero" });
    b.run(10_000);
    b.ask({ name: "smoke.start" });
    b.prompt("insert-probe");
    b.run(15_000);
    b.ask({ name: "smoke.trigger" });
    b.prompt("full-throttle");
    b.run(4000);
    b.prompt("idle");
    b.run(20_000);
    b.ask({ name: "smoke.summary" });
    b.ask({ name: "smoke.stop" });
    b.run(10_000);
    const asked = ["zero ok", "start ok", "trigger ok", "summary failed", "stop ok"];
    expect(b.answers()).toEqual(asked.map((answer) => `smoke.${answer}`));
    const readings = b.heard.filter((o) => o.kind === "smoke");
    expect(readings.length).toBeGreaterThan(150);
    expect(readings.every(({ quality }) => quality === "good")).toBe(true);
    const [peak, ...others] = b.heard.filter((o) => o.kind === "smoke-peak");
    expect(others).toEqual([]);
    const greatest = Math.max(...readings.map(({ kPerM }) => Number(kPerM)));
    expect(Math.abs(Number(peak?.kPerM) - greatest)).toBeLessThan(0.1);
    expect(Number(peak?.engineSpeedRpm)).toBeGreaterThan(4400);
    b.expectUnderstood();
  });

  test("opacimeter that warms up", () => {
    const b = bench("opacimeter", { instruments: { opacimeter: { warmUpMs: 60_000 } } });
    b.ask({ name: "smoke.zero" });
    b.run(1000);
    expect(b.answers()).toEqual(["smoke.zero warming-up"]);
    b.expectUnderstood();
  });

  test("side-slip plate: silent, then a burst while the axle crosses", () => {
    const b = bench("side-slip-tester");
    b.ask({ name: "side-slip.arm" });
    b.run(1000);
    expect(b.heard).toHaveLength(1);
    b.prompt("drive-onto", { place: "slip", axle: 1 });
    b.run(20_000);
    expect(b.heard.filter((o) => o.kind === "side-slip").length).toBeGreaterThan(10);
    b.expectUnderstood();
  });

  test("side-slip plate with an end and a result of its own, the greatest of the crossing", () => {
    const b = bench("side-slip-tester", { instruments: { "side-slip-tester": { ending: "ee" } } });
    b.ask({ name: "side-slip.arm" });
    b.prompt("drive-onto", { place: "slip", axle: 1 });
    b.run(20_000);
    const told = b.heard.filter((o) => o.kind === "side-slip");
    const result = told.at(-1);
    const readings = told.slice(0, -1).map(({ slipMPerKm }) => Math.abs(Number(slipMPerKm)));
    expect(told.flatMap((o, at) => (o.result === true ? [at] : []))).toEqual([told.length - 1]);
    expect(result?.quality).toBe("good");
    expect(Math.abs(Number(result?.slipMPerKm))).toBe(Math.max(...readings));
    b.expectUnderstood();
  });
});
