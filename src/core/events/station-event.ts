import { z } from "zod";
import { decimalText } from "../rules/condition.ts";
import { anyReasonSchema } from "../trade/reason-schema.ts";

/**
 * What happens at a station as the national systems tell it (过程上报): login, start of the process, of an item, its data, its end, end of the
 * process, verdict, photo, review, withdrawal. Each follows from one entry of the journal and from nothing else, so whoever
 * asks again, from any place on, is told the same.
 */
export const EVENT_SCHEMA = "proofmark/event/v1";

const text = z.string();
const item = text.describe("code of the item, as the rulebook has it");
export const placeSchema = z.strictObject({
  index: z.int().min(0).describe("of the journal's entry"),
  part: z.int().min(0).describe("among what that entry gives"),
});

const named = <Name extends string, Shape extends z.ZodRawShape>(what: Name, shape: Shape) =>
  z.strictObject({ what: z.literal(what), ...shape });

export const jobEventSchema = z.discriminatedUnion("what", [
  /** Somebody or something is there to be examined (登录). `times`: 1, or more where it comes again. */
  named("login", {
    kind: z.enum(["inspection", "exam"]),
    site: text,
    car: text.nullable(),
    dossier: text.describe("SHA-256 of it, hex"),
    rulebook: text.describe("SHA-256 of it, hex"),
    subject: z.record(z.string(), text),
    times: z.int().min(1),
    follows: z.strictObject({ job: text, record: text }).nullable(),
    practice: z.boolean(),
    by: text.nullable().describe("a person's id; null where the station called"),
  }),
  named("process-start", {}),
  /** `run`: 1, or more where the item is begun again. */
  named("item-start", { item, run: z.int().min(1) }),
  /** What an item measured; of what it could not give, why. */
  named("item-data", {
    item,
    facts: z.record(z.string(), decimalText),
    absent: z.record(z.string(), anyReasonSchema),
  }),
  /** What a person found by hand (人工检验项目). */
  named("looked-at", {
    part: text,
    item,
    found: z.enum(["in-order", "defect"]),
    note: text,
    values: z.record(z.string(), text),
    by: text,
  }),
  /** `item` null: a rule of the whole test. `entry`: its number where the examiner entered it. */
  named("deduction", {
    item: item.nullable(),
    rule: text,
    points: z.int(),
    code: text.nullable(),
    judge: z.enum(["machine", "examiner"]),
    entry: z.int().min(1).nullable(),
  }),
  named("deduction-withdrawn", { entry: z.int().min(1), by: text, note: text }),
  /** `again`: it is begun once more. */
  named("item-end", {
    item,
    outcome: z.enum(["measured", "pass", "fail", "undecided", "void"]),
    again: z.boolean(),
    reasons: z.array(anyReasonSchema),
  }),
  named("photo", { part: text, photo: text, sha256: text, by: text }),
  /** Nothing more is measured or driven. */
  named("process-end", {}),
  named("review-request", {}),
  named("sent-back", { items: z.array(item), by: text, note: text }),
  named("signature", { who: text, by: text, agrees: z.boolean(), note: text }),
  named("aborted", { reason: anyReasonSchema }),
  /** `verdict` null: this software does not read the record. */
  named("verdict", { record: text, verdict: z.enum(["pass", "fail", "void", "undecided"]).nullable() }),
  named("withdrawal", { record: text, withdraws: text, by: text }),
  /** The job ended without a record. */
  named("closed", { reason: anyReasonSchema }),
]);

/** One of the names above with what it says. */
export type JobEvent = z.infer<typeof jobEventSchema>;
export type EventName = JobEvent["what"];
export const EVENT_NAMES: readonly EventName[] = jobEventSchema.options.map(({ shape }) => shape.what.value);

export type EventPlace = z.infer<typeof placeSchema>;

export interface StationEvent {
  readonly schema: typeof EVENT_SCHEMA;
  readonly station: string;
  readonly at: EventPlace;
  /** Where the event before it stands; whoever does not have that one has missed something. Null: this is the first that there is. */
  readonly after: EventPlace | null;
  /** UTC, by the station's clock when it wrote that entry. */
  readonly wallMs: number;
  readonly job: string;
  readonly event: JobEvent;
}

export const stationEventSchema = z.strictObject({
  schema: z.literal(EVENT_SCHEMA),
  station: z.string(),
  at: placeSchema,
  after: placeSchema.nullable(),
  wallMs: z.number(),
  job: z.string(),
  event: jobEventSchema,
});

/** -1, 0 or 1: which of two stands before the other. */
export function comparePlaces(a: EventPlace, b: EventPlace): number {
  return Math.sign(a.index - b.index || a.part - b.part);
}

export function samePlace(a: EventPlace | null, b: EventPlace | null): boolean {
  return a === null || b === null ? a === b : comparePlaces(a, b) === 0;
}
