import { leafHash } from "../journal/merkle.ts";
import { readEntry } from "../journal/read-entry.ts";
import { toHex } from "../record/base64.ts";
import { parseEnvelope, recordIdOf } from "../record/dsse.ts";
import type { ResultDocument } from "../record/result-document.ts";
import type { Verifier } from "../record/verify-record.ts";
import { verifySealedEnvelope } from "../record/verify-withdrawal.ts";
import type { WithdrawalDocument } from "../record/withdrawal-document.ts";
import { type Reason, reason } from "../trade/reasons.ts";

/** A sealed entry, by its bytes alone: what its envelope hashes to, and whether it is signed. */
export interface ReadSealed {
  /** Hex. */
  readonly leaf: string;
  /** Made from the signed bytes; what the entry claims where there are none. */
  readonly record: string;
  readonly document: ResultDocument | WithdrawalDocument | null;
  /** Why it is not to be believed; null where it is. */
  readonly problem: Reason | null;
}

/** Null where the bytes are no entry of a sealed record or withdrawal. */
export function readSealed(verifier: Verifier, station: string, bytes: Uint8Array): ReadSealed | null {
  const entry = readEntry(bytes);
  if (entry?.type !== "record-sealed" && entry?.type !== "withdrawal-sealed") return null;
  const leaf = toHex(leafHash(verifier.digest, bytes));
  const bad = (record: string, problem: Reason): ReadSealed => ({ leaf, record, document: null, problem });
  const parsed = parseEnvelope(entry.envelope);
  if (parsed.kind === "malformed")
    return bad(entry.record, reason("ENVELOPE_MALFORMED", { because: parsed.reason }));
  const { payloadType, payload } = parsed.envelope;
  const record = recordIdOf(verifier.digest, payloadType, payload);
  if (record !== entry.record) return bad(record, reason("RECORD_ID_WRONG", { found: entry.record }));
  const verified = verifySealedEnvelope(verifier, parsed.envelope);
  if (verified.kind === "refused") return bad(record, verified.reason);
  const { document } = verified;
  if (document.station !== station)
    return bad(record, reason("STATION_MISMATCH", { found: document.station, expected: station }));
  if (document.job !== entry.job) return bad(record, reason("ENTRY_OF_OTHER_JOB", { job: document.job }));
  const claimed = entry.type === "withdrawal-sealed" ? entry.withdraws : null;
  const withdraws = withdrawsOf(document);
  if (withdraws !== claimed)
    return bad(record, reason("ENTRY_WITHDRAWS_OTHER", { withdraws: claimed ?? "" }));
  return { leaf, record, document, problem: null };
}

/** Id of the record that a withdrawal takes out of force; null of a result. */
export function withdrawsOf(document: ResultDocument | WithdrawalDocument): string | null {
  return "withdraws" in document ? document.withdraws.record : null;
}
