import { z } from "zod";
import { anyReasonSchema } from "../trade/reason-schema.ts";

/**
 * What the registry orders of a station, and what the station says came of it: DSSE envelopes of the documents below, JSON in UTF-8.
 * `docs/decisions/0028-commands.md` says why they are so.
 */
export const COMMAND_PAYLOAD_TYPE = "application/vnd.proofmark.command.v1+json";
export const ACKNOWLEDGEMENT_PAYLOAD_TYPE = "application/vnd.proofmark.acknowledgement.v1+json";

/** Bytes of one message. */
export const COMMAND_BYTES_MAX = 16 * 1024;
export const ACKNOWLEDGEMENT_BYTES_MAX = 16 * 1024;

export const BY_CHARS_MAX = 100;
export const WHY_CHARS_MAX = 500;

const instant = z.iso.datetime({ precision: 3 });
const name = z.string().min(1).max(64);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const sentence = z.string().trim().min(1).max(WHY_CHARS_MAX);
const why = z.strictObject({ zh: sentence, en: sentence }).describe("Why, for the people at the station.");
const number = z.int().min(1).max(999_999_999);

/** What a lock is of. */
export const lockScopeSchema = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("station") }),
  z.strictObject({
    what: z.literal("site"),
    site: name.describe("A lane or a course, as the station calls it."),
  }),
  z.strictObject({ what: z.literal("kind"), kind: z.enum(["inspection", "exam"]) }),
]);

/** Vehicles of one command. */
export const RECHECK_VEHICLES_MAX = 32;

const drawSchema = z
  .strictObject({
    from: instant.describe("Drawn among results that ended from then on"),
    to: instant.describe("and before then,"),
    of: z.int().min(1).describe("so many,"),
    checkpoint: z
      .string()
      .min(1)
      .max(2_000)
      .describe("below the size of this one: the first that was cosigned after that, as a signed note."),
  })
  .describe("By which anybody draws the same (decision 28).");

const recheckSchema = z.strictObject({
  kind: z.literal("recheck"),
  of: z
    .array(
      z.strictObject({
        vin: name,
        plate: name,
        record: hash
          .nullable()
          .describe("The result that is checked; null where the vehicle alone is meant."),
      }),
    )
    .min(1)
    .max(RECHECK_VEHICLES_MAX)
    .refine((of) => new Set(of.map(({ vin }) => vin)).size === of.length)
    .describe("Vehicles that have to be inspected again."),
  due: instant.describe("Until when; later it is overdue, and still to be done."),
  draw: drawSchema.nullable().describe("Null where a person named them."),
  why,
});

const bookSchema = z
  .strictObject({
    kind: z.literal("use-rulebook"),
    of: z
      .strictObject({
        kind: z.enum(["inspection", "exam"]),
        id: name.describe("What the rulebook calls itself."),
        validFrom: z.iso.date().describe("Its first day, by the station's civil date."),
        sha256: hash.describe("Of its text in UTF-8."),
      })
      .describe("A rulebook by which the station is to judge from its first day on."),
    part: z.int().min(1).max(32),
    parts: z.int().min(1).max(32).describe("It comes in so many commands, one after another."),
    gzip: z.string().min(1).max(8_000).describe("This part of its compressed text, base64."),
    why,
  })
  .refine(({ part, parts }) => part <= parts);

/** Records of one order to send evidence, or to leave it. */
export const EVIDENCE_RECORDS_MAX = 32;

const sendEvidenceSchema = z.strictObject({
  kind: z.literal("send-evidence"),
  of: z
    .array(
      z.strictObject({
        record: hash,
        index: z.int().min(0).describe("Of its entry in the log, as the registry holds it."),
      }),
    )
    .min(1)
    .max(EVIDENCE_RECORDS_MAX)
    .refine((of) => new Set(of.map(({ record }) => record)).size === of.length)
    .describe("Records whose evidence the station is to send by itself."),
  until: instant.describe("Until when; later nothing of it is owed any more."),
  why,
});

const leaveEvidenceSchema = z.strictObject({
  kind: z.literal("leave-evidence"),
  of: z
    .array(hash)
    .min(1)
    .max(EVIDENCE_RECORDS_MAX)
    .refine((of) => new Set(of).size === of.length)
    .describe("Records whose evidence need not be sent any more."),
  why,
});

export const orderSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lock"), of: lockScopeSchema, why }),
  z.strictObject({ kind: z.literal("unlock"), of: lockScopeSchema, why }),
  recheckSchema,
  z.strictObject({
    kind: z.literal("take-trust-list"),
    from: number.describe("The list of keys of this number, or a later one, is to be fetched now."),
    why,
  }),
  bookSchema,
  sendEvidenceSchema,
  leaveEvidenceSchema,
]);

const members = {
  schema: z.literal("proofmark/command/v1"),
  station: name,
  number: number.describe("1, and then one more for each command of this station."),
  before: hash
    .nullable()
    .describe("SHA-256 of what was signed of the command before this one; null where this is the first."),
  issued: instant.describe("By the registry's clock."),
  until: instant.describe("A station that takes it later does nothing of it."),
  by: z.string().trim().min(1).max(BY_CHARS_MAX).describe("Who ordered it at the registry."),
};

const isFirst = ({ number: one, before }: { readonly number: number; readonly before: string | null }) =>
  (one === 1) === (before === null);

/** As a registry of this software signs it. */
export const commandSchema = z
  .strictObject({ ...members, order: orderSchema })
  .refine(isFirst)
  .describe("What the registry orders of a station, signed by a key that cosigns.");

/** As a station reads it: an order that it does not know is refused in its turn, and the chain goes on. */
export const heardCommandSchema = z
  .strictObject({ ...members, order: z.looseObject({ kind: name }) })
  .refine(isFirst);

export const outcomeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("taken") }),
  z.strictObject({ kind: z.literal("refused"), reason: anyReasonSchema }),
  z.strictObject({ kind: z.literal("expired") }),
]);

export const acknowledgementSchema = z
  .strictObject({
    schema: z.literal("proofmark/acknowledgement/v1"),
    station: name,
    at: instant.describe("By the station's clock."),
    last: z
      .strictObject({ number: z.int().min(0).max(999_999_999), command: hash.nullable() })
      .refine(({ number: one, command }) => (one === 0) === (command === null))
      .describe("The newest command in the station's journal; the next that it takes is the one after it."),
    answer: z
      .strictObject({ number, command: hash, outcome: outcomeSchema })
      .nullable()
      .describe("What came of one command; null where none is answered."),
    fulfilled: z
      .array(z.strictObject({ number, command: hash, vin: name, record: hash }))
      .min(1)
      .max(32)
      .exactOptional()
      .describe("Vehicles that were inspected again by an order, the newest, each with the record of it."),
    list: z
      .strictObject({
        number: z.int().min(0).max(999_999_999),
        sha256: hash.nullable(),
        why: anyReasonSchema.nullable().describe("Why what was ordered is not done yet; null where it is."),
      })
      .refine(({ number: one, sha256 }) => (one === 0) === (sha256 === null))
      .exactOptional()
      .describe("The list of keys that the station holds; absent where none was ever ordered."),
  })
  .describe("What came of what the registry ordered, signed by the station's log key.");

export type LockScope = z.infer<typeof lockScopeSchema>;
export type CommandOrder = z.infer<typeof orderSchema>;
export type CommandDocument = z.infer<typeof commandSchema>;
export type HeardDocument = z.infer<typeof heardCommandSchema>;
export type CommandOutcome = z.infer<typeof outcomeSchema>;
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** Null: of a kind, or of a form, that this software does not know. */
export function orderIn({ order }: HeardDocument): CommandOrder | null {
  return orderSchema.safeParse(order).data ?? null;
}

/** Of a lock or unlock; null of an order that is of no place. */
export function scopeOf(order: CommandOrder): string | null {
  return order.kind === "lock" || order.kind === "unlock" ? scopeKey(order.of) : null;
}

/** The same for the same scope. */
export function scopeKey(of: LockScope): string {
  switch (of.what) {
    case "station":
      return "station";
    case "site":
      return `site ${of.site}`;
    case "kind":
      return `kind ${of.kind}`;
  }
}
