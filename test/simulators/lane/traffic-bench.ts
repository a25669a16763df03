import { createMemoryEndpoint } from "../../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { createLaneTraffic, type LaneTrafficOptions } from "../../../simulators/lane-traffic.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import type { Prompt } from "../../../src/ports/operator-feed.ts";
import {
  LANE_ROLES,
  type LaneRole,
  type LaneScenarioPart,
  laneScenarioSchema,
} from "../../../src/scenario/lane-scenario.ts";
import { readBrakeTalk } from "./brake-frames.ts";

export const THREE_POSITIONS: LaneTrafficOptions["positions"] = [
  { position: "P1", places: ["exhaust"] },
  { position: "P2", places: ["scale", "bench"] },
  { position: "P3", places: ["headlamp", "slip"] },
];
const START = [0xff, 0x0a, 0xee] as const;

/** What the instruments said of one vehicle while it stood at them, by its name. */
export interface Readings {
  kg: number[];
  daN: { readonly left: number; readonly right: number }[];
  gas: number[];
  lamp: string;
  slip: number[];
}

export interface TrafficBenchOptions {
  readonly seed?: number;
  readonly positions?: LaneTrafficOptions["positions"];
  readonly instruments?: LaneScenarioPart["instruments"];
}

export type TrafficBench = ReturnType<typeof trafficBench>;

/** A lane of three positions whose instruments are all plugged in, and a station that is a script. */
export function trafficBench({
  seed = 1,
  positions = THREE_POSITIONS,
  instruments,
}: TrafficBenchOptions = {}) {
  const clock = new VirtualClock();
  const traffic = createLaneTraffic({
    positions,
    instruments: laneScenarioSchema.parse({ instruments }).instruments,
    seed,
    clock,
    timers: clock,
  });
  const said = Object.fromEntries(LANE_ROLES.map((role) => [role, [] as number[]])) as Record<
    LaneRole,
    number[]
  >;
  const closed: string[] = [];
  const channels = new Map(
    LANE_ROLES.map((role) => {
      const endpoint = createMemoryEndpoint({
        device: traffic.devices[role],
        clock,
        timers: clock,
        random: new SeededRandom(seed, `line ${role}`),
        baudRate: role === "headlamp-tester" ? 2400 : 9600,
        defects: traffic.defects[role],
        chunking: "whole",
      });
      const open = (): void =>
        endpoint.open({
          onOpen: () => undefined,
          onBytes: (bytes) => said[role].push(...bytes),
          onClose: (reason) => {
            closed.push(`${role}: ${reason.code}`);
            clock.start("open again", 1000, open);
          },
        });
      open();
      return [role, endpoint] as const;
    }),
  );
  const beams: { readonly atMs: number; readonly line: string; readonly active: boolean }[] = [];
  traffic.beams.onChange((line, active) => beams.push({ atMs: clock.monoMs(), line, active }));
  clock.advanceBy(10);
  const readings = new Map<string, Readings>();
  let prompts = 0;

  return {
    clock,
    traffic,
    said,
    beams,
    closed,
    readings,
    come(id: string, part: LaneScenarioPart = {}) {
      readings.set(id, { kg: [], daN: [], gas: [], lamp: "", slip: [] });
      traffic.arrive(id, laneScenarioSchema.parse(part));
    },
    prompt(id: string, action: string, params: Prompt["params"] = {}) {
      prompts++;
      traffic.show(id, {
        id: `p${prompts}`,
        item: null,
        action,
        params,
        text: reason("PROMPT_WAIT", { because: reason("NOT_KNOWN", {}) }),
      });
    },
    drive(id: string, place: string, axle = 1) {
      this.prompt(id, "drive-onto", { place, axle });
    },
    /** Lets it drive there, and waits until its beam is broken. */
    driveAndArrive(id: string, place: string, axle = 1) {
      const seen = beams.length;
      this.drive(id, place, axle);
      const arrived = () => beams.slice(seen).some(({ line, active }) => line === `at-${place}` && active);
      clock.runUntil(arrived, 60_000);
    },
    send: (role: LaneRole, ...bytes: number[]) => channels.get(role)?.write(Uint8Array.from(bytes)),
    hear: (role: LaneRole) => said[role].splice(0),
    edges: () => beams.map(({ line, active }) => `${line} ${active ? "on" : "off"}`),
    misuse: () => LANE_ROLES.flatMap((role) => traffic.devices[role].misuse),
  };
}

type Step = readonly [afterMs: number, act: () => void];

function inTime(b: TrafficBench, steps: readonly Step[]): void {
  for (const [afterMs, act] of steps) b.clock.start("script", afterMs, act);
}

/** How long one vehicle has one position in the scripts below. */
export const PHASE_MS = 70_000;

export function measureGas(b: TrafficBench, id: string): void {
  inTime(b, [
    [0, () => b.drive(id, "exhaust")],
    [13_000, () => b.prompt(id, "insert-probe")],
    [19_000, () => b.send("gas-analyser", 0x23)],
    [55_000, () => void b.hear("gas-analyser")],
    [55_001, () => b.send("gas-analyser", 0x01)],
    [55_100, () => b.readings.get(id)?.gas.push(...b.hear("gas-analyser"))],
    [56_000, () => b.prompt(id, "remove-probe")],
  ]);
}

export function measureBrakes(b: TrafficBench, id: string): void {
  const weigh = (): void => void b.readings.get(id)?.kg.push(lastKg(b.hear("axle-scale")));
  inTime(b, [
    [0, () => b.drive(id, "scale", 1)],
    [16_000, weigh],
    [16_001, () => b.drive(id, "scale", 2)],
    [28_000, weigh],
    [28_001, () => b.drive(id, "bench", 1)],
    [36_000, () => void b.hear("brake-bench")],
    [36_001, () => b.send("brake-bench", ...START)],
    [41_500, () => b.prompt(id, "press-brake")],
    [54_000, () => b.readings.get(id)?.daN.push(...readBrakeTalk(b.hear("brake-bench")).samples)],
    [54_001, () => b.prompt(id, "release-brake")],
  ]);
}

export function measureLampsAndSlip(b: TrafficBench, id: string): void {
  inTime(b, [
    [0, () => b.drive(id, "headlamp")],
    [13_000, () => b.prompt(id, "lamps-high")],
    [16_000, () => b.send("headlamp-tester", 0x44, 0x45, 0x41)],
    [40_000, () => void b.hear("headlamp-tester")],
    [40_001, () => b.send("headlamp-tester", 0x4d)],
    [41_000, () => keepLamp(b, id)],
    [42_000, () => b.prompt(id, "lamps-off")],
    [44_000, () => b.drive(id, "slip")],
    [58_000, () => b.readings.get(id)?.slip.push(...b.hear("side-slip-tester"))],
    [60_000, () => b.prompt(id, "leave-lane")],
  ]);
}

function keepLamp(b: TrafficBench, id: string): void {
  const readings = b.readings.get(id);
  if (readings !== undefined) readings.lamp = String.fromCharCode(...b.hear("headlamp-tester").slice(2));
}

/** Weight of the last whole frame. */
export function lastKg(bytes: readonly number[]): number {
  const frames = String.fromCharCode(...bytes).match(/ {2,}\d+ {5}0\r/g) ?? [];
  return Number(frames.at(-1)?.trim().split(/\s/)[0] ?? Number.NaN);
}

/** All three positions one after the other; the first one of `ids` in front, each a phase behind the one before. Who has not come is left out. */
export function driveThrough(b: TrafficBench, ids: readonly string[]): void {
  const phases = [measureGas, measureBrakes, measureLampsAndSlip];
  for (const [i, id] of ids.entries()) {
    if (!b.readings.has(id)) continue;
    for (const [at, measure] of phases.entries()) {
      // Who is in front drives on first; the next one is asked when that place is free.
      const afterMs = (i + at) * PHASE_MS + (phases.length - at) * 5_000;
      b.clock.start("phase", afterMs, () => measure(b, id));
    }
  }
  b.clock.advanceBy((ids.length + phases.length) * PHASE_MS);
}
