import { z } from "zod";
import { FOUND } from "../core/inspection/manual/manual-commands.ts";
import { abortReasons, OTHER_REASON, stopReasons } from "../core/trade/words/abort-reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { withdrawalReasons } from "../core/trade/words/withdrawal-reasons.ts";
import { LANE_ACTIONS } from "./lane-operator.ts";

/** What the driver of a vehicle, and people at the console, are asked for in an inspection. */
export const INSPECTION_PROMPTS = [...LANE_ACTIONS, "look-by-hand", "review", "go-on"] as const;
/** What is announced to a candidate, and asked of whoever has to sign. */
export const EXAM_PROMPTS = ["drive-off", "item-begin", "item-again", "test-over", "sign"] as const;

const DAY_S = 86_400;
const afterS = z.number().min(0).max(DAY_S).default(0).describe("So many seconds after that moment.");

const momentOf = (prompts: readonly string[]) =>
  z
    .strictObject({
      prompt: z.enum(prompts).exactOptional().describe("When this is asked for."),
      item: z
        .string()
        .min(1)
        .exactOptional()
        .describe("When anything is asked for in this item, or, with `prompt`, that."),
      record: z
        .literal("sealed")
        .exactOptional()
        .describe("When the record of this job is sealed; then neither `prompt` nor `item`."),
      occurrence: z
        .int()
        .min(1)
        .default(1)
        .describe("At which such moment, counted from 1; a station that starts again asks once more."),
      afterS,
    })
    .describe(
      "When: with neither `prompt`, `item` nor `record`, from the moment in which the job was opened.",
    );

const by = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, "form:shortName:32")
  .default("scenario")
  .describe("Whose act it is; some acts ask for two people.");
/** Of a whole job. */
export const calledBy = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, "form:shortName:32")
  .exactOptional()
  .describe(
    "Who called it at the console. Then people are there: parts are looked at by hand, results confirmed, reviewed and signed, as the rulebook asks. Absent: instruments alone.",
  );
const note = z.string().max(200).default("").describe("In their own words; stands in the record.");
const refused = z
  .string()
  .exactOptional()
  .describe("The station must refuse it, with the reason of this code; absent: it must take it.");
const reasonOf = (reasons: readonly (readonly [string, unknown])[]) =>
  z
    .enum(reasons.map(([code]) => code))
    .describe(`Why, by the list of the console; ${OTHER_REASON} needs a note.`);

/** What anybody does at the console, in the words that the console itself sends. */
const actsOf = <At extends z.ZodType>(at: At, kind: JobKind) => {
  const act = <Name extends string, Shape extends z.core.$ZodShape>(name: Name, shape: Shape) =>
    z.strictObject({ at, do: z.literal(name), ...shape, by, refused });
  const common = [
    act("abort", { reason: reasonOf(abortReasons(kind)), note }).describe("The job ends, void."),
    act("stop-item", { reason: reasonOf(stopReasons(kind)), note }).describe(
      "The item that is on is stopped: a vehicle waits for go-on, a candidate drives it once more.",
    ),
    act("sign", { note }).describe("The signatory, or the examiner, signs the result."),
    act("withdraw-record", { reason: reasonOf(withdrawalReasons(kind)), note }).describe(
      "The sealed record is taken out of force by a record of its own; its moment is `record: sealed`.",
    ),
  ] as const;
  return { act, common };
};

/** Between the station and the registry, and in the station itself. */
const around = <At extends z.ZodType>(at: At) =>
  [
    z
      .strictObject({
        at,
        do: z.literal("restart"),
        how: z
          .enum(["killed", "stopped"])
          .default("killed")
          .describe("killed: nothing is tidied up, as by kill -9; stopped: as by Ctrl-C."),
        downS: z.number().min(0).max(DAY_S).default(5).describe("Seconds until it is started again."),
      })
      .describe(
        "The process of the station ends and starts again with its journal; people and vehicles go on.",
      ),
    z
      .strictObject({
        at,
        do: z.literal("registry-away"),
        what: z
          .enum(["broker", "registry"])
          .default("broker")
          .describe("broker: no connection; registry: the broker takes everything, and nobody answers."),
        forS: z.number().positive().max(DAY_S).describe("Seconds until it is back."),
      })
      .describe("Records wait, and have to be receipted when it is back."),
    z
      .strictObject({
        at,
        do: z.literal("clock-wrong"),
        byS: z
          .int()
          .min(-DAY_S)
          .max(DAY_S)
          .describe("Seconds by which somebody sets the wall clock; back with a negative number."),
        forS: z.number().positive().max(DAY_S).describe("Seconds until it is set right again."),
      })
      .describe("The time service goes on having the true time."),
    z
      .strictObject({
        at,
        do: z.literal("signer-away"),
        forS: z.number().positive().max(DAY_S).describe("Seconds until it signs again."),
      })
      .describe("The key of the records cannot be used; results wait for their signature."),
    z
      .strictObject({
        at,
        do: z.literal("registry-lock"),
        forS: z.number().positive().max(3_600).describe("Seconds until the registry unlocks it."),
      })
      .describe("The registry locks the station: what runs is finished, and nothing new begins."),
  ] as const;

const inspectionMoment = momentOf(INSPECTION_PROMPTS);
const inspection = actsOf(inspectionMoment, "inspection");
const part = z.string().describe("Part of the manual inspection by its key in the rulebook, e.g. outside.");
const itemCode = z.string().describe("Code of what is looked at, by the rulebook.");

export const inspectionStepSchema = z.discriminatedUnion("do", [
  ...inspection.common,
  inspection.act("go-on", {}).describe("An item that waits for a person is begun again."),
  inspection.act("part-begin", { part }).describe("An inspector begins a part."),
  inspection
    .act("part-enter", {
      item: itemCode,
      found: z.enum(FOUND).describe("What was found."),
      note,
      values: z.record(z.string(), z.string()).default({}).describe("Figures by name, as decimal texts."),
    })
    .describe("An inspector enters what was found."),
  inspection
    .act("part-photo", {
      part,
      photo: z
        .string()
        .regex(/^\d{4}$/, "form:photoCode")
        .describe("Number of the photo in the rulebook, as 0111."),
    })
    .describe("An inspector takes a photo; its bytes are made up, the same ones for the same number."),
  inspection.act("part-end", { part }).describe("An inspector ends a part."),
  inspection
    .act("send-back", { items: z.array(itemCode).min(1), note })
    .describe("The signatory sends back what is to be looked at again."),
  ...around(inspectionMoment),
]);

const examMoment = momentOf(EXAM_PROMPTS);
const exam = actsOf(examMoment, "exam");

export const examStepSchema = z.discriminatedUnion("do", [
  ...exam.common,
  exam
    .act("deduct", { rule: z.string().describe("Rule of the rulebook, e.g. s2.gen.instr."), note })
    .describe("The examiner deducts by hand; a rule of the full mark ends the test."),
  exam
    .act("withdraw", { entry: z.int().min(1).describe("Number of the entry, from 1."), note })
    .describe("The examiner takes an entry back."),
  exam
    .act("candidate-confirm", { agrees: z.boolean(), note })
    .describe("The candidate confirms the result, or does not."),
  exam.act("end", {}).describe("The examiner ends the driving; it is judged as it stands."),
  ...around(examMoment),
]);

const stationMoment = z
  .strictObject({ atS: z.number().min(0).max(DAY_S).describe("Seconds from the beginning of the scenario.") })
  .describe("When.");
export const stationStepSchema = z.discriminatedUnion("do", [...around(stationMoment)]);

export type InspectionStep = z.output<typeof inspectionStepSchema>;
export type ExamStep = z.output<typeof examStepSchema>;
export type SubjectStep = InspectionStep | ExamStep;
export type StationStep = z.output<typeof stationStepSchema>;
export type StepMoment = z.output<typeof inspectionMoment>;
/** Steps that are nobody's act. */
export const AROUND = ["restart", "registry-away", "clock-wrong", "signer-away", "registry-lock"] as const;
type Around<Step> = Extract<Step, { do: (typeof AROUND)[number] }>;
export type AroundStep = Around<SubjectStep>;
export type WithdrawalStep = Extract<SubjectStep, { do: "withdraw-record" }>;
/** What is asked of a job that is open. */
export type ActStep = Exclude<SubjectStep, AroundStep | WithdrawalStep>;
