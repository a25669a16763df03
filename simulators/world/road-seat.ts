import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { LaneRoad, RoadUser } from "./lane-road.ts";
import { ENTRANCE } from "./lane-road.ts";
import type { LaneSeat, LaneWay, WayStep } from "./lane-seat.ts";
import type { LaneWorld } from "./lane-world.ts";
import type { Vehicle } from "./vehicle.ts";

/** Of a position: from standing to the border, and from nose to tail over it. */
const TO_BORDER = 0.6;
const OVER_BORDER = 0.4;
const OVER_BORDER_LONG = 1.2;

/** The seat in one of several vehicles of a lane: what it does happens in the position where its nose is. */
export class RoadSeat implements LaneSeat, LaneWay {
  readonly way: LaneWay = this;
  readonly #road: LaneRoad;
  readonly #user: RoadUser;

  constructor(road: LaneRoad, user: RoadUser) {
    this.#road = road;
    this.#user = user;
  }

  get vehicle(): Vehicle | null {
    return this.#user.nose === this.#road.positions.length ? null : this.#user.vehicle;
  }

  get place(): LanePlace | null {
    return this.#world?.place ?? null;
  }

  departPlace(atMs: number): void {
    this.#world?.departPlace(atMs);
  }

  arrive(place: LanePlace, axle: number, atMs: number): void {
    if (this.#isAt(place)) this.#world?.arrive(place, axle, atMs);
    this.#road.stopped(this.#user);
  }

  cross(axle: number, fromMs: number, toMs: number): void {
    if (this.#isAt("slip")) this.#world?.cross(axle, fromMs, toMs);
    this.#road.stopped(this.#user);
  }

  setProbe(inside: boolean): void {
    this.#world?.setProbe(inside);
  }

  leave(): void {
    this.setOffOut();
  }

  knows(place: LanePlace): boolean {
    return this.#road.indexOf(place) >= 0;
  }

  setOff(place: LanePlace): void {
    if (this.vehicle !== null) this.#user.bound = this.#road.indexOf(place);
  }

  setOffOut(): void {
    if (this.#user.nose === ENTRANCE) this.#road.turnBack(this.#user);
    else if (this.vehicle !== null) this.#user.bound = this.#road.positions.length;
  }

  nextStep(): WayStep | null {
    const { nose, tail, bound, vehicle } = this.#user;
    if (tail !== nose) {
      return {
        name: "tail over the border",
        length: vehicle.spec.longVehicle ? OVER_BORDER_LONG : OVER_BORDER,
        ready: () => true,
        take: (atMs) => this.#road.followNose(this.#user, atMs),
      };
    }
    if (bound === null || bound === nose) return null;
    const at = nose + Math.sign(bound - nose);
    return {
      name: "nose over the border",
      length: TO_BORDER,
      ready: (atMs) => this.#road.mayEnter(this.#user, at, atMs),
      take: (atMs) => this.#road.enter(this.#user, at, atMs),
    };
  }

  isOutFree(): boolean {
    return this.#road.isOutFree(this.#user);
  }

  get #world(): LaneWorld | null {
    return this.#road.positions[this.#user.nose]?.world ?? null;
  }

  #isAt(place: LanePlace): boolean {
    return this.#road.indexOf(place) === this.#user.nose;
  }
}
