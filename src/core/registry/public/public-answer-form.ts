import { z } from "zod";
import { verdictSchema } from "../../record/result-document.ts";
import { toldSchema } from "../../trade/reason-schema.ts";

export const PUBLIC_ANSWER_SCHEMA = "proofmark/public-answer/v1";

const instant = z.iso.datetime({ precision: 3 });
const sentence = z.strictObject({ zh: z.string(), en: z.string() });

export const PUBLIC_STATES = [
  "in-force",
  "no-verdict",
  "withdrawn",
  "superseded",
  "simulated",
  "kept-apart",
  "not-proven",
] as const;

const resultSchema = z.strictObject({
  record: z
    .string()
    .regex(/^(?:[0-9a-f]{12}|[0-9a-f]{64})$/)
    .describe("Id of the record: whole where it was asked for, else its first twelve digits."),
  of: z
    .enum(["inspection", "exam"])
    .nullable()
    .describe("null where the registry does not believe what it says."),
  station: z.string().describe("Station code."),
  region: z.string().describe("Where the station is, as the registry has it; may be empty."),
  state: z
    .enum(PUBLIC_STATES)
    .describe(
      "in-force: pass or fail, and nothing later; no-verdict: void or undecided; superseded: a later pass or fail took its place; kept-apart: received, never in force; not-proven: the registry's own copy does not hold.",
    ),
  told: toldSchema.describe("The state in words."),
  subject: sentence.nullable().describe("Plate or name, masked."),
  verdict: verdictSchema.nullable(),
  ended: instant.nullable().describe("When it ended, by the station's clock."),
  scope: toldSchema
    .nullable()
    .describe("What the law asks and what of it was done; null where that was not counted."),
  restsOn: toldSchema.nullable().describe("Words that nothing else bears out."),
  unverified: toldSchema.nullable().describe("Rules whose number nobody has checked yet."),
  log: z
    .strictObject({
      index: z.int().min(0).describe("Place in the station's log."),
      size: z.int().min(1).describe("Entries under the checkpoint that proves it."),
      cosigned: instant.describe("When that checkpoint was cosigned."),
      heard: instant.describe(
        "When anything of this station was cosigned last: later withdrawals may be on their way.",
      ),
    })
    .nullable(),
  proof: z
    .string()
    .nullable()
    .describe("Path of the proof; null where the record was not asked for by its id."),
});

/** What the registry answers the public. */
export const publicAnswerSchema = z.strictObject({
  schema: z.literal(PUBLIC_ANSWER_SCHEMA),
  by: z.enum(["record", "vehicle", "candidate"]),
  asOf: instant.describe("The state of the database that was read. No result is a statement of that time."),
  told: toldSchema,
  notes: z.array(toldSchema),
  results: z.array(resultSchema).describe("Newest first."),
});

export type PublicAnswer = z.infer<typeof publicAnswerSchema>;
export type PublicResult = PublicAnswer["results"][number];
export type PublicState = PublicResult["state"];
