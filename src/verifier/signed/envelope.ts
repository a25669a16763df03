import { base64Of, joined, utf8Of } from "../bytes/octets.ts";
import { SIGNED_BYTES_MAX, strictJson } from "../bytes/strict-json.ts";
import { listOf, matched, members, type Of, text } from "../shape.ts";
import { refuse } from "../told.ts";
import { fingerprintOf } from "./keys.ts";

/** DSSE v1.0.2: signatures over the exact payload bytes and their type. The algorithm is not in it, on purpose. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyId: string; readonly signature: Uint8Array }[];
}

const SIGNATURES_MAX = 16;
const ENVELOPE_CHARS_MAX = Math.ceil(SIGNED_BYTES_MAX / 3) * 4 + 16 * 1024;

const form = members({
  payloadType: text(1, 200),
  payload: text(),
  signatures: listOf(members({ keyid: text(0, 200), sig: text(0, 400) })),
});

/** Throws Refused, as everything here. */
export function envelopeIn(source: string): Envelope {
  return envelopeOf(strictJson(source, ENVELOPE_CHARS_MAX));
}

/** Of a value that came out of the strict reader. */
export function envelopeOf(value: unknown, payloadBytesMax = SIGNED_BYTES_MAX): Envelope {
  const listed = (value as { readonly signatures?: unknown } | null)?.signatures;
  // Counted before anything is looked at.
  if (Array.isArray(listed) && listed.length > SIGNATURES_MAX)
    refuse("SIGNATURES_TOO_MANY", { most: SIGNATURES_MAX });
  const envelope: Of<typeof form> = matched(form, value);
  const payload = base64Of(envelope.payload) ?? refuse("NOT_BASE64", { field: "payload" });
  if (payload.length > payloadBytesMax)
    refuse("PAYLOAD_TOO_LARGE", { bytes: payload.length, bytesMax: payloadBytesMax });
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({
    keyId: keyid,
    signature: base64Of(sig) ?? refuse("NOT_BASE64", { field: "signatures" }),
  }));
  return { payloadType: envelope.payloadType, payload, signatures };
}

/** The bytes that are signed. */
export function signedBytes({ payloadType, payload }: Pick<Envelope, "payloadType" | "payload">): Uint8Array {
  const type = utf8Of(payloadType);
  return joined(utf8Of(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload);
}

/** The id of a record: the same for every spelling and every set of signatures. */
export function idOf(envelope: Pick<Envelope, "payloadType" | "payload">): string {
  return fingerprintOf(signedBytes(envelope));
}
