import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { Vehicle } from "./vehicle.ts";

/** What somebody at the wheel can do with a vehicle in a lane. */
export interface LaneSeat {
  readonly vehicle: Vehicle | null;
  /** Where one of its axles stands. */
  readonly place: LanePlace | null;
  departPlace(atMs: number): void;
  arrive(place: LanePlace, axle: number, atMs: number): void;
  cross(axle: number, fromMs: number, toMs: number): void;
  setProbe(inside: boolean): void;
  /** Out of the lane at once; for a lane without a `way`. */
  leave(atMs: number): void;
  /** Absent: the whole lane is one position, and there is no way between. */
  readonly way?: LaneWay;
}

/** The way through a lane of several positions. */
export interface LaneWay {
  knows(place: LanePlace): boolean;
  setOff(place: LanePlace): void;
  setOffOut(): void;
  /** Null: it is wholly in the position that it set off for. */
  nextStep(): WayStep | null;
  /** Nobody is ahead, as far as the end of the lane. */
  isOutFree(): boolean;
}

/** From one border of a position to the next. */
export interface WayStep {
  readonly name: string;
  /** As a share of a position. */
  readonly length: number;
  /** False: somebody is in the way. */
  readonly ready: (atMs: number) => boolean;
  readonly take: (atMs: number) => void;
}
