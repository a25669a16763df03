import { z } from "zod";
import { courseScenarioSchema } from "./course-scenario.ts";
import { expectationSchema } from "./expectation.ts";
import { laneScenarioSchema } from "./lane-scenario.ts";
import { calledBy, examStepSchema, inspectionStepSchema } from "./scenario-step.ts";

/** Ten days, as long as a re-inspection may wait by some rules. Instruments go on meanwhile in virtual time, so that each day takes some seconds. */
const AFTER_S_MAX = 864_000;

const common = {
  calledBy,
  afterS: z
    .number()
    .min(2)
    .max(AFTER_S_MAX)
    .default(60)
    .describe("Seconds from the receipt of the record before until the job is asked for."),
  expect: expectationSchema,
};
const STEPS = "What people and circumstances do during this job, each at its moment.";

/** A vehicle comes back (复检), mended or not: its dossier is the one of before, and its job says after which record it comes. */
export const inspectedAgainSchema = z
  .strictObject({
    ...common,
    world: laneScenarioSchema
      .omit({ instruments: true })
      .prefault({})
      .describe("What is wrong this time, from nothing: a brake that was weak is mended if it is left out."),
    steps: z.array(inspectionStepSchema).default([]).describe(STEPS),
  })
  .describe("The vehicle is inspected again, after the record before.");

/** A candidate drives once more on the spot (补考). */
export const drivenAgainSchema = z
  .strictObject({
    ...common,
    world: courseScenarioSchema
      .prefault({})
      .describe("How the candidate drives this time, from nothing; car and receiver stay as they are."),
    steps: z.array(examStepSchema).default([]).describe(STEPS),
  })
  .describe("The candidate drives again, after the record before.");
