import type { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import type { RecordId } from "../quantities/ids.ts";
import { type Envelope, PAYLOAD_BYTES_MAX, parseEnvelope, recordIdOf } from "./dsse.ts";
import { type Decompress, gunzip } from "./gzip.ts";
import { quickCheckOfRead } from "./quick-form.ts";
import { inconsistencyOf } from "./result-consistency.ts";
import {
  FORMAT_SOFTWARE,
  RESULT_FORMAT,
  RESULT_PAYLOAD_TYPE,
  type ResultDocument,
  resultDocumentSchema,
} from "./result-document.ts";
import { sealersOf, signersOf } from "./sealed-signatures.ts";
import type { VerifySignature } from "./signature.ts";
import { pathOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";
import type { TrustedKey, TrustList } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";

/** What a verifier stands on. */
export interface Verifier {
  readonly trust: TrustList;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** A quicker one than our own that gives the same; our own unless given. */
  readonly decompress?: Decompress;
  /** So many different witnesses have to have cosigned a checkpoint; 1 unless given. */
  readonly witnessesAtLeast?: number;
}

export interface OpenedDocument<Document> {
  readonly kind: "verified";
  readonly record: RecordId;
  readonly document: Document;
  readonly key: TrustedKey;
  /** Of the signature in SM2 beside the first; null where there is none. */
  readonly second: TrustedKey | null;
}

export type VerifiedRecord = OpenedDocument<ResultDocument>;

/**
 * One record, offline: envelope, payload type, signature by a record key of the trust list, and only then the content:
 * decompressed within its bound, strict JSON, schema, station and time of the key, freedom from contradiction. The bytes that were
 * verified are the bytes that are read.
 */
export function verifyRecord(verifier: Verifier, text: string): VerifiedRecord | Refusal {
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", { because: parsed.reason });
  return verifyEnvelope(verifier, parsed.envelope);
}

export function verifyEnvelope(verifier: Verifier, envelope: Envelope): VerifiedRecord | Refusal {
  const foreign = foreignType(envelope.payloadType);
  if (foreign !== null) return foreign;
  const opened = openSealed(verifier, envelope, resultDocumentSchema, ({ time }) => time.ended);
  if (opened.kind === "refused") return opened;
  return inconsistencyOf(opened.document) ?? opened;
}

/** What holds of anything that a station seals. `endOf`: the instant at which its key has to have been valid. */
export function openSealed<Document extends { readonly station: string }>(
  verifier: Verifier,
  envelope: Envelope,
  schema: z.ZodType<Document>,
  endOf: (document: Document) => string,
): OpenedDocument<Document> | Refusal {
  const signed = signersOf(verifier, envelope);
  if (signed.kind === "refused") return signed;
  const read = readDocument(envelope.payload, schema, verifier.decompress ?? gunzip);
  if (read.kind === "refused") return read;
  const { document } = read;
  const { station } = document;
  const sealers = sealersOf(verifier.trust, signed, { station, ended: endOf(document) });
  if (sealers.kind === "refused") return sealers;
  return {
    kind: "verified",
    record: recordIdOf(verifier.digest, envelope.payloadType, envelope.payload),
    document,
    key: sealers.key,
    second: sealers.second,
  };
}

/** Null for the type of record that this software writes. */
export function foreignType(found: string): Refusal | null {
  if (found === RESULT_PAYLOAD_TYPE) return null;
  const format = /^application\/vnd\.proofmark\.result\.v([1-9]\d{0,3})\+(?:json|gzip)$/.exec(found)?.[1];
  if (format === undefined || Number(format) === RESULT_FORMAT)
    return refusal("PAYLOAD_TYPE_WRONG", { found });
  const formats = { found: Number(format), reads: RESULT_FORMAT };
  if (formats.found > RESULT_FORMAT) return refusal("SCHEMA_NEWER", formats);
  return refusal("SCHEMA_OUTDATED", { ...formats, software: FORMAT_SOFTWARE[formats.found] ?? "?" });
}

/** Without a look at any signature. */
export function readDocument<Document>(
  payload: Uint8Array,
  schema: z.ZodType<Document>,
  decompress: Decompress,
): { readonly kind: "document"; readonly document: Document } | Refusal {
  const opened = decompress(payload, PAYLOAD_BYTES_MAX);
  if (opened.kind === "refused") return refusal("PAYLOAD_UNREADABLE", { because: opened.reason });
  const json = parseStrictJson(opened.bytes);
  if (json.kind === "refused")
    return refusal("PAYLOAD_NOT_STRICT_JSON", { because: json.reason, at: json.at });
  if (quickCheckOfRead(schema)(json.value)) return { kind: "document", document: json.value as Document };
  const checked = schema.safeParse(json.value);
  return checked.success
    ? { kind: "document", document: checked.data }
    : refusal("SCHEMA_WRONG", { field: pathOf(checked.error) });
}
