import { type Decision, type Machine, NOTHING, unreachable } from "../../machine.ts";
import type { JobId } from "../../quantities/ids.ts";
import { Turn } from "../../turn.ts";
import {
  evolveLane,
  foremost,
  holderOf,
  initialLane,
  type LaneEvent,
  type LaneState,
  type LaneVehicle,
  newcomer,
  occupancyOf,
  vehicleOf,
} from "./lane-state.ts";
import { type LaneBeam, type LaneLayout, orderOf, placesAt } from "./layout.ts";

export type LaneInput =
  /**
   * How the job of a vehicle stands: what it holds and what it waits for. The first one of a job is its coming. `over`: nothing
   * more will be measured, it is to leave the lane.
   */
  | {
      readonly kind: "vehicle";
      readonly job: JobId;
      readonly holds: readonly string[];
      readonly wants: string | null;
      readonly over: boolean;
    }
  /** The job ended without a record; its vehicle is told to leave by hand. */
  | { readonly kind: "gone"; readonly job: JobId }
  /** A person has seen that the vehicle is not in the lane any more. */
  | { readonly kind: "seen-out"; readonly job: JobId }
  /** `active` null: the beam cannot be read any more. */
  | { readonly kind: "beam"; readonly place: LaneBeam; readonly active: boolean | null }
  /** The time of an earlier `start-timer` is over. */
  | { readonly kind: "timer"; readonly job: JobId };

export type LaneEffect =
  /** The job may now have the position: to be told to its machine, which journals it. */
  | { readonly kind: "grant"; readonly job: JobId; readonly position: string }
  | { readonly kind: "start-timer"; readonly job: JobId; readonly afterMs: number }
  | { readonly kind: "cancel-timer"; readonly job: JobId };

/** Where no beam stands at the exit: in none for so long on a free way out, it has left. Longer than an axle needs to the next beam. */
export const LEFT_AFTER_MS = 4_000;
/**
 * The same for one that was not seen at the last beam of the lane since its job ended: it stands at the entrance or between two
 * beams, and its driver has to hear that it is over, and to go. Like the other two times a guess, not measured in a lane.
 */
export const UNSEEN_LEFT_AFTER_MS = 30_000;
/** The beam at the exit has to stay free for so long: between a tractor and its trailer it is free for a moment too. */
export const EXIT_FREE_MS = 2_000;

/**
 * Lets vehicles through a lane one behind the other. A vehicle gets the position that its next item needs as soon as nobody has
 * it, nothing stands in its beams, and nobody is between; what stands in a beam that nobody holds is taken for the vehicle right
 * behind it, whose nose is there. Total: every input has an answer in every state.
 */
export function createLaneMachine(
  layout: LaneLayout,
  beams: readonly LaneBeam[],
): Machine<LaneState, LaneInput, LaneEvent, LaneEffect> {
  return { initial: initialLane(layout, beams), decide: decideLane, evolve: evolveLane };
}

function decideLane(state: LaneState, input: LaneInput): Decision<LaneEvent, LaneEffect> {
  const turn = new PositionTurn(state);
  const events = told(state, input);
  if (events.length === 0) return NOTHING;
  for (const event of events) turn.emit(event);
  turn.exit(state.exit);
  turn.sightings();
  turn.releases();
  turn.wayOut();
  turn.grants();
  return turn.decision();
}

class PositionTurn extends Turn<LaneState, LaneEvent, LaneEffect> {
  constructor(state: LaneState) {
    super(state, evolveLane);
  }

  sightings(): void {
    const { layout, beams, vehicles } = this.state;
    const places = layout.flatMap(({ position, places }) => places.map((place) => ({ position, place })));
    const told = places.filter(({ place }) => beams[place] !== undefined);
    // Who is out of any beam of a lane of one position keeps only the next one waiting, who stands at the entrance and sees it.
    const last = layout.length === 1 ? told : told.slice(-1);
    for (const { job, holds, over, came, seen } of vehicles) {
      if (!came && told.some(({ position, place }) => holds.includes(position) && beams[place]))
        this.emit({ type: "vehicle-came", job });
      if (over && !seen && last.some(({ position, place }) => holds.includes(position) && beams[place]))
        this.emit({ type: "vehicle-seen", job });
    }
  }

  /** What a vehicle has done with is free when its tail is out of the beams there. */
  releases(): void {
    for (const { job, holds, needs, over } of this.state.vehicles) {
      const kept = holds.filter(
        (at) => over || needs.includes(at) || occupancyOf(this.state, at) !== "clear",
      );
      if (kept.length < holds.length) this.emit({ type: "positions-held", job, positions: kept });
    }
  }

  /** Those whose job is over take what is free before them, foremost first; on a free way out they leave when no beam sees them. */
  wayOut(): void {
    const { layout } = this.state;
    const leaving = this.state.vehicles.filter(({ over }) => over);
    for (const { job } of leaving.sort((a, b) => foremost(this.state, b) - foremost(this.state, a))) {
      for (;;) {
        const vehicle = vehicleOf(this.state, job);
        const next = vehicle === null ? undefined : layout[foremost(this.state, vehicle) + 1];
        if (vehicle === null || next === undefined || vehicle.holds.length === 0) break;
        if (whoBlocks(this.state, vehicle, next.position) !== null) break;
        this.emit({ type: "positions-held", job, positions: [...vehicle.holds, next.position] });
      }
      this.#look(job);
    }
  }

  #look(job: JobId): void {
    const vehicle = vehicleOf(this.state, job);
    if (vehicle === null) return;
    if (vehicle.holds.length === 0) {
      // It never came further than the entrance.
      this.emit({ type: "vehicle-left", job });
      return;
    }
    // Who stands still between two beams is unseen as well; a beam at the exit knows better.
    if (this.state.exit !== undefined) return;
    const free = foremost(this.state, vehicle) === this.state.layout.length - 1;
    const unseen = free && vehicle.holds.every((position) => occupancyOf(this.state, position) === "clear");
    const isOnly = this.state.layout.length === 1;
    if (isOnly && unseen && !vehicle.came) {
      // It never drove in: whoever calls the next one of such a lane sees that.
      this.emit({ type: "vehicle-left", job });
      return;
    }
    this.#unseen(vehicle, unseen, vehicle.seen || isOnly ? LEFT_AFTER_MS : UNSEEN_LEFT_AFTER_MS);
  }

  /** The foremost of those that are to leave is through when its tail is out of the beam at the exit. */
  exit(before: LaneState["exit"]): void {
    const { exit, layout, vehicles } = this.state;
    if (exit === undefined || exit === before) return;
    const leaving = vehicles.find(
      ({ over, holds }) => over && holds.some((at) => orderOf(layout, at) === layout.length - 1),
    );
    const passed = before === true && exit === false;
    if (leaving !== undefined) this.#unseen(leaving, passed, EXIT_FREE_MS);
  }

  #unseen({ job, unseen: was }: LaneVehicle, unseen: boolean, afterMs: number): void {
    if (unseen === was) return;
    this.emit({ type: "vehicle-unseen", job, unseen });
    this.run(unseen ? { kind: "start-timer", job, afterMs } : { kind: "cancel-timer", job });
  }

  grants(): void {
    for (let grant = nextGrant(this.state); grant !== null; grant = nextGrant(this.state)) {
      this.emit({ type: "position-granted", ...grant });
      this.run({ kind: "grant", ...grant });
    }
  }
}

/** Only what changes something. */
function told(state: LaneState, input: LaneInput): LaneEvent[] {
  switch (input.kind) {
    case "vehicle":
      return toldOfVehicle(state, input);
    case "gone": {
      const vehicle = vehicleOf(state, input.job);
      if (vehicle === null || vehicle.over) return [];
      return [{ type: "vehicle-over", job: input.job }];
    }
    case "seen-out":
      return vehicleOf(state, input.job)?.over === true ? [{ type: "vehicle-left", job: input.job }] : [];
    case "timer":
      return vehicleOf(state, input.job)?.unseen === true ? [{ type: "vehicle-left", job: input.job }] : [];
    case "beam":
      if (input.place === "exit")
        return state.exit === undefined || state.exit === input.active
          ? []
          : [{ type: "exit-told", active: input.active }];
      if (!(input.place in state.beams) || state.beams[input.place] === input.active) return [];
      return [{ type: "beam-told", place: input.place, active: input.active }];
    default:
      return unreachable(input);
  }
}

function toldOfVehicle(state: LaneState, input: Extract<LaneInput, { kind: "vehicle" }>): LaneEvent[] {
  const { job } = input;
  const known = vehicleOf(state, job);
  if (known?.over === true) return [];
  const events: LaneEvent[] = known === null ? [{ type: "vehicle-joined", job }] : [];
  const before = known ?? newcomer(job);
  // A grant that its machine has not taken in yet is still its own.
  const promised = before.needs.filter((position) => input.wants === position);
  const needs = [...input.holds, ...promised];
  if (!sameSet(before.needs, needs)) events.push({ type: "positions-needed", job, positions: needs });
  if (!needs.every((position) => before.holds.includes(position)))
    events.push({ type: "positions-held", job, positions: [...before.holds, ...needs] });
  const wants = promised.length > 0 ? null : input.wants;
  if (before.wants !== wants) events.push({ type: "position-asked", job, position: wants });
  if (input.over) events.push({ type: "vehicle-over", job });
  return events;
}

/** The first, in the order in which they came, whose way is free; null when nobody's is. */
function nextGrant(state: LaneState): { readonly job: JobId; readonly position: string } | null {
  for (const vehicle of state.vehicles) {
    const { wants, job } = vehicle;
    if (wants !== null && whoBlocks(state, vehicle, wants) === null) return { job, position: wants };
  }
  return null;
}

/** What keeps a vehicle from a position: another vehicle, something unknown in its beams, or (null) nothing. */
export type Blocked =
  | { readonly by: "vehicle"; readonly job: JobId; readonly position: string }
  | { readonly by: "occupied" | "unknown"; readonly position: string };

export function whoBlocks(state: LaneState, vehicle: LaneVehicle, wanted: string): Blocked | null {
  const from = foremost(state, vehicle);
  const to = orderOf(state.layout, wanted);
  const between = state.layout.filter((_, i) => (to > from ? i > from && i <= to : i >= to && i < from));
  // Those behind must not pass those in front of them, also before the lane.
  const ahead = state.vehicles.find(
    (other) =>
      other.job !== vehicle.job &&
      vehicle.holds.length === 0 &&
      other.holds.length === 0 &&
      isBefore(state, other, vehicle),
  );
  if (ahead !== undefined) return { by: "vehicle", job: ahead.job, position: wanted };
  for (const { position } of between) {
    const holder = holderOf(state, position);
    if (holder !== null && holder.job !== vehicle.job) return { by: "vehicle", job: holder.job, position };
    const occupancy = holder === null ? occupancyOf(state, position) : "clear";
    if (occupancy === "unknown" || (occupancy === "occupied" && !isNose(state, vehicle, position)))
      return { by: occupancy, position };
  }
  return null;
}

function isBefore(state: LaneState, other: LaneVehicle, vehicle: LaneVehicle): boolean {
  return !other.over && state.vehicles.indexOf(other) < state.vehicles.indexOf(vehicle);
}

/**
 * What comes into the first beam of a position that nobody holds can only be who is right behind it, with the nose in it. A lane
 * of one position is given to one at a time: who stands there is the next one, or whoever called it sees that.
 */
function isNose(state: LaneState, vehicle: LaneVehicle, position: string): boolean {
  const here = placesAt(state.layout, position);
  const [, ...further] = here;
  if (state.layout.length > 1) {
    if (further.some((place) => state.beams[place] === true)) return false;
    if (here.some((place) => state.strangers.includes(place))) return false;
  }
  const at = orderOf(state.layout, position);
  const behind = state.vehicles.filter((other) => foremost(state, other) < at);
  const nearest = behind.reduce<LaneVehicle | null>(
    (best, other) => (best === null || foremost(state, other) > foremost(state, best) ? other : best),
    null,
  );
  return nearest?.job === vehicle.job;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry) => b.includes(entry));
}
