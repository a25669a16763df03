import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { LaneSeat } from "../world/lane-seat.ts";
import type { Task } from "./task-queue.ts";

export interface LaneDrivingOptions {
  readonly seat: LaneSeat;
  /** How long this person takes. */
  readonly between: (minMs: number, maxMs: number) => number;
  readonly onArrived: (place: LanePlace) => void;
  /** It is where it was asked to go, or through it. */
  readonly onThere: () => void;
}

/** How one gets from place to place in a lane, and out of it. */
export class LaneDriving {
  readonly #seat: LaneSeat;
  readonly #between: (minMs: number, maxMs: number) => number;
  readonly #onArrived: (place: LanePlace) => void;
  readonly #onThere: () => void;

  constructor({ seat, between, onArrived, onThere }: LaneDrivingOptions) {
    this.#seat = seat;
    this.#between = between;
    this.#onArrived = onArrived;
    this.#onThere = onThere;
  }

  knows(place: LanePlace): boolean {
    return this.#seat.way?.knows(place) ?? true;
  }

  onto(place: LanePlace, axle: number, dawdlesMs: number): readonly Task[] {
    const start: Task = {
      name: "drive off",
      afterMs: this.#between(500, 1500) + dawdlesMs,
      run: (atMs) => {
        this.#pullAway(atMs);
        this.#seat.way?.setOff(place);
      },
      next: () => this.#travel(),
    };
    const drivingMs = this.#between(2500, 5000);
    if (place !== "slip") {
      const arrive = (atMs: number): void => {
        this.#seat.arrive(place, axle, atMs);
        this.#onThere();
        this.#onArrived(place);
      };
      return [start, { name: "arrive", afterMs: drivingMs, run: arrive }];
    }
    const overMs = this.#between(900, 1300);
    return [
      start,
      {
        name: "onto the plate",
        afterMs: drivingMs,
        run: (atMs) => this.#seat.cross(axle, atMs, atMs + overMs),
      },
      {
        name: "off the plate",
        afterMs: overMs,
        run: (atMs) => {
          this.#seat.departPlace(atMs);
          this.#onThere();
        },
      },
    ];
  }

  /** Nobody drives up behind somebody who stands: the place is left when the whole way out is free. */
  out(): readonly Task[] {
    const way = this.#seat.way;
    if (way === undefined) return [];
    return [
      {
        name: "drive out",
        afterMs: 0,
        ready: () => way.isOutFree(),
        run: (atMs) => {
          this.#pullAway(atMs);
          way.setOffOut();
        },
        next: () => this.#travel(),
      },
    ];
  }

  #pullAway(atMs: number): void {
    this.#seat.vehicle?.pressPedal(0, 200, atMs);
    this.#seat.vehicle?.pullLever(0, 200, atMs);
    this.#seat.departPlace(atMs);
  }

  /** Border after border, until the whole vehicle is in the position that it is bound for. */
  #travel(): readonly Task[] {
    const step = this.#seat.way?.nextStep() ?? null;
    if (step === null) return [];
    const { name, length, ready, take } = step;
    return [
      { name, afterMs: this.#between(1500, 3000) * length, ready, run: take, next: () => this.#travel() },
    ];
  }
}
