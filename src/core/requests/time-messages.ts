import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { formatEnvelope, pae, parseEnvelope } from "../record/dsse.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { readSigned } from "./signed-message.ts";

/** What a station asks the registry of the time, and what it is answered: DSSE, docs/protocol.md, section 18. */
export const TIME_REQUEST_PAYLOAD_TYPE = "application/vnd.proofmark.time-request.v1+json";
export const TIME_REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.time-reply.v1+json";
/** Bytes of one message of either kind. */
export const TIME_BYTES_MAX = 2 * 1024;

const TEXT_MAX = 64;
const name = z.string().min(1).max(TEXT_MAX);
const requestId = z.string().regex(/^[0-9a-f]{32}$/);

export const timeRequestSchema = z
  .strictObject({
    schema: z.literal("proofmark/time-request/v1"),
    station: name,
    request: requestId.describe("128 random bits, of this one question."),
  })
  .describe(
    "A station asks the registry for the time, signed by its log key. It says nothing of its own clock.",
  );

export const timeReplySchema = z
  .strictObject({
    schema: z.literal("proofmark/time-reply/v1"),
    station: name,
    request: requestId,
    issued: z.iso.datetime({ precision: 3 }).describe("By the registry's clock, when it answered."),
  })
  .describe("The registry's time, signed by a key that cosigns.");

export type TimeRequest = z.infer<typeof timeRequestSchema>;
export type TimeReply = z.infer<typeof timeReplySchema>;

interface Keys {
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

/** Of a station whose log key signed it, at its own topic; whatever the clock of either says. Null where nothing is said. */
export function takeTimeRequest(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: Keys,
): TimeRequest | null {
  if (account === undefined) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const form = {
    ...{ payloadType: TIME_REQUEST_PAYLOAD_TYPE, bytesMax: TIME_BYTES_MAX, schema: timeRequestSchema },
  };
  const read = readSigned({ digest, verify, keys }, form, bytes);
  if (read.kind === "dropped") return null;
  return read.document.station === topicOf && account.station === topicOf ? read.document : null;
}

export function timeReply({ station, request }: TimeRequest, atMs: number): TimeReply {
  return { schema: "proofmark/time-reply/v1", station, request, issued: new Date(atMs).toISOString() };
}

/** Of a message at a topic of several kinds: which one it says it is. Nothing is believed by it; null where it is none. */
export function payloadTypeOf(bytes: Uint8Array): string | null {
  try {
    const parsed = parseEnvelope(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    return parsed.kind === "malformed" ? null : parsed.envelope.payloadType;
  } catch {
    return null;
  }
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
