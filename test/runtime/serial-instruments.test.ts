import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import { createCourseSimulation } from "../../simulators/course-simulation.ts";
import { openPtyBridge, type PtyBridge, ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint } from "../../simulators/kit/tcp-endpoint.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import type { SimDevice } from "../../simulators/sim-device.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import type { Log } from "../../src/ports/log.ts";
import { liveResolver } from "../../src/runtime/live-resolver.ts";
import { wireDevices } from "../../src/runtime/wire-devices.ts";
import { courseScenarioSchema } from "../../src/scenario/course-scenario.ts";
import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import { type LaneRole, laneScenarioSchema } from "../../src/scenario/lane-scenario.ts";
import { BAUD_RATES } from "../../src/stage/simulated-lane.ts";
import { courseDevices, laneDevices } from "../../src/stage/station-devices.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import { eventually } from "../support/eventually.ts";
import { readSource } from "../support/source-tree.ts";

/** Goal: every instrument with a serial plug is read through a real serial device, at its real speed, wired as a station wires it. */
const clock = new SystemClock();
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

type OfKind<K extends Observation["kind"]> = Extract<Observation, { readonly kind: K }>;

class Plugged {
  readonly observations: Observation[] = [];
  readonly faults: DeviceFault[] = [];
  readonly device: SimDevice;
  readonly link: DeviceLink;
  readonly #bridge: PtyBridge;

  constructor(device: SimDevice, link: DeviceLink, bridge: PtyBridge) {
    this.device = device;
    this.link = link;
    this.#bridge = bridge;
    link.start({
      onObservation: (_role, observation) => this.observations.push(observation),
      onFault: (_role, fault) => this.faults.push(fault),
    });
  }

  of<K extends Observation["kind"]>(kind: K): OfKind<K>[] {
    return this.observations.filter((each): each is OfKind<K> => each.kind === kind);
  }

  async ready(): Promise<void> {
    await eventually("the line is open", () => this.link.state() === "ready");
  }

  async answered(): Promise<string> {
    await eventually("the command is answered", () => this.of("answer").length > 0);
    return this.of("answer")[0]?.outcome ?? "";
  }

  /** Nothing went wrong until now; then the plug is pulled, told soon, and put back. */
  async survivesUnplugging(): Promise<void> {
    expect(this.device.misuse).toEqual([]);
    expect(this.faults).toEqual([]);
    const pulledMs = clock.monoMs();
    await this.#bridge.unplug();
    await eventually("the loss is told", () => this.faults.length > 0);
    expect(this.faults[0]).toMatchObject({ code: "disconnected", raised: true });
    expect((this.faults[0]?.atMs ?? 0) - pulledMs).toBeLessThan(3_000);
    expect(this.link.state()).toBe("fault");
    await this.#bridge.plug();
    await eventually("it is back", () => this.link.state() === "ready");
    const disconnected = this.faults.filter((fault) => fault.code === "disconnected");
    expect(disconnected.map((fault) => fault.raised)).toEqual([true, false]);
  }

  async goesOn(kind: Observation["kind"]): Promise<void> {
    const before = this.of(kind).length;
    await eventually(`${kind} goes on`, () => this.of(kind).length > before);
  }
}

async function plugIn(ctx: TestContext, role: string, device: SimDevice): Promise<Plugged> {
  const missing = ptyBridgeMissing();
  if (missing !== null) {
    if (process.env.PROOFMARK_FULL) throw new Error(missing);
    ctx.skip(missing);
  }
  const baudRate = BAUD_RATES[role];
  const folder = mkdtempSync(join(tmpdir(), "proofmark-test-"));
  const endpoint = await serveTcpEndpoint({
    device,
    clock,
    timers: clock,
    random: new SeededRandom(7, `line ${role}`),
    baudRate,
    port: 0,
  });
  const bridge = await openPtyBridge({ port: endpoint.port, path: join(folder, role) });
  const wire = `serial://${bridge.path}?baud=${baudRate}`;
  const address = (): string => (role === "vehicle-io" ? `firmata:${wire}` : wire);
  const resolve = liveResolver({ clock, timers: clock, log, simulatedLines: null });
  const validTo = "2099-12-31";
  const devices = [
    ...laneDevices({ bench: "serial", validTo, address }),
    ...courseDevices({
      validTo,
      sentences: ["GGA", "RMC", "HPR"],
      boardProfile: "config/boards/exam-car-v1.yaml",
      address,
    }),
  ].filter((config) => config.role === role);
  const [link] = wireDevices(devices, { clock, timers: clock, log, resolve, allSimulated: true });
  if (link === undefined) throw new Error(`no device has the role ${role}`);
  const plugged = new Plugged(device, link, bridge);
  ctx.onTestFinished(async () => {
    link.stop();
    await bridge.close();
    await endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await plugged.ready();
  return plugged;
}

/** A lane of its own for each instrument, so that all can be tried at once, a sound car on the place. */
async function inLane(ctx: TestContext, role: LaneRole, place: LanePlace | null) {
  const scenario = laneScenarioSchema.parse({ instruments: { "headlamp-tester": { lampMs: 500 } } });
  const lane = createLaneSimulation({ scenario, seed: 7, clock, timers: clock });
  ctx.onTestFinished(() => lane.stop());
  const plugged = await plugIn(ctx, role, lane.devices[role]);
  if (place !== null) lane.world.arrive(place, 1, clock.monoMs());
  return { plugged, world: lane.world };
}

async function inCar(ctx: TestContext, role: "gnss" | "vehicle-io") {
  const course = createCourseSimulation({
    scenario: courseScenarioSchema.parse({}),
    seed: 7,
    clock,
    timers: clock,
    courseText: readSource("config/courses/demo-c1.geojson"),
    vehicleText: readSource("config/vehicles/santana-c1.yaml"),
  });
  ctx.onTestFinished(() => course.stop());
  return plugIn(ctx, role, course.devices[role]);
}

describe.concurrent("over a serial device", () => {
  test("the scale gives the stable load of the axle", async (ctx) => {
    const { plugged } = await inLane(ctx, "axle-scale", "scale");
    const settled = () => plugged.of("axle-load").find((load) => load.stable && Number(load.loadKg) > 100);
    await eventually("a stable load", () => settled() !== undefined);
    expect(Math.abs(Number(settled()?.loadKg) - 780)).toBeLessThanOrEqual(2);
    await plugged.survivesUnplugging();
    await plugged.goesOn("axle-load");
  });

  test("the bench echoes its start, gives pairs of forces, stops and sums up", async (ctx) => {
    const { plugged } = await inLane(ctx, "brake-bench", "bench");
    plugged.link.request({ name: "brake.start", run: "service" });
    expect(await plugged.answered()).toBe("ok");
    const turning = () =>
      plugged.of("brake-force").find((pair) => Number(pair.leftN) > 0 && Number(pair.rightN) > 0);
    await eventually("a pair with both wheels rolling", () => turning() !== undefined);
    plugged.link.request({ name: "brake.stop" });
    await eventually("the summary", () => plugged.of("brake-bench-summary").length === 1);
    expect(plugged.of("answer").map(({ command, outcome }) => [command, outcome])).toEqual([
      ["brake.start", "ok"],
      ["brake.stop", "ok"],
    ]);
    expect(plugged.of("brake-force").every((pair) => pair.quality === "good")).toBe(true);
    await plugged.survivesUnplugging();
  });

  test("the headlamp tester finds both lamps", async (ctx) => {
    const { plugged, world } = await inLane(ctx, "headlamp-tester", "headlamp");
    if (world.vehicle !== null) world.vehicle.lampsOn = true;
    plugged.link.request({ name: "headlamp.measure", system: "two-lamp" });
    expect(await plugged.answered()).toBe("ok");
    await eventually("both lamps, each twice", () => plugged.of("headlamp").length === 4);
    expect(plugged.of("headlamp").map(({ side, lamp, quality }) => [side, lamp, quality])).toEqual([
      ["left", "main", "good"],
      ["left", "main", "good"],
      ["right", "main", "good"],
      ["right", "main", "good"],
    ]);
    for (const { highIntensityCd } of plugged.of("headlamp"))
      expect(Math.abs(Number(highIntensityCd) - 28_000)).toBeLessThan(1_500);
    await plugged.survivesUnplugging();
  });

  test("the analyser takes its sample and gives its data", async (ctx) => {
    const { plugged, world } = await inLane(ctx, "gas-analyser", "exhaust");
    world.setProbe(true);
    plugged.link.request({ name: "gas.sample-on" });
    expect(await plugged.answered()).toBe("ok");
    await eventually("two blocks of data", () => plugged.of("exhaust-gas").length >= 2);
    for (const gas of plugged.of("exhaust-gas")) {
      expect(gas.quality).toBe("good");
      expect(Number(gas.engineSpeedRpm)).toBeGreaterThan(500);
      expect(gas.sampleFlow).toBe("60");
    }
    await plugged.survivesUnplugging();
  });

  test("the side-slip plate tells the wheel that crosses it", async (ctx) => {
    const { plugged, world } = await inLane(ctx, "side-slip-tester", null);
    const fromMs = clock.monoMs();
    world.cross(1, fromMs, fromMs + 600);
    await eventually("ten readings", () => plugged.of("side-slip").length >= 10);
    const slips = plugged.of("side-slip").map(({ slipMPerKm }) => Number(slipMPerKm));
    expect(Math.abs(Math.max(...slips) - 1.2)).toBeLessThan(0.3);
    await plugged.survivesUnplugging();
  });

  test("the receiver's epochs are fixed, one every tenth of a second", async (ctx) => {
    const plugged = await inCar(ctx, "gnss");
    await eventually("ten epochs", () => plugged.of("gnss-epoch").length >= 10);
    const epochs = plugged.of("gnss-epoch");
    for (const { fix, headingFix, quality } of epochs)
      expect([fix, headingFix, quality]).toEqual(["fixed", "fixed", "good"]);
    const steps = epochs.slice(1).map(({ utcMs }, at) => utcMs - (epochs[at]?.utcMs ?? 0));
    expect(new Set(steps)).toEqual(new Set([100]));
    await plugged.survivesUnplugging();
    await plugged.goesOn("gnss-epoch");
  });

  test("the board says who it is and how its lines stand", async (ctx) => {
    const plugged = await inCar(ctx, "vehicle-io");
    const lines = () => new Set(plugged.of("digital").map(({ line }) => line));
    await eventually("the levels", () => lines().size > 0 && plugged.of("channel").length > 1);
    const profile = loadYamlFile("config/boards/exam-car-v1.yaml", boardProfileSchema).value;
    expect(lines()).toEqual(new Set(profile.lines.map(({ name }) => name)));
    expect(new Set(plugged.of("channel").map(({ channel }) => channel))).toEqual(
      new Set(profile.channels.map(({ name }) => name)),
    );
    await plugged.survivesUnplugging();
    await plugged.goesOn("digital");
  });
});
