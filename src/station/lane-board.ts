import {
  createLaneMachine,
  type LaneEffect,
  type LaneInput,
  whoBlocks,
} from "../core/inspection/lane/lane-machine.ts";
import { holderOf, type LaneState, vehicleOf } from "../core/inspection/lane/lane-state.ts";
import { type LaneUse, unusedLane, usedLane } from "../core/inspection/lane/lane-use.ts";
import { positionOf } from "../core/inspection/lane/layout.ts";
import type { JobId } from "../core/quantities/ids.ts";
import type { Place } from "../core/trade/words/places.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { LaneSite } from "./sites.ts";

export interface LaneBoardOptions {
  readonly lane: LaneSite;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The vehicle's job is to be told that it may have the position. */
  grant(job: JobId, position: string): void;
  /** Who stands where has changed. */
  changed(): void;
}

/** The shell of one lane's machine: feeds it, runs its timers, passes its grants on. Holds no state but the machine's. */
export class LaneBoard {
  readonly #options: LaneBoardOptions;
  readonly #machine: ReturnType<typeof createLaneMachine>;
  #state: LaneState;
  #use: LaneUse;
  readonly #timers = new Map<JobId, TimerHandle>();
  /** Grants lead to inputs: those wait their turn. */
  readonly #inputs: LaneInput[] = [];
  #feeding = false;

  constructor(options: LaneBoardOptions) {
    this.#options = options;
    const { lane, clock } = options;
    this.#machine = createLaneMachine(lane.layout, lane.beams);
    this.#state = this.#machine.initial;
    this.#use = unusedLane(lane.layout, clock.monoMs());
  }

  get state(): LaneState {
    return this.#state;
  }

  use(): LaneUse {
    return usedLane(this.#use, this.#state, this.#state, this.#options.clock.monoMs());
  }

  feed(input: LaneInput): void {
    this.#inputs.push(input);
    if (this.#feeding) return;
    this.#feeding = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    } finally {
      this.#feeding = false;
    }
  }

  /** Whose readings of this place are; null where nobody has its position. */
  holder(place: Place): JobId | null {
    const position = positionOf(this.#options.lane.layout, place);
    return position === null ? null : (holderOf(this.#state, position)?.job ?? null);
  }

  /** True if another vehicle can be called in: nobody waits before the lane. */
  get entranceFree(): boolean {
    return !this.#state.vehicles.some(({ holds, over }) => !over && holds.length === 0);
  }

  /** What keeps this vehicle from what it wants; null when nothing does, or it wants nothing. */
  blocked(job: JobId): ReturnType<typeof whoBlocks> {
    const vehicle = vehicleOf(this.#state, job);
    return vehicle === null || vehicle.wants === null ? null : whoBlocks(this.#state, vehicle, vehicle.wants);
  }

  stop(): void {
    for (const handle of this.#timers.values()) handle.cancel();
    this.#timers.clear();
  }

  #step(input: LaneInput): void {
    const decision = this.#machine.decide(this.#state, input);
    if (decision.kind === "rejected" || decision.events.length === 0) return;
    const after = decision.events.reduce(this.#machine.evolve, this.#state);
    this.#use = usedLane(this.#use, this.#state, after, this.#options.clock.monoMs());
    this.#state = after;
    for (const effect of decision.effects) this.#run(effect);
    this.#options.changed();
  }

  #run(effect: LaneEffect): void {
    const { timers, grant } = this.#options;
    switch (effect.kind) {
      case "grant":
        grant(effect.job, effect.position);
        return;
      case "start-timer": {
        const { job, afterMs } = effect;
        this.#timers.get(job)?.cancel();
        const handle = timers.start("vehicle leaves", afterMs, () => {
          this.#timers.delete(job);
          this.feed({ kind: "timer", job });
        });
        this.#timers.set(job, handle);
        return;
      }
      case "cancel-timer":
        this.#timers.get(effect.job)?.cancel();
        this.#timers.delete(effect.job);
        return;
    }
  }
}
