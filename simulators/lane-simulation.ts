import type { Clock, Timers } from "../src/ports/clock.ts";
import type { OperatorFeed } from "../src/ports/operator-feed.ts";
import { LANE_ROLES, type LaneRole, type LaneScenario } from "../src/scenario/lane-scenario.ts";
import { BrakePlcModel } from "./instruments/brake-plc-model.ts";
import { JxSideSlip } from "./instruments/jx-side-slip.ts";
import { Jxfz } from "./instruments/jxfz.ts";
import { MettlerToledo } from "./instruments/mettler-toledo.ts";
import { Nha506 } from "./instruments/nha-506.ts";
import { Nhd6109 } from "./instruments/nhd-6109.ts";
import { Defects } from "./kit/defects.ts";
import { SeededRandom } from "./kit/seeded-random.ts";
import { LaneOperator } from "./operators/lane-operator.ts";
import type { SimDevice } from "./sim-device.ts";
import { BrakeBenchPhysics } from "./world/brake-bench-physics.ts";
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
  readonly operator: OperatorFeed;
  /** The lines at-slip, at-scale, at-bench, at-headlamp and at-exhaust, inactive at first. */
  readonly beams: { onChange(listener: (line: string, active: boolean) => void): void };
  readonly world: LaneWorld;
  /** What the operator could not make sense of; a test asserts that it stays empty. */
  readonly misunderstood: readonly string[];
  /** The next vehicle, with its driver and its faults; the equipment (`instruments`) stays as it is. */
  newVehicle(scenario: LaneScenario): void;
  stop(): void;
}

/** One lane with all its instruments, and one person. The vehicle of `scenario` waits in front of it. */
export function createLaneSimulation({
  scenario,
  seed,
  clock,
  timers,
}: LaneSimulationOptions): LaneSimulation {
  const stream = (name: string): SeededRandom => new SeededRandom(seed, name);
  const world = new LaneWorld();
  const physics = new BrakeBenchPhysics(world, stream("brake-bench"));
  const devices = buildDevices(scenario.instruments, world, physics, stream);
  const defects = forEachRole((role) => new Defects({ clock, timers, random: stream(`defects ${role}`) }));
  const person = new LaneOperator({
    world,
    clock,
    timers,
    random: stream("operator 0"),
    quirks: scenario.operator,
  });
  let vehicles = 0;

  function newVehicle(part: LaneScenario): void {
    const atMs = clock.monoMs();
    vehicles++;
    person.takeOver(part.operator, stream(`operator ${vehicles}`));
    world.enter(new Vehicle(part.vehicle, stream(`vehicle ${vehicles}`), atMs), atMs);
    for (const role of LANE_ROLES) {
      defects[role].clear();
      for (const fault of part.deviceFaults) if (fault.device === role) defects[role].arm(fault);
    }
  }

  newVehicle(scenario);
  return {
    devices,
    defects,
    brakePlc: new BrakePlcModel({
      physics,
      faultyThirdRollers: scenario.instruments["brake-bench"].faultyThirdRollers,
    }),
    operator: {
      show(prompt) {
        for (const role of LANE_ROLES) defects[role].promptShown(prompt.action);
        person.show(prompt);
      },
    },
    beams: { onChange: (listener) => world.onBeam(listener) },
    world,
    misunderstood: person.misunderstood,
    newVehicle,
    stop() {
      person.stop();
      for (const role of LANE_ROLES) defects[role].clear();
    },
  };
}

function buildDevices(
  instruments: LaneScenario["instruments"],
  world: LaneWorld,
  physics: BrakeBenchPhysics,
  stream: (name: string) => SeededRandom,
): Record<LaneRole, SimDevice> {
  return {
    "axle-scale": new MettlerToledo({ world, random: stream("axle-scale"), ...instruments["axle-scale"] }),
    "brake-bench": new Jxfz({ physics, ...instruments["brake-bench"] }),
    "headlamp-tester": new Nhd6109({ world, random: stream("headlamp"), ...instruments["headlamp-tester"] }),
    "gas-analyser": new Nha506({ world, random: stream("gas"), ...instruments["gas-analyser"] }),
    "side-slip-tester": new JxSideSlip({ world, random: stream("side-slip") }),
  };
}

function forEachRole<T>(make: (role: LaneRole) => T): Record<LaneRole, T> {
  return {
    "axle-scale": make("axle-scale"),
    "brake-bench": make("brake-bench"),
    "headlamp-tester": make("headlamp-tester"),
    "gas-analyser": make("gas-analyser"),
    "side-slip-tester": make("side-slip-tester"),
  };
}
