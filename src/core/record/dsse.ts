import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { asId, type RecordId } from "../quantities/ids.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { decodeBase64, encodeBase64, toHex } from "./base64.ts";
import { fieldOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";

/**
 * DSSE v1.0.2 envelopes (secure-systems-lab/dsse): signatures over the exact payload bytes and their type, checked
 * before anything in the payload is parsed. The algorithm is not in the envelope, on purpose.
 */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** Names the key, and only narrows the choice of key. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** Of a payload, and of what it is when it is decompressed. */
export const PAYLOAD_BYTES_MAX = 256 * 1024;
export const SIGNATURES_MAX = 16;
/** Base64 of the largest payload, 16 signatures and the rest. */
const ENVELOPE_CHARS_MAX = Math.ceil(PAYLOAD_BYTES_MAX / 3) * 4 + 16 * 1024;

export const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1).max(200),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string().max(200), sig: z.string().max(400) })),
});

/** The bytes that are signed: `DSSEv1 LEN(type) type LEN(payload) payload`. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** Hex SHA-256 of the PAE: the same for every spelling and every set of signatures of one record. */
export function recordIdOf(digest: Digest, payloadType: string, payload: Uint8Array): RecordId {
  return asId<"record">(toHex(digest(pae(payloadType, payload))));
}

/** One line of JSON, always the same text for the same envelope. */
export function formatEnvelope(envelope: Envelope): string {
  return JSON.stringify({
    payloadType: envelope.payloadType,
    payload: encodeBase64(envelope.payload),
    signatures: envelope.signatures.map((s) => ({ keyid: s.keyId, sig: encodeBase64(s.signature) })),
  });
}

export type ParsedEnvelope =
  | { readonly kind: "envelope"; readonly envelope: Envelope }
  | { readonly kind: "malformed"; readonly reason: Reason };

export function parseEnvelope(text: string): ParsedEnvelope {
  if (text.length > ENVELOPE_CHARS_MAX)
    return malformed(reason("TEXT_TOO_LARGE", { bytesMax: ENVELOPE_CHARS_MAX }));
  const json = parseStrictJson(text, { bytesMax: ENVELOPE_CHARS_MAX });
  if (json.kind === "refused") return malformed(json.reason);
  return envelopeOf(json.value);
}

/** From a value that came out of the strict parser, where an envelope stands inside another document. `payloadBytesMax`: of a document that may be larger than a record. */
export function envelopeOf(value: unknown, payloadBytesMax = PAYLOAD_BYTES_MAX): ParsedEnvelope {
  const signatures = (value as { signatures?: unknown } | null)?.signatures;
  // Counted before anything is looked at: ten thousand signatures are not worth ten thousand checks.
  if (Array.isArray(signatures) && signatures.length > SIGNATURES_MAX) {
    return malformed(reason("SIGNATURES_TOO_MANY", { most: SIGNATURES_MAX }));
  }
  const checked = envelopeSchema.safeParse(value);
  if (!checked.success) return malformed(fieldOf(checked.error));
  const payload = decodeBase64(checked.data.payload);
  if (payload === null) return malformed(reason("NOT_BASE64", { field: "payload" }));
  if (payload.length > payloadBytesMax)
    return malformed(reason("PAYLOAD_TOO_LARGE", { bytes: payload.length, bytesMax: payloadBytesMax }));
  const parsed: EnvelopeSignature[] = [];
  for (const { keyid, sig } of checked.data.signatures) {
    const signature = decodeBase64(sig);
    if (signature === null) return malformed(reason("NOT_BASE64", { field: "signatures" }));
    parsed.push({ keyId: keyid, signature });
  }
  return {
    kind: "envelope",
    envelope: { payloadType: checked.data.payloadType, payload, signatures: parsed },
  };
}

function malformed(why: Reason): ParsedEnvelope {
  return { kind: "malformed", reason: why };
}
