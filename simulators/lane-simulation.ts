import type { Clock, Timers } from "../src/ports/clock.ts";
import type { OperatorFeed } from "../src/ports/operator-feed.ts";
import { LANE_ROLES, type LaneRole, type LaneScenario } from "../src/scenario/lane-scenario.ts";
import type { BrakePlcModel } from "./instruments/brake-plc-model.ts";
import { Defects } from "./kit/defects.ts";
import { OrderWatch, type UnmetOrder } from "./kit/order-watch.ts";
import { SeededRandom } from "./kit/seeded-random.ts";
import { faultWords } from "./kit/turn-faults.ts";
import { createLaneInstruments, forEachRole } from "./lane-instruments.ts";
import type { PlcDefects } from "./opcua/plc-defects.ts";
import { LaneOperator } from "./operators/lane-operator.ts";
import type { SimDevice } from "./sim-device.ts";
import { LaneBeams } from "./world/lane-beams.ts";
import { LaneWorld } from "./world/lane-world.ts";
import { Vehicle } from "./world/vehicle.ts";

export interface LaneSimulationOptions {
  readonly scenario: LaneScenario;
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface LaneSimulation {
  readonly devices: Readonly<Record<LaneRole, SimDevice>>;
  /** To be given to the endpoints of the devices; armed from `deviceFaults`. */
  readonly defects: Readonly<Record<LaneRole, Defects>>;
  readonly brakePlc: BrakePlcModel;
  readonly plcDefects: PlcDefects;
  readonly operator: OperatorFeed;
  /** The lines at-slip, at-scale, at-bench, at-headlamp and at-exhaust, inactive at first. */
  readonly beams: { onChange(listener: (line: string, active: boolean) => void): void };
  readonly world: LaneWorld;
  /** What the operator could not make sense of; a test asserts that it stays empty. */
  readonly misunderstood: readonly string[];
  /** The next vehicle, with its driver and its faults; the equipment (`instruments`) stays as it is. */
  newVehicle(scenario: LaneScenario): void;
  /** Orders of the vehicle that is there which have had no effect so far. */
  unmet(): readonly UnmetOrder[];
  stop(): void;
}

const STREAMS: Readonly<Record<LaneRole, string>> = {
  "axle-scale": "axle-scale",
  "brake-bench": "brake-bench",
  "headlamp-tester": "headlamp",
  "gas-analyser": "gas",
  opacimeter: "opacimeter",
  "side-slip-tester": "side-slip",
};

/** One lane with all its instruments, and one person. The vehicle of `scenario` waits in front of it. */
export function createLaneSimulation({
  scenario,
  seed,
  clock,
  timers,
}: LaneSimulationOptions): LaneSimulation {
  const stream = (name: string): SeededRandom => new SeededRandom(seed, name);
  const world = new LaneWorld();
  const { devices, brakePlc, plcDefects } = createLaneInstruments({
    settings: scenario.instruments,
    worldOf: () => world,
    random: (role) => stream(STREAMS[role]),
  });
  const chatter = stream("beams");
  const beams = new LaneBeams({
    timers,
    bounceMs: scenario.instruments.beams.bounceMs,
    random: () => chatter,
  });
  world.onBeam((line, isIn) => beams.body(line, isIn));
  const defects = forEachRole((role) => new Defects({ clock, timers, random: stream(`defects ${role}`) }));
  const person = new LaneOperator({
    world,
    clock,
    timers,
    random: stream("operator 0"),
    quirks: scenario.operator,
  });
  let vehicles = 0;
  let watch = new OrderWatch();

  function newVehicle(part: LaneScenario): void {
    const atMs = clock.monoMs();
    vehicles++;
    watch = new OrderWatch();
    person.takeOver(part.operator, stream(`operator ${vehicles}`), watch);
    world.enter(new Vehicle(part.vehicle, stream(`vehicle ${vehicles}`), atMs), atMs);
    for (const role of LANE_ROLES) defects[role].clear();
    for (const [i, fault] of part.deviceFaults.entries())
      defects[fault.device].arm(fault, watch.expect(["deviceFaults", i], faultWords(fault), "it began"));
  }

  newVehicle(scenario);
  return {
    devices,
    defects,
    brakePlc,
    plcDefects,
    operator: {
      show(prompt) {
        for (const role of LANE_ROLES) defects[role].promptShown(prompt.action);
        person.show(prompt);
      },
    },
    beams,
    world,
    misunderstood: person.misunderstood,
    newVehicle,
    unmet: () => watch.unmet(),
    stop() {
      person.stop();
      beams.stop();
      for (const role of LANE_ROLES) defects[role].clear();
    },
  };
}
