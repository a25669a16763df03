import { z } from "zod";
import { type ConsoleAct, doerSchema } from "../people/console-act.ts";
import type { JobId, RecordId } from "../quantities/ids.ts";
import type { JobKind } from "../trade/words/roles.ts";
import type { ConsoleActed, WithdrawalSealed } from "./entry.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A person has withdrawn a record, and what says so is not sealed yet. All that it is made from, so that nothing older need be read. */
export const pendingWithdrawalSchema = z.strictObject({
  kind: z.enum(["inspection", "exam"]),
  site: z.string(),
  car: z.string().nullable(),
  job: z.string(),
  withdraws: z.strictObject({ record: hash, sequence: z.int().min(0) }),
  choice: z.string(),
  note: z.string(),
  by: doerSchema,
  /** Of the act. */
  atWallMs: z.number(),
  /** Of the clock, at the act. */
  status: z.string(),
});

export interface PendingWithdrawal {
  /** Of the withdrawn record, as its site, car and job. */
  readonly kind: JobKind;
  readonly site: string;
  readonly car: string | null;
  readonly job: JobId;
  readonly withdraws: { readonly record: RecordId; readonly sequence: number };
  readonly choice: string;
  readonly note: string;
  readonly by: z.infer<typeof doerSchema>;
  readonly atWallMs: number;
  readonly status: string;
}

/** In a summary: what waits for its seal, oldest first, and which records the newest withdrawals name. */
export const withdrawalsSummarySchema = z.strictObject({
  pending: z.array(pendingWithdrawalSchema),
  withdrawn: z.array(hash),
});

export interface WithdrawalsSummary {
  readonly pending: readonly PendingWithdrawal[];
  readonly withdrawn: readonly string[];
}

/** No station withdraws as many in all its years; each stands in every summary with 67 bytes. */
const WITHDRAWN_KEPT = 4_096;

/** What a journal says of records that people withdrew: a fold of their acts and of what was sealed of them. */
export class WithdrawalsNoted {
  #pending: readonly PendingWithdrawal[] = [];
  #withdrawn: readonly string[] = [];

  /** Oldest first. */
  get pending(): readonly PendingWithdrawal[] {
    return this.#pending;
  }

  pendingOf(record: string): PendingWithdrawal | null {
    return this.#pending.find(({ withdraws }) => withdraws.record === record) ?? null;
  }

  /** True from the act on, sealed or not. */
  isWithdrawn(record: string): boolean {
    return this.#withdrawn.includes(record) || this.pendingOf(record) !== null;
  }

  /** `status`: of the clock. A second act on one record, or one of nobody, which no station writes, changes nothing. */
  acted(entry: ConsoleActed, status: string): void {
    const { act, by, at } = entry;
    if (act.kind !== "record-withdrawn" || by === null || this.isWithdrawn(act.record)) return;
    this.#pending = [...this.#pending, pendingOf(act, by, at.wallMs, status)];
  }

  sealed({ withdraws }: Pick<WithdrawalSealed, "withdraws">): void {
    this.#pending = this.#pending.filter((pending) => pending.withdraws.record !== withdraws);
    if (!this.#withdrawn.includes(withdraws))
      this.#withdrawn = [...this.#withdrawn, withdraws].slice(-WITHDRAWN_KEPT);
  }

  /** For a summary; nothing of it stands there while nobody has withdrawn anything. */
  summed(): { readonly withdrawals?: WithdrawalsSummary } {
    if (this.#pending.length + this.#withdrawn.length === 0) return {};
    return { withdrawals: { pending: this.#pending, withdrawn: this.#withdrawn } };
  }

  goOn({ pending, withdrawn }: WithdrawalsSummary): void {
    this.#pending = pending;
    this.#withdrawn = withdrawn;
  }
}

/** What an act leaves to be sealed. */
export function pendingOf(
  { record, choice, note, of }: Extract<ConsoleAct, { kind: "record-withdrawn" }>,
  by: PendingWithdrawal["by"],
  atWallMs: number,
  status: string,
): PendingWithdrawal {
  const { kind, site, car, job, sequence } = of;
  const withdraws = { record: record as RecordId, sequence };
  return { kind, site, car, job: job as JobId, withdraws, choice, note, by, atWallMs, status };
}
