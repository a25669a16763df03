import type { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { toHex } from "../record/base64.ts";
import { type Envelope, formatEnvelope, pae, parseEnvelope } from "../record/dsse.ts";
import type { VerifySignature } from "../record/signature.ts";
import { parseStrictJson } from "../record/strict-json.ts";

export interface SignedWith {
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** Ed25519; any one of them will do. */
  readonly keys: readonly Uint8Array[];
}

/** How a message is read: nothing of the payload is looked at before its signature is. */
export interface MessageForm<Document> {
  /** Signed with the payload, so that no document is taken for one of another form. */
  readonly payloadType: string;
  readonly bytesMax: number;
  readonly schema: z.ZodType<Document>;
}

export type ReadMessage<Document> =
  | { readonly kind: "document"; readonly document: Document; readonly text: string }
  | { readonly kind: "dropped"; readonly why: DroppedMessage };

/** not-asked: it was not looked at, since nothing is asked. */
export type DroppedMessage = "too-large" | "unreadable" | "unsigned" | "of-no-form" | "not-asked";

/** Total: any bytes give an answer. `forms`: what it may be, by its payload type. */
export function readSigned<Document>(
  { digest, verify, keys }: SignedWith,
  forms: readonly MessageForm<Document>[],
  bytes: Uint8Array,
): ReadMessage<Document> {
  if (forms.every(({ bytesMax }) => bytes.length > bytesMax)) return dropped("too-large");
  const text = textOf(bytes);
  const parsed = text === null ? null : parseEnvelope(text);
  if (text === null || parsed === null || parsed.kind === "malformed") return dropped("unreadable");
  const { payloadType: type, payload } = parsed.envelope;
  const isSigned = isSignedIn({ digest, verify, keys }, parsed.envelope);
  const form = forms.find(({ payloadType }) => payloadType === type);
  if (!isSigned || form === undefined) return dropped("unsigned");
  if (bytes.length > form.bytesMax) return dropped("too-large");
  const json = parseStrictJson(payload);
  const document = json.kind === "refused" ? null : form.schema.safeParse(json.value);
  return document?.success === true
    ? { kind: "document", document: document.data, text }
    : dropped("of-no-form");
}

/** Whether it is an envelope, whatever is in it, that one of these keys has signed. */
export function isSignedByOneOf(by: SignedWith, bytes: Uint8Array): boolean {
  const envelope = envelopeIn(bytes);
  return envelope !== null && isSignedIn(by, envelope);
}

function isSignedIn({ digest, verify, keys }: SignedWith, envelope: Envelope): boolean {
  const { payloadType, payload, signatures } = envelope;
  const message = pae(payloadType, payload);
  return keys.some((spki) => {
    const keyId = toHex(digest(spki));
    const own = signatures.filter((signature) => signature.keyId === keyId);
    return own.length > 0 && own.every(({ signature }) => verify("ed25519", spki, message, signature));
  });
}

/** Of a message at a topic of several kinds: which one it says it is. Nothing is believed by it; null where it is none. */
export function payloadTypeOf(bytes: Uint8Array): string | null {
  return envelopeIn(bytes)?.payloadType ?? null;
}

/** Nothing in it is believed by it; null where it is none. */
export function envelopeIn(bytes: Uint8Array): Envelope | null {
  const text = textOf(bytes);
  const parsed = text === null ? null : parseEnvelope(text);
  return parsed === null || parsed.kind === "malformed" ? null : parsed.envelope;
}

/** The envelope of a document, signed by each of these keys. */
export function signedMessage(
  payloadType: string,
  document: object,
  keys: readonly { readonly keyId: string; sign(message: Uint8Array): Uint8Array }[],
): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const message = pae(payloadType, payload);
  const signatures = keys.map((key) => ({ keyId: key.keyId, signature: key.sign(message) }));
  return new TextEncoder().encode(formatEnvelope({ payloadType, payload, signatures }));
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function dropped(why: DroppedMessage): { readonly kind: "dropped"; readonly why: DroppedMessage } {
  return { kind: "dropped", why };
}
