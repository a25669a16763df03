import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { LaneWorld } from "./lane-world.ts";
import type { Vehicle } from "./vehicle.ts";

export interface RoadPosition {
  readonly position: string;
  /** In the order in which a vehicle comes to them. */
  readonly places: readonly LanePlace[];
  readonly world: LaneWorld;
}

/** A vehicle from its nose to its tail: in one position, or in two neighbours while it drives over the border. */
export interface RoadUser {
  readonly id: string;
  readonly vehicle: Vehicle;
  /** Position counted from 0; -1 is the entrance, and the number after the last one is outside. */
  nose: number;
  tail: number;
  /** Where it drives to; null while it stands. */
  bound: number | null;
  /** Whom it has just run into. */
  struck: RoadUser | null;
}

export interface RoadListener {
  /** The nose is over the border; the tail is still where `user.tail` says. */
  onEnter(user: RoadUser, at: number): void;
  /** The tail is out. */
  onLeave(user: RoadUser, at: number): void;
  onGone(user: RoadUser): void;
  /** Comes into the beam at the way out, or is through it. */
  onExit(isIn: boolean): void;
  /** Somebody moved or stopped: whoever waits may look again. */
  onChange(): void;
}

export const ENTRANCE = -1;

/**
 * Positions one behind the other, too narrow to pass: at most one vehicle in each. Who drives up to one that moves on in the
 * same direction follows it; who drives up to one that stands there, or passes those who wait in front, has a collision, gets no
 * further until the way is free, and stands in `collisions`.
 */
export class LaneRoad {
  readonly collisions: string[] = [];
  readonly positions: readonly RoadPosition[];
  readonly #on: (RoadUser | null)[];
  readonly #entrance: RoadUser[] = [];
  readonly #gone = new Set<string>();
  readonly #listener: RoadListener;

  constructor(positions: readonly RoadPosition[], listener: RoadListener) {
    this.positions = positions;
    this.#on = positions.map(() => null);
    this.#listener = listener;
  }

  get waiting(): readonly string[] {
    return this.#entrance.map(({ id }) => id);
  }

  vehicleAt(position: string): string | null {
    return this.#on[this.positions.findIndex((known) => known.position === position)]?.id ?? null;
  }

  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  /** -1 where the lane has no such place. */
  indexOf(place: LanePlace): number {
    return this.positions.findIndex(({ places }) => places.includes(place));
  }

  join(id: string, vehicle: Vehicle): RoadUser {
    const user = { id, vehicle, nose: ENTRANCE, tail: ENTRANCE, bound: null, struck: null };
    this.#gone.delete(id);
    this.#entrance.push(user);
    return user;
  }

  mayEnter(user: RoadUser, at: number, atMs: number): boolean {
    const other = this.#inTheWay(user, at);
    if (other === null) {
      user.struck = null;
      return true;
    }
    const direction = Math.sign(at - user.nose);
    const makesWay = other.bound !== null && Math.sign(other.bound - at) === direction;
    if (!makesWay && user.struck !== other) this.#collide(user, other, at, atMs);
    return false;
  }

  enter(user: RoadUser, at: number, atMs: number): void {
    this.#leaveQueue(user);
    user.nose = at;
    if (at < this.positions.length) {
      this.#on[at] = user;
      this.positions[at]?.world.enter(user.vehicle, atMs);
      this.#listener.onEnter(user, at);
    } else this.#listener.onExit(true);
    this.#listener.onChange();
  }

  /** The tail comes over the border after the nose. */
  followNose(user: RoadUser, atMs: number): void {
    const left = user.tail;
    user.tail = user.nose;
    if (left !== ENTRANCE) {
      this.#on[left] = null;
      this.positions[left]?.world.leave(atMs);
      this.#listener.onLeave(user, left);
    }
    if (user.nose === this.positions.length) {
      this.#listener.onExit(false);
      this.#goes(user);
    }
    this.#listener.onChange();
  }

  stopped(user: RoadUser): void {
    user.bound = null;
    this.#listener.onChange();
  }

  /** Turns round at the entrance. */
  turnBack(user: RoadUser): void {
    this.#goes(user);
    this.#listener.onChange();
  }

  isOutFree(user: RoadUser): boolean {
    return user.nose === ENTRANCE || this.#on.every((other, at) => at <= user.nose || other === null);
  }

  /** At the entrance only the first one can drive on. */
  #inTheWay(user: RoadUser, at: number): RoadUser | null {
    const first = user.nose === ENTRANCE ? this.#entrance[0] : user;
    return first !== undefined && first !== user ? first : (this.#on[at] ?? null);
  }

  #collide(user: RoadUser, other: RoadUser, at: number, atMs: number): void {
    user.struck = other;
    const how =
      other.nose === ENTRANCE
        ? `overtook ${other.id} at the entrance`
        : `drove onto ${this.positions[at]?.position} where ${other.id} stood`;
    this.collisions.push(`${Math.round(atMs)} ms: ${user.id} ${how}`);
  }

  #leaveQueue(user: RoadUser): void {
    const at = this.#entrance.indexOf(user);
    if (at >= 0) this.#entrance.splice(at, 1);
  }

  #goes(user: RoadUser): void {
    this.#leaveQueue(user);
    user.nose = this.positions.length;
    user.tail = user.nose;
    user.bound = null;
    this.#gone.add(user.id);
    this.#listener.onGone(user);
  }
}
