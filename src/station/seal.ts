import type { Digest } from "../core/journal/merkle.ts";
import { assert } from "../core/machine.ts";
import type { RecordId } from "../core/quantities/ids.ts";
import { canonicalJson, type Json } from "../core/record/canonical-json.ts";
import { formatEnvelope, PAYLOAD_BYTES_MAX, pae, recordIdOf } from "../core/record/dsse.ts";
import { type Compress, gzip } from "../core/record/gzip.ts";
import { quickCheck } from "../core/record/quick-form.ts";
import {
  RESULT_PAYLOAD_TYPE,
  type ResultDocument,
  resultDocumentSchema,
} from "../core/record/result-document.ts";
import { fieldOf } from "../core/record/signed-form.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Signer } from "../ports/signer.ts";

export type SealResult =
  | { readonly kind: "sealed"; readonly record: RecordId; readonly envelope: string }
  /** The signer did not sign: it may be asked again. */
  | { readonly kind: "failed"; readonly reason: string }
  /** This document can never be sealed. */
  | { readonly kind: "refused"; readonly reason: Reason };

/** The document's bytes before they are compressed; asserts on one that could not have been sealed. For comparing a replay. */
export function resultBytes(document: ResultDocument): Uint8Array {
  const payload = canonicalJson(jsonOf(resultDocumentSchema.parse(document)));
  assert(payload.kind === "bytes", "a result document has a canonical form");
  return payload.bytes;
}

/**
 * Compressed. In base64, in its envelope, in its entry, with the longest proofs, it still fits a message to the registry: what is sealed can
 * be sent.
 */
const PACKED_BYTES_MAX = 184 * 1024;

export type Payload =
  | { readonly kind: "payload"; readonly payload: Uint8Array }
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * The bytes to sign, or why there can be none: the form of a result, the canonical JSON, the size, before it is compressed as after. The one
 * predicate of the door and of the seal.
 */
export function sealable(document: ResultDocument, compress: Compress = gzip): Payload {
  const formed = inForm(document);
  if (formed.kind === "refused") return formed;
  const canonical = canonicalJson(jsonOf(formed.document));
  if (canonical.kind === "refused") return canonical;
  const whole = tooLarge(canonical.bytes, PAYLOAD_BYTES_MAX);
  if (whole !== null) return whole;
  const payload = compress(canonical.bytes);
  return tooLarge(payload, PACKED_BYTES_MAX) ?? { kind: "payload", payload };
}

const isInForm = quickCheck(resultDocumentSchema);

/** With its members in the order of the schema, which is byte order. */
function inForm(
  document: ResultDocument,
): { readonly kind: "document"; readonly document: ResultDocument } | Extract<Payload, { kind: "refused" }> {
  if (isInForm(document)) return { kind: "document", document };
  const checked = resultDocumentSchema.safeParse(document);
  return checked.success
    ? { kind: "document", document: checked.data }
    : { kind: "refused", reason: fieldOf(checked.error) };
}

function tooLarge(
  { length: bytes }: Uint8Array,
  bytesMax: number,
): Extract<Payload, { kind: "refused" }> | null {
  if (bytes <= bytesMax) return null;
  return { kind: "refused", reason: reason("PAYLOAD_TOO_LARGE", { bytes, bytesMax }) };
}

/** The schema lets nothing but JSON through; its types do not say so of the parameters of a reason. */
function jsonOf(document: ResultDocument): Json {
  return document as unknown as Json;
}

export interface SealTools {
  readonly signer: Signer;
  readonly digest: Digest;
  /** Default: our own, which gives the same bytes wherever it runs. */
  readonly compress?: Compress;
}

/**
 * Signs one result. Calls back once, maybe inside the call. A document that our own verifier would refuse is never
 * signed: the schema is applied first, which also fixes the order of the fields and so the bytes.
 */
export function sealResult(
  document: ResultDocument,
  { signer, digest, compress = gzip }: SealTools,
  done: (result: SealResult) => void,
): void {
  const made = sealable(document, compress);
  if (made.kind === "refused") {
    done(made);
    return;
  }
  const { payload } = made;
  const message = pae(RESULT_PAYLOAD_TYPE, payload);
  signer.sign(message, (result) => {
    if (result.kind === "failed") {
      done(result);
      return;
    }
    const envelope = formatEnvelope({
      payloadType: RESULT_PAYLOAD_TYPE,
      payload,
      signatures: [{ keyId: signer.keyId, signature: result.signature }],
    });
    done({ kind: "sealed", record: recordIdOf(digest, RESULT_PAYLOAD_TYPE, payload), envelope });
  });
}
