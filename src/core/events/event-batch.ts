import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { toHex } from "../record/base64.ts";
import { type MessageForm, signedMessage } from "../requests/signed-message.ts";
import { placeSchema, type StationEvent, stationEventSchema } from "./station-event.ts";

/** Events on their way to the registry, and its answers: DSSE envelopes of the documents below, JSON in UTF-8 (docs/protocol.md, section 20). */
export const BATCH_PAYLOAD_TYPE = "application/vnd.proofmark.event-batch.v1+json";
export const EVENT_ANSWER_PAYLOAD_TYPE = "application/vnd.proofmark.event-answer.v1+json";

/** Bytes of one message. */
export const BATCH_BYTES_MAX = 262_144;
export const EVENT_ANSWER_BYTES_MAX = 4 * 1024;
export const EVENTS_MAX = 1_024;
/** Bytes of the payload: in base64, with the envelope around it, it stays below the limit of a message. */
export const BATCH_PAYLOAD_BYTES_MAX = 192_000;

/** Around the payload in its message: names, key id and signature. */
const ENVELOPE_BYTES = 512;

/** Of the payload of a batch, where a message may have so many bytes (null: any number). */
export function batchPayloadBytesMax(messageBytesMax: number | null): number {
  if (messageBytesMax === null) return BATCH_PAYLOAD_BYTES_MAX;
  const inBase64 = Math.max(0, messageBytesMax - ENVELOPE_BYTES);
  return Math.min(BATCH_PAYLOAD_BYTES_MAX, Math.floor(inBase64 / 4) * 3);
}

const name = z.string().min(1).max(64);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** An event by its place and the SHA-256 (hex) of its text. */
export const heldEventSchema = z.strictObject({ at: placeSchema, sha256 });

export const eventBatchSchema = z
  .strictObject({
    schema: z.literal("proofmark/event-batch/v1"),
    station: name,
    id: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe("128 random bits; the same where the batch is sent again."),
    after: placeSchema
      .nullable()
      .describe("Of the event before the first; null where there is none. In a question: null."),
    goneBelow: z
      .int()
      .min(1)
      .nullable()
      .describe(
        "Entries below this one are in the journal no more, so events between may be missing; null elsewhere.",
      ),
    events: z
      .array(z.string().min(1).max(BATCH_PAYLOAD_BYTES_MAX))
      .max(EVENTS_MAX)
      .describe(
        "Exact text of each event's document without `after`. None: the registry is asked what it holds.",
      ),
  })
  .describe("What happened at a station, in order and without a gap, signed by its log key.");

export const EVENT_ANSWERS = ["held", "taken", "elsewhere", "other", "malformed"] as const;

export const eventAnswerSchema = z
  .strictObject({
    schema: z.literal("proofmark/event-answer/v1"),
    station: name,
    batch: sha256.describe("Of the message that this answers, as it came."),
    answer: z
      .enum(EVENT_ANSWERS)
      .describe(
        "held: asked, and said. taken: durable. elsewhere: the batch does not go on from what is held. other: at a place that is held the batch has another event. malformed: it is no batch of this form.",
      ),
    held: heldEventSchema.nullable().describe("The last event that is held; null for none."),
    issued: z.iso.datetime({ precision: 3 }).describe("By the registry's clock."),
  })
  .describe("How far the registry holds a station's events, signed by a key that cosigns.");

export type EventBatch = z.infer<typeof eventBatchSchema>;
export type EventAnswer = z.infer<typeof eventAnswerSchema>;
export type HeldEvent = z.infer<typeof heldEventSchema>;

export const BATCH_FORM: MessageForm<EventBatch> = {
  payloadType: BATCH_PAYLOAD_TYPE,
  bytesMax: BATCH_BYTES_MAX,
  schema: eventBatchSchema,
};
export const EVENT_ANSWER_FORM: MessageForm<EventAnswer> = {
  payloadType: EVENT_ANSWER_PAYLOAD_TYPE,
  bytesMax: EVENT_ANSWER_BYTES_MAX,
  schema: eventAnswerSchema,
};

/** An event as it travels: where the one before it stands follows from the batch. */
export const sentEventSchema = stationEventSchema.omit({ after: true });
export type SentEvent = Omit<StationEvent, "after">;

/** The same text for the same event, wherever it was read from. */
export function eventText({ after: _after, ...sent }: StationEvent): string {
  return JSON.stringify(sent);
}

export function eventSha256(digest: Digest, text: string): string {
  return toHex(digest(new TextEncoder().encode(text)));
}

/** The envelope of an answer, signed by each of these keys. */
export function signedEventAnswer(
  answer: EventAnswer,
  keys: Parameters<typeof signedMessage>[2],
): Uint8Array {
  return signedMessage(EVENT_ANSWER_PAYLOAD_TYPE, answer, keys);
}
