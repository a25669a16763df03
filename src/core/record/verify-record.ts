import type { Digest } from "../journal/merkle.ts";
import type { RecordId } from "../quantities/ids.ts";
import { type Envelope, pae, parseEnvelope, recordIdOf } from "./dsse.ts";
import { inconsistencyOf } from "./result-consistency.ts";
import { RESULT_PAYLOAD_TYPE, type ResultDocument, resultDocumentSchema } from "./result-document.ts";
import type { VerifySignature } from "./signature.ts";
import { parseStrictJson } from "./strict-json.ts";
import { isValidAt, type TrustedKey, type TrustList } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";

/** What a verifier stands on. */
export interface Verifier {
  readonly trust: TrustList;
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

export interface VerifiedRecord {
  readonly kind: "verified";
  readonly record: RecordId;
  readonly document: ResultDocument;
  readonly key: TrustedKey;
}

/**
 * One record, offline: envelope, payload type, signature by a record key of the trust list, and only then the content:
 * strict JSON, schema, station and time of the key, freedom from contradiction. The bytes that were verified are the
 * bytes that are read.
 */
export function verifyRecord(verifier: Verifier, text: string): VerifiedRecord | Refusal {
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", parsed.reason);
  return verifyEnvelope(verifier, parsed.envelope);
}

export function verifyEnvelope(verifier: Verifier, envelope: Envelope): VerifiedRecord | Refusal {
  if (envelope.payloadType !== RESULT_PAYLOAD_TYPE)
    return refusal("PAYLOAD_TYPE_WRONG", envelope.payloadType);
  const signed = verifySigner(verifier, envelope);
  if (signed.kind === "refused") return signed;
  const read = readDocument(envelope.payload);
  if (read.kind === "refused") return read;
  const { document } = read;
  const key = signed.keys.find((candidate) => candidate.station === document.station);
  if (key === undefined) return refusal("STATION_MISMATCH", `the record is of ${document.station}`);
  if (!isValidAt(key, Date.parse(document.time.ended))) {
    return refusal("KEY_NOT_VALID_THEN", `the record ended ${document.time.ended}, key ${key.keyId}`);
  }
  const inconsistency = inconsistencyOf(document);
  if (inconsistency !== null) return inconsistency;
  return {
    kind: "verified",
    record: recordIdOf(verifier.digest, envelope.payloadType, envelope.payload),
    document,
    key,
  };
}

/** Signatures of unknown keys are ignored; one of a known record key that does not verify refuses the record. */
function verifySigner(
  verifier: Verifier,
  envelope: Envelope,
): { readonly kind: "signed"; readonly keys: readonly TrustedKey[] } | Refusal {
  const message = pae(envelope.payloadType, envelope.payload);
  const keys: TrustedKey[] = [];
  for (const { keyId, signature } of envelope.signatures) {
    for (const key of verifier.trust.keys) {
      if (key.role !== "record" || key.keyId !== keyId) continue;
      if (!verifier.verify(key.algorithm, key.spki, message, signature)) {
        return refusal("SIGNATURE_INVALID", `key ${key.keyId} (${key.name})`);
      }
      keys.push(key);
    }
  }
  return keys.length > 0 ? { kind: "signed", keys } : refusal("SIGNER_UNKNOWN");
}

function readDocument(
  payload: Uint8Array,
): { readonly kind: "document"; readonly document: ResultDocument } | Refusal {
  const json = parseStrictJson(payload);
  if (json.kind === "refused") return refusal("PAYLOAD_NOT_STRICT_JSON", `${json.reason} (at ${json.at})`);
  const checked = resultDocumentSchema.safeParse(json.value);
  if (checked.success) return { kind: "document", document: checked.data };
  const issue = checked.error.issues[0];
  return refusal("SCHEMA_WRONG", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}
