import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import type { VerifySignature } from "../record/signature.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { type MessageForm, readSigned } from "./signed-message.ts";

/** How a station asks for the list of keys, and what it is answered: DSSE, docs/protocol.md, section 22. */
export const TRUST_REQUEST_PAYLOAD_TYPE = "application/vnd.proofmark.trust-request.v1+json";
export const TRUST_REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.trust-reply.v1+json";
/** Bytes of one message. */
export const TRUST_REQUEST_BYTES_MAX = 2 * 1024;
export const TRUST_REPLY_BYTES_MAX = 64 * 1024;
/** Of the file in a reply: base64 makes it a third longer, and escapes and signatures stand around it. */
export const EXCERPT_CHARS_MAX = 44 * 1024;

const name = z.string().min(1).max(64);
const requestId = z.string().regex(/^[0-9a-f]{32}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const trustRequestSchema = z
  .strictObject({
    schema: z.literal("proofmark/trust-request/v1"),
    station: name,
    request: requestId.describe("128 random bits, of this one question."),
    above: z.int().min(0).describe("The number of the list that the station holds; 0 for none."),
  })
  .describe("A station asks for its part of the list of keys, signed by its log key.");

export const trustReplySchema = z
  .strictObject({
    schema: z.literal("proofmark/trust-reply/v1"),
    station: name,
    request: requestId,
    newest: z
      .strictObject({
        number: z.int().min(1),
        sha256: hash.describe("Of the file with this station's part."),
      })
      .nullable()
      .describe("The newest list that has this station; null where there is none yet."),
    list: z
      .string()
      .max(EXCERPT_CHARS_MAX)
      .nullable()
      .describe("That file, where its number is another than the station's; null where it is the same."),
  })
  .describe(
    "What the registry has, signed by a key that cosigns; the list in it is signed by the authority.",
  );

export type TrustRequest = z.infer<typeof trustRequestSchema>;
export type TrustReply = z.infer<typeof trustReplySchema>;

/** A station's part of the newest list, as it is kept. */
export interface KeptExcerpt {
  readonly number: number;
  /** The file. */
  readonly text: string;
  readonly sha256: string;
}

const REQUEST: MessageForm<TrustRequest> = {
  payloadType: TRUST_REQUEST_PAYLOAD_TYPE,
  bytesMax: TRUST_REQUEST_BYTES_MAX,
  schema: trustRequestSchema,
};

interface Keys {
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

/**
 * Of a station, at its own topic, whatever the clock of either says; null where nothing is said. A log key that was revoked may ask: that it was is what the
 * station has to hear, and the list is no secret.
 */
export function takeTrustRequest(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: Keys,
): TrustRequest | null {
  if (account === undefined) return null;
  const keys = account.log.keys.map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, [REQUEST], bytes);
  if (read.kind === "dropped") return null;
  return read.document.station === topicOf && account.station === topicOf ? read.document : null;
}

export function trustReply({ station, request, above }: TrustRequest, kept: KeptExcerpt | null): TrustReply {
  const head = { schema: "proofmark/trust-reply/v1" as const, station, request };
  if (kept === null || kept.text.length > EXCERPT_CHARS_MAX) return { ...head, newest: null, list: null };
  const { number, sha256, text } = kept;
  return { ...head, newest: { number, sha256 }, list: number === above ? null : text };
}
