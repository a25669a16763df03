import type { z } from "zod";
import type { Digest } from "../core/journal/merkle.ts";
import { assert } from "../core/machine.ts";
import type { RecordId } from "../core/quantities/ids.ts";
import { canonicalJson, type Json } from "../core/record/canonical-json.ts";
import {
  type EnvelopeSignature,
  formatEnvelope,
  PAYLOAD_BYTES_MAX,
  pae,
  recordIdOf,
} from "../core/record/dsse.ts";
import { type Compress, gzip } from "../core/record/gzip.ts";
import { quickCheck } from "../core/record/quick-form.ts";
import {
  RESULT_PAYLOAD_TYPE,
  type ResultDocument,
  resultDocumentSchema,
} from "../core/record/result-document.ts";
import { fieldOf } from "../core/record/signed-form.ts";
import {
  WITHDRAWAL_PAYLOAD_TYPE,
  WITHDRAWAL_SCHEMA,
  type WithdrawalDocument,
  withdrawalDocumentSchema,
} from "../core/record/withdrawal-document.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Signer } from "../ports/signer.ts";

export type SealResult =
  | { readonly kind: "sealed"; readonly record: RecordId; readonly envelope: string }
  /** The signer did not sign: it may be asked again. */
  | { readonly kind: "failed"; readonly reason: string }
  /** This document can never be sealed. */
  | { readonly kind: "refused"; readonly reason: Reason };

/** What a station signs: both take the next number, and are delivered alike. */
export type SealedDocument = ResultDocument | WithdrawalDocument;

/** When its keys have to have been good. */
export function endOfSealed(document: SealedDocument): string {
  return document.schema === WITHDRAWAL_SCHEMA
    ? (document as WithdrawalDocument).at
    : (document as ResultDocument).time.ended;
}

/** The document's bytes before they are compressed; asserts on one that could not have been sealed. For comparing a replay. */
export function resultBytes(document: SealedDocument): Uint8Array {
  const payload = canonicalJson(jsonOf(formOf(document).schema.parse(document)));
  assert(payload.kind === "bytes", "a document that was sealed has a canonical form");
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
 * The bytes to sign, or why there can be none: the form of its schema, the canonical JSON, the size, before it is compressed as after. The one
 * predicate of the door and of the seal.
 */
export function sealable(document: SealedDocument, compress: Compress = gzip): Payload {
  const formed = inForm(document);
  if (formed.kind === "refused") return formed;
  const canonical = canonicalJson(jsonOf(formed.document));
  if (canonical.kind === "refused") return canonical;
  const whole = tooLarge(canonical.bytes, PAYLOAD_BYTES_MAX);
  if (whole !== null) return whole;
  const payload = compress(canonical.bytes);
  return tooLarge(payload, PACKED_BYTES_MAX) ?? { kind: "payload", payload };
}

interface SealedForm {
  readonly schema: z.ZodType<SealedDocument>;
  readonly payloadType: string;
}

const RESULT: SealedForm = { schema: resultDocumentSchema, payloadType: RESULT_PAYLOAD_TYPE };
const WITHDRAWAL: SealedForm = { schema: withdrawalDocumentSchema, payloadType: WITHDRAWAL_PAYLOAD_TYPE };

function formOf({ schema }: SealedDocument): SealedForm {
  return schema === WITHDRAWAL_SCHEMA ? WITHDRAWAL : RESULT;
}

/** With its members in the order of the schema, which is byte order. */
function inForm(
  document: SealedDocument,
): { readonly kind: "document"; readonly document: SealedDocument } | Extract<Payload, { kind: "refused" }> {
  const { schema } = formOf(document);
  if (quickCheck(schema)(document)) return { kind: "document", document };
  const checked = schema.safeParse(document);
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
function jsonOf(document: SealedDocument): Json {
  return document as unknown as Json;
}

export interface SealTools {
  readonly signer: Signer;
  /** Signs the same bytes beside the first; null, or absent: nobody does. */
  readonly second?: Signer | null;
  readonly digest: Digest;
  /** Default: our own, which gives the same bytes wherever it runs. */
  readonly compress?: Compress;
}

/**
 * Signs one result or withdrawal. Calls back once, maybe inside the call. A document that our own verifier would refuse is never
 * signed: the schema is applied first, which also fixes the order of the fields and so the bytes.
 */
export function sealResult(
  document: SealedDocument,
  { signer, second = null, digest, compress = gzip }: SealTools,
  done: (result: SealResult) => void,
): void {
  const made = sealable(document, compress);
  if (made.kind === "refused") {
    done(made);
    return;
  }
  const { payload } = made;
  const { payloadType } = formOf(document);
  signedByAll(second === null ? [signer] : [signer, second], pae(payloadType, payload), (result) => {
    if (result.kind === "failed") {
      done(result);
      return;
    }
    const envelope = formatEnvelope({ payloadType, payload, signatures: result.signatures });
    done({ kind: "sealed", record: recordIdOf(digest, payloadType, payload), envelope });
  });
}

type AllSigned =
  | { readonly kind: "signed"; readonly signatures: readonly EnvelopeSignature[] }
  | { readonly kind: "failed"; readonly reason: string };

/** One after the other. Where one does not sign, nobody has: there is no record with fewer signatures than the station makes. */
function signedByAll(
  [signer, ...others]: readonly Signer[],
  message: Uint8Array,
  done: (result: AllSigned) => void,
): void {
  if (signer === undefined) {
    done({ kind: "signed", signatures: [] });
    return;
  }
  signer.sign(message, (result) => {
    if (result.kind === "failed") {
      done(result);
      return;
    }
    const own = { keyId: signer.keyId, signature: result.signature };
    signedByAll(others, message, (rest) =>
      done(rest.kind === "failed" ? rest : { ...rest, signatures: [own, ...rest.signatures] }),
    );
  });
}
