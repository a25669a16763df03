import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { type MessageForm, readSigned } from "./signed-message.ts";

/** What a station asks the registry of the time, and what it is answered: DSSE, docs/protocol.md, section 19. */
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

const REQUEST: MessageForm<TimeRequest> = {
  payloadType: TIME_REQUEST_PAYLOAD_TYPE,
  bytesMax: TIME_BYTES_MAX,
  schema: timeRequestSchema,
};

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
  const read = readSigned({ digest, verify, keys }, [REQUEST], bytes);
  if (read.kind === "dropped") return null;
  return read.document.station === topicOf && account.station === topicOf ? read.document : null;
}

export function timeReply({ station, request }: TimeRequest, atMs: number): TimeReply {
  return { schema: "proofmark/time-reply/v1", station, request, issued: new Date(atMs).toISOString() };
}
