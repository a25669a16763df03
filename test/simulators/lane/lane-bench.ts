import { createMemoryEndpoint } from "../../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../../simulators/lane-simulation.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  LANE_ROLES,
  type LaneRole,
  type LaneScenarioPart,
  laneScenarioSchema,
} from "../../../src/scenario/lane-scenario.ts";

const BAUD: Readonly<Record<LaneRole, number>> = {
  "axle-scale": 9600,
  "brake-bench": 9600,
  "headlamp-tester": 2400,
  "gas-analyser": 9600,
  opacimeter: 9600,
  "side-slip-tester": 9600,
};

/** A lane whose instruments are all plugged in; keeps every byte each of them said. */
export function laneBench(part: LaneScenarioPart = {}, seed = 1) {
  const clock = new VirtualClock();
  const lane = createLaneSimulation({
    scenario: laneScenarioSchema.parse(part),
    seed,
    clock,
    timers: clock,
  });
  const said = Object.fromEntries(LANE_ROLES.map((role) => [role, [] as number[]])) as Record<
    LaneRole,
    number[]
  >;
  const closed: string[] = [];
  const endpoints = LANE_ROLES.map((role) => {
    const endpoint = createMemoryEndpoint({
      device: lane.devices[role],
      clock,
      timers: clock,
      random: new SeededRandom(seed, `line ${role}`),
      baudRate: BAUD[role],
      defects: lane.defects[role],
    });
    endpoint.open({
      onOpen: () => undefined,
      onBytes: (bytes) => said[role].push(...bytes),
      onClose: (reason) => closed.push(`${role}: ${reason.code}`),
    });
    return [role, endpoint] as const;
  });
  const channels = Object.fromEntries(endpoints) as Record<LaneRole, (typeof endpoints)[number][1]>;
  const beams: string[] = [];
  lane.beams.onChange((line, active) => beams.push(`${line} ${active ? "on" : "off"}`));
  clock.advanceBy(10);

  let prompts = 0;
  return {
    clock,
    lane,
    said,
    beams,
    closed,
    prompt(action: string, params: Record<string, string | number> = {}) {
      prompts++;
      lane.operator.show(
        { id: `p${prompts}`, item: null, action, params, text: reason("PROMPT_IDLE", {}) },
        clock.monoMs(),
        "job",
      );
    },
    send: (role: LaneRole, ...bytes: number[]) => channels[role].write(Uint8Array.from(bytes)),
    /** What it said since the last call. */
    hear: (role: LaneRole) => said[role].splice(0),
    /** Lets the operator drive, and waits until the axle stands there. */
    driveTo(place: string, axle = 1) {
      this.prompt("drive-onto", { place, axle });
      clock.runUntil(() => lane.world.axleAt(place as "scale") === axle, 20_000);
    },
    misuse: () => LANE_ROLES.flatMap((role) => lane.devices[role].misuse),
  };
}

export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}
