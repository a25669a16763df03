import type { RecordSealed, WithdrawalSealed } from "../journal/entry.ts";
import { parseEnvelope, recordIdOf } from "../record/dsse.ts";
import { gunzip } from "../record/gzip.ts";
import { type ResultDocument, resultDocumentSchema } from "../record/result-document.ts";
import type { TrustedKey } from "../record/trust-list.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import { foreignType, readDocument } from "../record/verify-record.ts";
import { foreignWithdrawal, verifySealedEnvelope } from "../record/verify-withdrawal.ts";
import { type WithdrawalDocument, withdrawalDocumentSchema } from "../record/withdrawal-document.ts";
import { reason } from "../trade/reasons.ts";
import type { EvidenceCheck } from "./disclosed-entries.ts";

/** What an entry holds under seal. */
export type SealedInEntry =
  | {
      readonly kind: "result";
      readonly record: string;
      readonly document: ResultDocument;
      /** Null where no signature was looked at. */
      readonly key: TrustedKey | null;
      /** Of a second signature that was verified; null where there is none, or none was looked at. */
      readonly second: TrustedKey | null;
    }
  | {
      readonly kind: "withdrawal";
      readonly record: string;
      readonly document: WithdrawalDocument;
      readonly key: TrustedKey | null;
      readonly second: TrustedKey | null;
    };

/** Whether the entry holds exactly the record that it says, and that record all that holds of any: everything of a proof but its place. */
export function sealedInEntry(
  entry: RecordSealed | WithdrawalSealed,
  index: number,
  check: EvidenceCheck,
): SealedInEntry | Refusal {
  const opened = opens(entry, check);
  if (opened.kind === "refused") return opened;
  const { document, record } = opened;
  const isResult = entry.type === "record-sealed";
  if (record !== entry.record || document.job !== entry.job || isResult !== (opened.kind === "result"))
    return refusal("ENTRY_MISMATCH", {});
  if (opened.kind === "withdrawal")
    return isResult || opened.document.withdraws.record !== entry.withdraws
      ? refusal("ENTRY_MISMATCH", {})
      : opened;
  const { endIndex } = opened.document.evidence;
  if (endIndex > index)
    return refusal("EVIDENCE_INCONSISTENT", { because: reason("EVIDENCE_AHEAD", { endIndex, index }) });
  return opened;
}

function opens(
  { envelope: text, type }: RecordSealed | WithdrawalSealed,
  { digest, verifier }: EvidenceCheck,
): SealedInEntry | Refusal {
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", { because: parsed.reason });
  const { envelope } = parsed;
  if (verifier !== null) {
    const found = verifySealedEnvelope(verifier, envelope);
    return found.kind === "verified" ? { ...found, kind: "result" } : found;
  }
  const { payloadType, payload } = envelope;
  const record = recordIdOf(digest, payloadType, payload);
  if (type === "record-sealed") {
    const read = foreignType(payloadType) ?? readDocument(payload, resultDocumentSchema, gunzip);
    return read.kind === "refused"
      ? read
      : { kind: "result", record, document: read.document, key: null, second: null };
  }
  const read = foreignWithdrawal(payloadType) ?? readDocument(payload, withdrawalDocumentSchema, gunzip);
  return read.kind === "refused"
    ? read
    : { kind: "withdrawal", record, document: read.document, key: null, second: null };
}
