import type { ConsoleActed, JobOrder, SoftwareIdentity, WithdrawalSealed } from "../journal/entry.ts";
import { type PendingWithdrawal, pendingOf } from "../journal/withdrawals-noted.ts";
import type { StationId } from "../quantities/ids.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import { buildWithdrawal, type WithdrawalDocument } from "./withdrawal-document.ts";

/** What the entries say of a record that may be withdrawn, in the order in which an act says it. */
interface KnownRecord {
  readonly kind: JobOrder["kind"];
  readonly site: string;
  readonly car: string | null;
  readonly job: string;
  readonly sequence: number;
}

/** A record that is not in force any more. */
export interface WithdrawnRecord {
  readonly record: string;
  readonly job: string;
  /** Null while it waits for its seal. */
  readonly withdrawal: string | null;
  readonly atWallMs: number;
  readonly because: Reason;
}

/**
 * The withdrawals of a journal, held against the records before them and the acts of people that they came of. Unlike the ledger, which
 * a start goes on from, it forgets none.
 */
export class WithdrawalEvidence {
  readonly #records = new Map<string, KnownRecord>();
  readonly #pending = new Map<string, PendingWithdrawal>();
  readonly #withdrawn = new Map<string, WithdrawnRecord>();

  /** In the order of the acts. */
  get all(): readonly WithdrawnRecord[] {
    return [...this.#withdrawn.values()];
  }

  sealedRecord(record: string, job: string, { kind, seat }: JobOrder, sequence: number): void {
    this.#records.set(record, { kind, site: seat.site, car: seat.car, job, sequence });
  }

  /** `status`: of the clock. The first thing that is wrong with the act, or null. */
  acted({ act, by, at }: ConsoleActed, status: string): Refusal | null {
    if (act.kind !== "record-withdrawn") return null;
    const { record, choice, note } = act;
    const known = this.#records.get(record);
    if (known === undefined || by === null) return refusal("WITHDRAWS_NO_RECORD", { record });
    if (this.#withdrawn.has(record)) return refusal("WITHDRAWN_TWICE", { record });
    const because = reason("WITHDRAWN_FOR", { by: by.person, choice, note });
    this.#pending.set(record, pendingOf(act, by, at.wallMs, status));
    this.#withdrawn.set(record, { record, job: known.job, withdrawal: null, atWallMs: at.wallMs, because });
    const { kind, site, car, job, sequence } = act.of;
    return unlike("of", { kind, site, car, job, sequence }, known);
  }

  /** Called after `contradictionOf`. */
  sealed({ record, job, withdraws, by }: WithdrawalSealed): Refusal | null {
    const pending = this.#pending.get(withdraws);
    const before = this.#withdrawn.get(withdraws);
    if (pending === undefined || before === undefined) {
      if (before !== undefined) return refusal("WITHDRAWN_TWICE", { record: withdraws });
      const isKnown = this.#records.has(withdraws);
      return refusal(isKnown ? "WITHDRAWAL_WITHOUT_ACT" : "WITHDRAWS_NO_RECORD", { record: withdraws });
    }
    this.#pending.delete(withdraws);
    this.#withdrawn.set(withdraws, { ...before, withdrawal: record });
    return unlike("job", job, pending.job) ?? unlike("by", by, pending.by.person);
  }

  /** Where the document says otherwise than the act; null where they agree, or there is none, which `sealed` tells. */
  contradictionOf(
    document: WithdrawalDocument,
    withdraws: string,
    software: SoftwareIdentity,
  ): Refusal | null {
    const pending = this.#pending.get(withdraws);
    if (pending === undefined) return null;
    // Station and number are held against the journal by whoever reads them.
    const { station, sequence } = document;
    const made = buildWithdrawal(pending, { station: station as StationId, sequence, software });
    for (const field of Object.keys(made) as (keyof WithdrawalDocument)[]) {
      // A sentence may be put in other words by another software; code and parameters are what was said.
      const of = (one: WithdrawalDocument): unknown =>
        field === "reason" ? { code: one.reason.code, params: one.reason.params } : one[field];
      const contradiction = unlike(field, of(document), of(made));
      if (contradiction !== null) return contradiction;
    }
    return null;
  }
}

function unlike(field: string, said: unknown, journalled: unknown): Refusal | null {
  const [record, journal] = [JSON.stringify(said), JSON.stringify(journalled)];
  return record === journal ? null : refusal("JOURNAL_CONTRADICTED", { field, record, journal });
}

/** For whoever reads of it: withdrawn, or about to be. */
export function toldWithdrawn({ record, withdrawal, atWallMs, because }: WithdrawnRecord): Reason {
  if (withdrawal === null) return reason("WITHDRAWAL_PENDING", { record, because });
  return reason("RECORD_WITHDRAWN", { record, withdrawal, at: new Date(atWallMs).toISOString(), because });
}
