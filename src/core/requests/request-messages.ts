import { z } from "zod";
import { PRE_CHECK_CODES } from "../trade/words/pre-checks.ts";

/**
 * What a station asks the registry beside its deliveries, and what it is answered: DSSE envelopes of the documents below, JSON in UTF-8.
 * `docs/protocol.md` (section 15) is the law of it.
 */
export const REQUEST_PAYLOAD_TYPE = "application/vnd.proofmark.request.v1+json";
export const REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.reply.v1+json";

/** Bytes of one message. */
export const REQUEST_BYTES_MAX = 8 * 1024;
export const REPLY_BYTES_MAX = 16 * 1024;
/** How far two clocks may be apart. */
export const CLOCKS_APART_MS = 30_000;

const TEXT_MAX = 64;
export const requestTime = z.iso.datetime({ precision: 3 });
export const requestName = z.string().min(1).max(TEXT_MAX);
export const askedCheck = z.enum(PRE_CHECK_CODES);
export const requestNumber = z.string().regex(/^[0-9a-f]{32}$/);
const [instant, name, requestId] = [requestTime, requestName, requestNumber];

/** What the registry looks for. Nothing that names a person. */
export const askedSubjectSchema = z.strictObject({
  plate: name.nullable().describe("Null for a vehicle that has none."),
  vin: name.describe("Vehicle identification number, or the maker's own number."),
  odometerKm: z
    .int()
    .min(0)
    .max(9_999_999)
    .nullable()
    .describe("As the papers say now; null where they do not."),
});

const checks = z.array(askedCheck).min(1).max(PRE_CHECK_CODES.length);

export const requestSchema = z
  .strictObject({
    schema: z.literal("proofmark/request/v1"),
    station: name,
    request: requestId.describe("128 random bits; the same where the request is sent again."),
    kind: z.literal("pre-checks"),
    sent: instant.describe("By the station's clock, when it was first asked."),
    subject: askedSubjectSchema,
    checks,
  })
  .describe("What a station asks of a vehicle before it inspects it, signed by its log key.");

export const checkAnswerSchema = z
  .strictObject({
    check: askedCheck,
    answer: z
      .enum(["clear", "found", "unknown"])
      .describe("unknown: the registry does not know. It is never said instead of clear."),
    asOf: instant.nullable().describe("When it was so, by whoever keeps it; null where it is not known."),
    on: z.iso.date().nullable().describe("Of an earlier reading or result."),
    km: z.int().min(0).max(9_999_999).nullable().describe("An earlier odometer reading."),
    station: name.nullable().describe("Where, of an earlier result or an inspection elsewhere."),
  })
  .refine((one) => (one.answer === "unknown") === (one.asOf === null));

export const replySchema = z
  .strictObject({
    schema: z.literal("proofmark/reply/v1"),
    station: name,
    request: requestId,
    subject: askedSubjectSchema.describe("As it was asked for."),
    issued: instant.describe("By the registry's clock."),
    checks: z.array(checkAnswerSchema).max(PRE_CHECK_CODES.length).describe("One for each that was asked."),
  })
  .describe("What the registry says of a vehicle, signed by a key that cosigns.");

export type RequestDocument = z.infer<typeof requestSchema>;
export type ReplyDocument = z.infer<typeof replySchema>;
export type AskedSubject = z.infer<typeof askedSubjectSchema>;
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

/** The same for the same vehicle. */
export function subjectKey({ plate, vin, odometerKm }: AskedSubject): string {
  return JSON.stringify([plate, vin, odometerKm]);
}
