import { z } from "zod";
import { EVENT_NAMES, type EventName } from "../core/events/station-event.ts";

/**
 * What of our events is told to a national system, in which calls and by which fields: data, since provinces differ and no part of it is
 * published. Each row says where it is known from, and how well; what nobody has found is there as well, as not known.
 */
const about = {
  source: z.string().min(1).describe("Where this is known from."),
  confidence: z
    .enum(["documented", "code", "one-source", "derived", "not-known"])
    .describe(
      "documented: a manual; code: several programs in use; one-source: one program; derived: by us.",
    ),
};

const FROM =
  /^(?:serial|times|time|first-time|item|device|verdict|score|photo|const:[^\s]{1,64}|(?:station|site|subject|event|fact|given|looked)\.[A-Za-z0-9._-]{1,64})$/;

const field = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, "form:nationalField")
    .nullable()
    .describe("As the other side names it; null: not known."),
  what: z.string().min(1).describe("What it is, for a person."),
  from: z
    .string()
    .regex(FROM, "form:nationalFrom")
    .nullable()
    .describe(
      "serial, times, time, first-time, item, verdict, score, photo; const:X; device (by the code of the item), station.X, site.X of the configuration; subject.X of the login; event.X; fact.X that an item measured; looked.ITEM; given.X of the file of what is given. null: not known.",
    ),
  codes: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe("Our value: theirs. What does not stand here is held."),
  needed: z.boolean().describe("true: the call is not made without it."),
  ...about,
});

const number = z.string().regex(/^[0-9]{2}[A-Z][0-9A-Z]{2}$/, "form:nationalCall");

const call = z.strictObject({
  zh: z.string().min(1),
  en: z.string().min(1),
  fields: z.array(field).min(1),
  isWhole: z.boolean().describe("false: the other side may know more fields than these."),
  ...about,
});

const step = z.strictObject({
  on: z.enum(EVENT_NAMES as [EventName, ...EventName[]]),
  only: z
    .enum(["first", "again", "pass", "fail", "undecided", "void"])
    .exactOptional()
    .describe(
      "Of a login: first, again. Of a verdict, and of the end of an item begun again (void): what it says.",
    ),
  calls: z.array(z.string()),
  isPutOff: z
    .boolean()
    .exactOptional()
    .describe(
      "true: told when the job ends, after the parts that people looked at, which may be sent back until then.",
    ),
  isHeld: z.boolean().exactOptional().describe("true: no call is known and the job waits for a person."),
  why: z.string().exactOptional().describe("Why there is no call."),
});

const item = z.strictObject({
  item: z.string().min(1).describe("Ours; with * at its end all that begin so."),
  codes: z
    .array(z.string().min(1))
    .nullable()
    .describe("Theirs, a call for each; null: not known; empty: not told."),
  fields: z.array(field).exactOptional().describe("What is told of its figures."),
  why: z.string().exactOptional(),
  ...about,
});

const part = z.strictObject({
  part: z.string().min(1),
  code: z.string().min(1),
  looked: z.record(z.string(), z.string()).describe("Our item: the name of its field."),
  ...about,
});

/** A mapping: `config/national/*.yaml`. */
export const nationalMappingSchema = z
  .strictObject({
    schema: z.literal("proofmark/national-mapping/v1"),
    name: z.string().min(1),
    kind: z.enum(["inspection", "exam"]),
    system: z
      .string()
      .min(1)
      .nullable()
      .describe("xtlb of the envelope; null: not known, and every call is held."),
    element: z
      .string()
      .min(1)
      .nullable()
      .describe("The element under root; null: not known, and every call is held."),
    verifiedBy: z
      .string()
      .min(1)
      .nullable()
      .describe("Who held it against the interface's own document. null: it serves trials alone."),
    doubles: z.string().min(1).describe("What is known of a call that comes twice."),
    calls: z.record(number, call),
    steps: z.array(step).min(1),
    items: z.array(item),
    dataCalls: z.array(z.string()).describe("Calls that have the fields of their item."),
    parts: z.array(part).describe("What people look at; told when its review begins."),
    partCalls: z.array(z.string()),
    unsent: z
      .array(
        z.strictObject({
          call: number,
          what: z.string().min(1),
          why: z.string().min(1).describe("What is missing, or whose it is."),
          ...about,
        }),
      )
      .describe("Numbers that are known and that nothing of ours becomes, one a row."),
  })
  .superRefine((mapping, ctx) => {
    const wrong = (path: (string | number)[], message: string): void =>
      ctx.addIssue({ code: "custom", path, message });
    const named = [
      ...mapping.steps.flatMap(({ calls }) => calls),
      ...mapping.partCalls,
      ...mapping.dataCalls,
    ];
    for (const name of named)
      if (mapping.calls[name] === undefined) wrong(["calls"], `there is no call ${name}`);
    mapping.unsent.forEach(({ call: name }, index) => {
      const first = mapping.unsent.findIndex((row) => row.call === name);
      if (mapping.calls[name] !== undefined || first < index)
        wrong(["unsent", index, "call"], `${name} has a row already`);
    });
    for (const name of EVENT_NAMES)
      if (!mapping.steps.some(({ on }) => on === name))
        wrong(["steps"], `no step says what comes of ${name}`);
    mapping.steps.forEach(({ calls, why }, index) => {
      if (calls.length === 0 && why === undefined)
        wrong(["steps", index, "why"], "a step without a call says why");
    });
  });

export type NationalMapping = z.infer<typeof nationalMappingSchema>;
export type MappedField = z.infer<typeof field>;
export type MappedStep = z.infer<typeof step>;
