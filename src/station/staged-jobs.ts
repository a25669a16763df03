import type { JobId } from "../core/quantities/ids.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import { guarded } from "./fault-line.ts";
import { type Opening, stationRefuses } from "./job-door.ts";
import { isSameSeat, type Seat } from "./sites.ts";

interface Staged {
  readonly seat: Seat;
  readonly told: (opening: Opening) => void;
}

/** Jobs on their way to the journal: opened and not yet durable, each with whoever asked for it. */
export class StagedJobs {
  readonly #log: Log;
  readonly #jobs = new Map<JobId, Staged>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(job: JobId, seat: Seat, told: (opening: Opening) => void): void {
    this.#jobs.set(job, { seat, told });
  }

  /** Nothing of it was appended, so nobody is told here. */
  drop(job: JobId): void {
    this.#jobs.delete(job);
  }

  at(seat: Seat): JobId | null {
    for (const [job, staged] of this.#jobs) if (isSameSeat(staged.seat, seat)) return job;
    return null;
  }

  /** False for one that is not on its way. */
  opened(job: JobId): boolean {
    const staged = this.#jobs.get(job);
    this.#jobs.delete(job);
    if (staged !== undefined) this.#tell(staged, { kind: "opened", job });
    return staged !== undefined;
  }

  refuseAll(why: Reason): void {
    const staged = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const one of staged) this.#tell(one, stationRefuses(why));
  }

  #tell({ told }: Staged, opening: Opening): void {
    guarded(this.#log, "whoever asked for the job failed", () => told(opening));
  }
}
