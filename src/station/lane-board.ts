import {
  type Blocked,
  createLaneMachine,
  type LaneEffect,
  type LaneInput,
  whoBlocks,
} from "../core/inspection/lane/lane-machine.ts";
import { holderOf, type LaneState, occupancyOf } from "../core/inspection/lane/lane-state.ts";
import { type LaneUse, unusedLane, usedLane, vehiclesPerHour } from "../core/inspection/lane/lane-use.ts";
import { positionOf } from "../core/inspection/lane/layout.ts";
import type { JobId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import { type Place, placeName } from "../core/trade/words/places.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { LaneView } from "./live-message.ts";
import type { LaneSite } from "./sites.ts";
import { wallAt } from "./wall-at.ts";

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
  /** By position: who has had it since when, by the steady clock. */
  readonly #held = new Map<string, { readonly job: JobId; readonly sinceMs: number }>();
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

  /** Who keeps the next one from being called: waits before the lane, or, in a lane of one position, is in it. */
  get callsHeldBy(): JobId | null {
    const { layout, vehicles } = this.#state;
    const busy = vehicles.find(({ holds, over }) => !over && (holds.length === 0 || layout.length === 1));
    return busy?.job ?? null;
  }

  view(): LaneView {
    const state = this.#state;
    const use = this.use();
    return {
      site: this.#options.lane.site,
      vehiclesPerHour: vehiclesPerHour(use),
      vehicles: use.vehicles,
      positions: state.layout.map(({ position, places }, at) => {
        const used = use.positions[at];
        return {
          position,
          places: places.map((place) => ({ place, ...placeName(place) })),
          job: holderOf(state, position)?.job ?? null,
          heldSinceWallMs: this.#heldSince(position),
          occupancy: occupancyOf(state, position),
          vehicles: used?.vehicles ?? 0,
          heldMs: used?.heldMs ?? 0,
          awaitedMs: used?.awaitedMs ?? 0,
        };
      }),
      waiting: state.vehicles.flatMap((vehicle) => {
        const { job, wants } = vehicle;
        const blocked = wants === null ? null : whoBlocks(state, vehicle, wants);
        return wants === null || blocked === null
          ? []
          : [{ job, wants, because: toldOnce(whyWaits(blocked)) }];
      }),
      leaving: state.vehicles.filter(({ over }) => over).map(({ job }) => job),
    };
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
    this.#noteHolders();
    for (const effect of decision.effects) this.#run(effect);
    this.#options.changed();
  }

  #noteHolders(): void {
    for (const { position } of this.#state.layout) {
      const job = holderOf(this.#state, position)?.job ?? null;
      if (job === null) this.#held.delete(position);
      else if (this.#held.get(position)?.job !== job)
        this.#held.set(position, { job, sinceMs: this.#options.clock.monoMs() });
    }
  }

  #heldSince(position: string): number | null {
    const held = this.#held.get(position);
    return held === undefined ? null : wallAt(this.#options.clock, held.sinceMs);
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

function whyWaits(blocked: Blocked): Reason {
  const { position } = blocked;
  switch (blocked.by) {
    case "vehicle":
      return reason("POSITION_TAKEN", { position, job: blocked.job });
    case "occupied":
      return reason("POSITION_OCCUPIED", { position });
    case "unknown":
      return reason("POSITION_UNSEEN", { position });
  }
}
