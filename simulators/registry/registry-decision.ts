import type { StationHead, StoredRecord, StoredWithdrawal } from "./registry-store.ts";
import { signedMessage } from "./signed-message.ts";
import type { WitnessKey } from "./witness-note.ts";

const PAYLOAD_TYPE = "application/vnd.proofmark.registry-decision.v1+json";
/** The lost journal may have opened more jobs than were ever delivered. */
const JOBS_MARGIN = 1000;

export interface DecisionOrder {
  readonly station: string;
  readonly held: StationHead;
  readonly resume: StationHead;
  readonly jobsFrom: number;
  readonly atMs: number;
  readonly reason?: { readonly zh: string; readonly en: string };
}

const REASON = {
  zh: "本站恢复了较早的日志副本；日志自此接续，此前的分支保留并继续有效。",
  en: "The station restored an earlier copy of its journal; the log goes on from there, and the branch before stays in force.",
};

/** The text of a decision, signed by the key that cosigns. */
export function signedDecision(witness: WitnessKey, order: DecisionOrder): string {
  const { station, held, resume, jobsFrom, atMs, reason = REASON } = order;
  const document = {
    schema: "proofmark/registry-decision/v1",
    station,
    kind: "resume",
    held: { size: held.size, root: held.root },
    resume: { size: resume.size, root: resume.root },
    jobsFrom,
    issued: new Date(atMs).toISOString(),
    reason,
  };
  return signedMessage(witness, PAYLOAD_TYPE, document).toString();
}

/** Above all numbers that the registry has seen of this station. */
export function jobsFrom(stored: readonly StoredRecord[], station: string): number {
  const numbers = stored
    .filter((record) => record.station === station)
    .map(({ job }) => Number(/(\d{1,9})$/.exec(job)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1 + JOBS_MARGIN;
}

/** What stays in force of a branch that does not go on: its records and their job numbers, by record id. */
export class AbandonedBranches {
  readonly #records = new Map<string, Pick<StoredRecord, "index" | "sequence">>();
  readonly #jobs = new Map<string, string>();

  add(records: readonly StoredRecord[]): void {
    for (const record of records) {
      this.#records.set(record.record, record);
      this.#jobs.set(record.job, record.record);
    }
  }

  /** They have the job numbers of the records that they name. */
  addWithdrawals(withdrawals: readonly StoredWithdrawal[]): void {
    for (const withdrawal of withdrawals) this.#records.set(withdrawal.record, withdrawal);
  }

  /** The very record, in the same place: both branches have it, and it is in force already. */
  has({ record, index, sequence }: Pick<StoredRecord, "record" | "index" | "sequence">): boolean {
    const known = this.#records.get(record);
    return known !== undefined && known.index === index && known.sequence === sequence;
  }

  /** Another record has this job number: whose it is, people have to find out. */
  usesJob(job: string, record: string): boolean {
    const known = this.#jobs.get(job);
    return known !== undefined && known !== record;
  }
}
