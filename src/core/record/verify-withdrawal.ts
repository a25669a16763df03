import type { RecordId } from "../quantities/ids.ts";
import { type Envelope, parseEnvelope } from "./dsse.ts";
import type { TrustedKey } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import { openSealed, type VerifiedRecord, type Verifier, verifyEnvelope } from "./verify-record.ts";
import {
  WITHDRAWAL_PAYLOAD_TYPE,
  type WithdrawalDocument,
  withdrawalDocumentSchema,
} from "./withdrawal-document.ts";

export interface VerifiedWithdrawal {
  readonly kind: "withdrawal";
  /** Of the withdrawal itself. */
  readonly record: RecordId;
  readonly document: WithdrawalDocument;
  readonly key: TrustedKey;
  readonly second: TrustedKey | null;
}

/** Whatever a station seals, offline: its payload type, which is signed with it, says which of the two it is. */
export function verifySealed(
  verifier: Verifier,
  text: string,
): VerifiedRecord | VerifiedWithdrawal | Refusal {
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", { because: parsed.reason });
  return verifySealedEnvelope(verifier, parsed.envelope);
}

export function verifySealedEnvelope(
  verifier: Verifier,
  envelope: Envelope,
): VerifiedRecord | VerifiedWithdrawal | Refusal {
  return WITHDRAWAL_TYPE.test(envelope.payloadType)
    ? verifyWithdrawal(verifier, envelope)
    : verifyEnvelope(verifier, envelope);
}

/** In the same order as a record: type, signature by a record key of the trust list, and only then the content. */
export function verifyWithdrawal(verifier: Verifier, envelope: Envelope): VerifiedWithdrawal | Refusal {
  const foreign = foreignWithdrawal(envelope.payloadType);
  if (foreign !== null) return foreign;
  const opened = openSealed(verifier, envelope, withdrawalDocumentSchema, ({ at }) => at);
  if (opened.kind === "refused") return opened;
  const { document } = opened;
  const { withdraws, sequence } = document;
  if (withdraws.sequence >= sequence)
    return refusal("WITHDRAWS_LATER", { withdraws: withdraws.sequence, sequence });
  return { ...opened, kind: "withdrawal" };
}

const WITHDRAWAL_TYPE = /^application\/vnd\.proofmark\.withdrawal\.v([1-9]\d{0,3})\+(?:json|gzip)$/;
const FORMAT = 1;

/** Null for the type of withdrawal that this software writes. */
export function foreignWithdrawal(found: string): Refusal | null {
  if (found === WITHDRAWAL_PAYLOAD_TYPE) return null;
  const format = Number(WITHDRAWAL_TYPE.exec(found)?.[1] ?? 0);
  return format > FORMAT
    ? refusal("SCHEMA_NEWER", { found: format, reads: FORMAT })
    : refusal("PAYLOAD_TYPE_WRONG", { found });
}
