import { z } from "zod";
import type { SoftwareIdentity } from "../journal/entry.ts";
import type { PendingWithdrawal } from "../journal/withdrawals-noted.ts";
import type { StationId } from "../quantities/ids.ts";
import { toldSchema } from "../trade/reason-schema.ts";
import { reason, told } from "../trade/reasons.ts";

/** Stands in the document. */
export const WITHDRAWAL_SCHEMA = "proofmark/withdrawal/v1";

/** Canonical JSON of the document below, as one gzip member: signed, numbered and delivered as a result is. */
export const WITHDRAWAL_PAYLOAD_TYPE = "application/vnd.proofmark.withdrawal.v1+gzip";

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/**
 * That a record of this station is not in force any more (撤销), and by whom and why. What was withdrawn stays as it was signed: whoever
 * has both reads what was said, and that it no longer counts. Field order here is byte order.
 */
export const withdrawalDocumentSchema = z.strictObject({
  schema: z.literal(WITHDRAWAL_SCHEMA),
  /** Of the record that is withdrawn, as its site, car and job. */
  kind: z.enum(["inspection", "exam"]),
  station: z.string(),
  site: z.string(),
  car: z.string().nullable(),
  job: z.string(),
  /** Position of this document among the station's records, which it is one of: a gap shows a missing one. */
  sequence: z.int().min(0),
  withdraws: z.strictObject({ record: sha256Hex, sequence: z.int().min(0) }),
  reason: toldSchema,
  /** Who withdrew it, by the id that the station's journal gives them. */
  by: z.string(),
  /** When they did. The seal may come later, for a signer may be away. */
  at: instant,
  /** How the station's clock stood then. */
  status: z.string(),
  software: z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() }),
});

export type WithdrawalDocument = z.infer<typeof withdrawalDocumentSchema>;

/** What a withdrawal is made from beside the act of the person; all of it comes out of the journal. */
export interface WithdrawalSource {
  readonly station: StationId;
  readonly sequence: number;
  readonly software: SoftwareIdentity;
}

export function buildWithdrawal(
  pending: PendingWithdrawal,
  { station, sequence, software }: WithdrawalSource,
): WithdrawalDocument {
  const { choice, note, by } = pending;
  return {
    schema: WITHDRAWAL_SCHEMA,
    kind: pending.kind,
    station,
    site: pending.site,
    car: pending.car,
    job: pending.job,
    sequence,
    withdraws: { record: pending.withdraws.record, sequence: pending.withdraws.sequence },
    reason: told(reason("WITHDRAWN_FOR", { by: by.person, choice, note })),
    by: by.person,
    at: new Date(pending.atWallMs).toISOString(),
    status: pending.status,
    software: { name: software.name, version: software.version, sha256: software.sha256 },
  };
}
