import type { Clock, Timers } from "../src/ports/clock.ts";
import type { Prompt } from "../src/ports/operator-feed.ts";
import type { LanePlace } from "../src/scenario/lane-operator.ts";
import { LANE_ROLES, type LaneRole, type LaneScenario } from "../src/scenario/lane-scenario.ts";
import type { BrakePlcModel } from "./instruments/brake-plc-model.ts";
import { Defects } from "./kit/defects.ts";
import { OrderWatch, type UnmetOrder } from "./kit/order-watch.ts";
import { RandomStreams } from "./kit/random-streams.ts";
import { TurnFaults } from "./kit/turn-faults.ts";
import { createLaneInstruments, forEachRole, PLACE_OF_ROLE } from "./lane-instruments.ts";
import type { PlcDefects } from "./opcua/plc-defects.ts";
import { LaneOperator, placeOf } from "./operators/lane-operator.ts";
import type { SimDevice } from "./sim-device.ts";
import { brushBeams } from "./world/beam-brush.ts";
import type { BrakeBenchPhysics } from "./world/brake-bench-physics.ts";
import { LaneBeams } from "./world/lane-beams.ts";
import { LaneRoad, type RoadPosition, type RoadUser } from "./world/lane-road.ts";
import { LaneWorld } from "./world/lane-world.ts";
import { PositionTurns } from "./world/position-turns.ts";
import { RoadSeat } from "./world/road-seat.ts";
import { Vehicle } from "./world/vehicle.ts";

export interface LaneTrafficOptions {
  /** In the order in which a vehicle comes to them; each place stands in one position at most. */
  readonly positions: readonly { readonly position: string; readonly places: readonly LanePlace[] }[];
  readonly instruments: LaneScenario["instruments"];
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface LaneTraffic {
  readonly devices: Readonly<Record<LaneRole, SimDevice>>;
  /** To be given to the endpoints of the devices; armed from the `deviceFaults` of whose turn it is. */
  readonly defects: Readonly<Record<LaneRole, Defects>>;
  readonly brakePlc: BrakePlcModel;
  readonly plcDefects: PlcDefects;
  /** The lines at-slip, at-scale, at-bench, at-headlamp, at-exhaust and at-exit of the whole lane, inactive at first. */
  readonly beams: { onChange(listener: (line: string, active: boolean) => void): void };
  /** A vehicle comes to the entrance with its driver; the equipment (`instruments`) stays as it is. Throws on an `id` that is there. */
  arrive(id: string, scenario: LaneScenario): void;
  /** For the driver of this vehicle. */
  show(id: string, prompt: Prompt): void;
  /** Whose body is in the position; while it drives over a border it is in two. */
  vehicleAt(position: string): string | null;
  /** At the entrance, in order. */
  waiting(): readonly string[];
  isGone(id: string): boolean;
  /** Orders of this vehicle that have had no effect so far. */
  unmet(id: string): readonly UnmetOrder[];
  /** Who drove where somebody stood, or passed who waited; a test asserts that it stays empty. */
  readonly collisions: readonly string[];
  /** What the drivers could not make sense of; a test asserts that it stays empty. */
  readonly misunderstood: readonly string[];
  stop(): void;
}

/** A lane in which several vehicles stand one behind the other, each with its driver. Throws on a layout that names something twice. */
export function createLaneTraffic(options: LaneTrafficOptions): LaneTraffic {
  checkLayout(options.positions);
  return new Lane(options);
}

interface Driver {
  readonly person: LaneOperator;
  readonly faults: TurnFaults;
}

/** What may still be shown to somebody who has left. */
const PARTING_ACTIONS: ReadonlySet<string> = new Set(["leave-lane", "wait", "look-by-hand", "review"]);

class Lane implements LaneTraffic {
  readonly devices: Readonly<Record<LaneRole, SimDevice>>;
  readonly defects: Readonly<Record<LaneRole, Defects>>;
  readonly brakePlc: BrakePlcModel;
  readonly plcDefects: PlcDefects;
  readonly beams: LaneBeams;
  readonly misunderstood: string[] = [];
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #streams: RandomStreams;
  readonly #brakePhysics: BrakeBenchPhysics;
  readonly #road: LaneRoad;
  readonly #turns: PositionTurns;
  readonly #drivers = new Map<string, Driver>();
  readonly #watches = new Map<string, OrderWatch>();

  constructor({ positions, instruments, seed, clock, timers }: LaneTrafficOptions) {
    this.#clock = clock;
    this.#timers = timers;
    const streams = new RandomStreams(seed);
    this.#streams = streams;
    this.#road = new LaneRoad(
      positions.map((position) => ({ ...position, world: new LaneWorld() })),
      {
        onEnter: (user, at) => this.#enters(user, at),
        onLeave: ({ id }, at) => this.#turns.end(id, at),
        onGone: (user) => this.#goes(user),
        onExit: (isIn) => this.beams.body("at-exit", isIn),
        onChange: () => this.#wayChanged(),
      },
    );
    this.beams = new LaneBeams({
      timers,
      bounceMs: instruments.beams.bounceMs,
      random: (line) => streams.of(`beam ${line}`),
    });
    for (const { world } of this.#road.positions) world.onBeam((line, isIn) => this.beams.body(line, isIn));
    this.#turns = new PositionTurns(positions.length, {
      onBegin: (id, at) => this.#turnBegins(id, at),
      onEnd: (id, at) => this.#turnEnds(id, at),
    });
    // An instrument that this lane does not have stands where nobody comes.
    const nowhere = new LaneWorld();
    const { devices, brakePlc, plcDefects, brakePhysics } = createLaneInstruments({
      settings: instruments,
      worldOf: (role) => this.#road.positions[this.#road.indexOf(PLACE_OF_ROLE[role])]?.world ?? nowhere,
      random: (role) => streams.of(role),
    });
    this.devices = devices;
    this.brakePlc = brakePlc;
    this.plcDefects = plcDefects;
    this.#brakePhysics = brakePhysics;
    this.defects = forEachRole(
      (role) => new Defects({ clock, timers, random: streams.of(`defects ${role}`) }),
    );
  }

  get collisions(): readonly string[] {
    return this.#road.collisions;
  }

  arrive(id: string, scenario: LaneScenario): void {
    if (this.#drivers.has(id)) throw new Error(`The vehicle ${id} is in the lane already.`);
    const atMs = this.#clock.monoMs();
    const user = this.#road.join(
      id,
      new Vehicle(scenario.vehicle, this.#streams.fresh(`vehicle ${id}`), atMs),
    );
    const watch = new OrderWatch();
    this.#watches.set(id, watch);
    const person = new LaneOperator({
      world: new RoadSeat(this.#road, user),
      clock: this.#clock,
      timers: this.#timers,
      random: this.#streams.fresh(`operator ${id}`),
      quirks: scenario.operator,
      watch,
    });
    this.#drivers.set(id, { person, faults: new TurnFaults(scenario.deviceFaults, atMs, watch) });
  }

  unmet(id: string): readonly UnmetOrder[] {
    return this.#watches.get(id)?.unmet() ?? [];
  }

  show(id: string, prompt: Prompt): void {
    const driver = this.#drivers.get(id);
    if (driver === undefined) {
      if (!this.isGone(id) || !PARTING_ACTIONS.has(prompt.action))
        this.misunderstood.push(`${id} is not there: ${prompt.id}: ${prompt.action}`);
      return;
    }
    driver.faults.promptShown(prompt.action, this.#clock.monoMs());
    const place = prompt.action === "drive-onto" ? placeOf(prompt) : null;
    const at = place === null ? -1 : this.#road.indexOf(place);
    if (at >= 0) this.#turns.ask(id, at);
    driver.person.show(prompt);
    for (const what of driver.person.misunderstood.splice(0)) this.misunderstood.push(`${id}: ${what}`);
  }

  vehicleAt(position: string): string | null {
    return this.#road.vehicleAt(position);
  }

  waiting(): readonly string[] {
    return this.#road.waiting;
  }

  isGone(id: string): boolean {
    return this.#road.isGone(id);
  }

  stop(): void {
    for (const { person } of this.#drivers.values()) person.stop();
    this.beams.stop();
    for (const role of LANE_ROLES) this.defects[role].clear();
  }

  /** Noise goes with the vehicle: what the others did before it came changes none of it. */
  #enters(user: RoadUser, at: number): void {
    const roles = this.#rolesAt(at);
    for (const role of roles) this.#streams.restart(role, user.id);
    if (roles.includes("brake-bench")) this.#brakePhysics.forgetLast();
    for (const place of this.#road.positions[at]?.places ?? [])
      this.#streams.restart(`beam at-${place}`, user.id);
    if (user.vehicle.spec.longVehicle)
      brushBeams(user, at, this.#road.positions, this.beams, this.#streams.fresh(`brush ${at} ${user.id}`));
  }

  #goes({ id }: RoadUser): void {
    this.#drivers.get(id)?.person.stop();
    this.#turns.endAll(id);
    this.#drivers.delete(id);
  }

  #wayChanged(): void {
    for (const { person } of this.#drivers.values()) person.wayChanged();
  }

  #turnBegins(id: string, at: number): void {
    const driver = this.#drivers.get(id);
    for (const role of this.#rolesAt(at)) {
      this.#streams.restart(`defects ${role}`, id);
      driver?.faults.begin(role, this.defects[role], this.#clock.monoMs());
    }
  }

  #turnEnds(id: string, at: number): void {
    for (const role of this.#rolesAt(at)) this.#drivers.get(id)?.faults.end(role);
  }

  #rolesAt(at: number): readonly LaneRole[] {
    return LANE_ROLES.filter((role) => this.#road.indexOf(PLACE_OF_ROLE[role]) === at);
  }
}

function checkLayout(positions: readonly Pick<RoadPosition, "position" | "places">[]): void {
  const names = positions.flatMap(({ position, places }) => [`position ${position}`, ...places]);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`The lane has ${twice} twice.`);
}
