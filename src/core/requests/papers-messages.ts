import { z } from "zod";
import { requestName, requestNumber, requestTime } from "./request-messages.ts";

/**
 * How a station fetches the papers of a vehicle or a candidate from any region: DSSE envelopes of the documents below, on the topics of
 * the other requests. `docs/protocol.md` (section 17) is the law of it.
 */
export const PAPERS_REQUEST_PAYLOAD_TYPE = "application/vnd.proofmark.papers-request.v1+json";
export const PAPERS_REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.papers-reply.v1+json";

/** Bytes of one reply: it carries a whole file of the intake folder. */
export const PAPERS_REPLY_BYTES_MAX = 64 * 1024;
/** Bytes of the papers alone as JSON, so that a reply with them is within its limit. */
export const PAPERS_BYTES_MAX = 32 * 1024;
export const ELSEWHERE_MAX = 8;
export const ORDER_ITEMS_MAX = 64;

/** As the public search asks: of a frame number the last characters may be signs. */
const vinEnd = z.string().regex(/^[A-Z0-9/.*-]{6}$/);
const identityEnd = z.string().regex(/^\d{3}[0-9X]$/);
const region = z.string().min(1).max(64);
const day = z.iso.date("form:day");

export const vehicleSoughtSchema = z
  .strictObject({
    plate: requestName.nullable(),
    vinEnd: vinEnd.nullable().describe("The last six characters of the vehicle number, with the plate."),
    vin: requestName.nullable().describe("The whole vehicle number; then without the other two."),
  })
  .refine(
    (one) =>
      (one.vin === null && one.plate !== null && one.vinEnd !== null) ||
      (one.vin !== null && one.plate === null && one.vinEnd === null),
    { path: ["vin"], message: "form:plateOrVin" },
  );

export const candidateSoughtSchema = z.strictObject({
  certificate: z
    .string()
    .regex(/^\d{12}$/)
    .describe("Number of the learner's certificate."),
  identityEnd: identityEnd.describe("The last four characters of the identity number, and no more of it."),
});

const requestShape = {
  schema: z.literal("proofmark/papers-request/v1"),
  station: requestName,
  request: requestNumber.describe("128 random bits; the same where the request is sent again."),
  sent: requestTime.describe("By the station's clock, when it was first asked."),
};

export const papersRequestSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...requestShape, kind: z.literal("vehicle-dossier"), subject: vehicleSoughtSchema }),
    z.strictObject({ ...requestShape, kind: z.literal("appointment"), subject: candidateSoughtSchema }),
  ])
  .describe("Whose papers a station wants, signed by its log key.");

export const ORDERED = ["inspection", "re-inspection", "used-car"] as const;

/** What is ordered of a vehicle, beyond what its dossier says. */
export const orderTold = z.strictObject({
  number: requestName,
  asked: z.enum(ORDERED),
  items: z.array(requestName).max(ORDER_ITEMS_MAX).describe("Items that are named; none: all."),
  asOf: requestTime,
});

export const appointmentTold = z.strictObject({
  number: requestName,
  station: requestName.nullable().describe("Where it is for; null: any."),
  day,
  from: z.string().nullable().describe("Of the slot, local time, as 08:30; null where there is none."),
  to: z.string().nullable(),
  exam: z.enum(["subject-2", "subject-3"]),
});

/** found: with the papers. elsewhere, used: of an appointment that is not for here, or was kept. too-often: nothing was looked up. */
export const PAPERS_ANSWERS = ["found", "unknown", "several", "elsewhere", "used", "too-often"] as const;

const replyShape = {
  schema: z.literal("proofmark/papers-reply/v1"),
  station: requestName,
  request: requestNumber,
  issued: requestTime.describe("By the registry's clock."),
  answer: z.enum(PAPERS_ANSWERS),
  asOf: requestTime.nullable().describe("When the papers were so, by whoever keeps them."),
  region: region.nullable().describe("Where the vehicle or the candidate is registered."),
  papers: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe("A file of the intake folder: a dossier, or a candidate."),
  order: orderTold.nullable().describe("The newest that is open of the vehicle."),
  appointment: appointmentTold.nullable(),
  elsewhere: z
    .array(z.strictObject({ station: requestName, day }))
    .max(ELSEWHERE_MAX)
    .describe("Appointments of the same candidate that are open at other stations."),
  used: z.strictObject({ station: requestName, on: day }).nullable(),
};

export const papersReplySchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...replyShape, kind: z.literal("vehicle-dossier"), subject: vehicleSoughtSchema }),
    z.strictObject({ ...replyShape, kind: z.literal("appointment"), subject: candidateSoughtSchema }),
  ])
  .refine((one) => {
    const isFound = one.answer === "found";
    return [one.papers, one.asOf, one.region].every((member) => (member !== null) === isFound);
  })
  .describe(
    "The papers that a registry gives to a station that knows enough of them, signed by a key that cosigns.",
  );

export type VehicleSought = z.infer<typeof vehicleSoughtSchema>;
export type CandidateSought = z.infer<typeof candidateSoughtSchema>;
export type PapersRequest = z.infer<typeof papersRequestSchema>;
export type PapersReply = z.infer<typeof papersReplySchema>;
export type PapersAnswer = PapersReply["answer"];
export type AppointmentTold = z.infer<typeof appointmentTold>;
