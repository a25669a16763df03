import { type LaneBeam, placesAt } from "../core/inspection/lane/layout.ts";
import type { LaneStanding } from "../core/inspection/lane/way-through.ts";
import type { JobId } from "../core/quantities/ids.ts";
import { plainOrQuoted } from "../core/trade/command-reading.ts";
import { reason } from "../core/trade/reasons.ts";
import type { Place } from "../core/trade/words/places.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import { LaneBoard } from "./lane-board.ts";
import type { LaneView } from "./live-message.ts";
import type { Answer } from "./session-runner.ts";
import type { Site } from "./sites.ts";

export interface LanesOptions {
  readonly sites: readonly Site[];
  readonly clock: Clock;
  readonly timers: Timers;
  /** The vehicle's job is to be told that it may have the position, and what stands there. */
  granted(job: JobId, position: string, places: readonly Place[]): void;
  /** Who stands where has changed. */
  changed(): void;
}

/** All lanes of a station: who has which position of which. */
export class Lanes {
  readonly #boards = new Map<string, LaneBoard>();

  constructor({ sites, clock, timers, granted, changed }: LanesOptions) {
    for (const lane of sites) {
      if (lane.kind !== "lane") continue;
      const grant = (job: JobId, position: string): void => {
        granted(job, position, placesAt(lane.layout, position));
      };
      this.#boards.set(lane.site, new LaneBoard({ lane, clock, timers, grant, changed }));
    }
  }

  /** A job that asks for positions says how it stands. */
  tell(site: string, job: JobId, standing: LaneStanding): void {
    this.#boards.get(site)?.feed({ kind: "vehicle", job, ...standing });
  }

  /** The job ended without a word of its own. */
  gone(site: string, job: JobId): void {
    this.#boards.get(site)?.feed({ kind: "gone", job });
  }

  /** Refused where no vehicle of this job is on its way out of this lane. */
  seenOut(site: string, job: JobId): Answer {
    const board = this.#boards.get(site);
    if (board?.state.vehicles.some((vehicle) => vehicle.job === job && vehicle.over) !== true) {
      const why = reason("NOT_LEAVING", { job: plainOrQuoted(job), site: plainOrQuoted(site) });
      return { kind: "refused", reason: why };
    }
    board.feed({ kind: "seen-out", job });
    return { kind: "accepted" };
  }

  /** `active` null: nobody can read it any more. */
  beam(site: string, place: LaneBeam, active: boolean | null): void {
    this.#boards.get(site)?.feed({ kind: "beam", place, active });
  }

  /** True if what is seen and measured at this place is of this job's vehicle. */
  has(site: string, place: Place, job: JobId): boolean {
    return this.#boards.get(site)?.holder(place) === job;
  }

  /** Who keeps the next vehicle from being called; null when nobody does. */
  callsHeldBy(site: string): JobId | null {
    return this.#boards.get(site)?.callsHeldBy ?? null;
  }

  views(): readonly LaneView[] {
    return [...this.#boards.values()].map((board) => board.view());
  }

  stop(): void {
    for (const board of this.#boards.values()) board.stop();
  }
}
