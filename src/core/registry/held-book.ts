import type { TakenRecord } from "./station-account.ts";
import type { HeldRecord, HeldRecords } from "./take-in.ts";

/** What was looked up of one station, and what was taken since: a withdrawal may name a record of the message before it. */
export class HeldBook implements HeldRecords {
  readonly #byId = new Map<string, HeldRecord>();
  readonly #abandonedByJob = new Map<string, HeldRecord>();

  constructor(known: Iterable<HeldRecord> = []) {
    for (const record of known) this.#add(record);
  }

  byId(record: string): HeldRecord | undefined {
    return this.#byId.get(record);
  }

  abandonedOfJob(job: string): HeldRecord | undefined {
    return this.#abandonedByJob.get(job);
  }

  take(taken: readonly TakenRecord[]): void {
    for (const one of taken) {
      if (one.kind === "quarantined") continue;
      const { kind, record, index, sequence, job, of } = one;
      this.#add({ kind, record, index, sequence, job, of, isWithdrawn: false, isAbandoned: false });
      const named = one.kind === "withdrawal" ? this.#byId.get(one.withdraws.record) : undefined;
      if (named !== undefined) this.#add({ ...named, isWithdrawn: true });
    }
  }

  #add(record: HeldRecord): void {
    this.#byId.set(record.record, record);
    if (record.isAbandoned && record.kind === "result") this.#abandonedByJob.set(record.job, record);
  }
}
