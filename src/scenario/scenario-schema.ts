import { z } from "zod";
import { civilDay } from "../core/door/civil-day.ts";
import { REASON_CODES } from "../core/trade/reasons.ts";
import { FAULT_CODES } from "../core/trade/words/faults.ts";
import { SEVERITY_CODES } from "../core/trade/words/severities.ts";
import { courseScenarioSchema } from "./course-scenario.ts";
import { laneScenarioSchema } from "./lane-scenario.ts";

const expectation = z.strictObject({
  verdict: z
    .enum(["pass", "fail", "void", "undecided", "refused"])
    .describe(
      "`refused`: the job must not be opened, and `reason` is the code of the refusal or of what it rests on.",
    ),
  score: z.int().exactOptional().describe("Exams: points left."),
  failed: z.array(z.string()).default([]).describe("Rules that must have failed, and no others may."),
  severities: z
    .record(z.string(), z.enum(SEVERITY_CODES))
    .default({})
    .describe("How grave findings of named rules must be, where the rulebook grades."),
  items: z
    .record(z.string(), z.enum(["pass", "fail", "void", "undecided", "not-applicable"]))
    .default({})
    .describe("Verdicts of named items."),
  faults: z
    .array(z.enum(FAULT_CODES))
    .default([])
    .describe("Device fault codes that must stand in the record."),
  reason: z
    .string()
    .refine((code) => REASON_CODES.some((known) => known === code), "the code of a reason")
    .exactOptional()
    .describe("Code of a reason or a note that must be given, or on which one rests, as CALIBRATION_ENDED."),
});

const common = {
  schema: z.literal("proofmark/scenario/v1"),
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._-]{0,63}$/,
      'letters, digits and . _ -, 64 at most, without ".."',
    )
    .describe("Also the name of the folder that run --out makes: letters, digits and . _ -, 64 at most."),
  titleZh: z.string(),
  titleEn: z.string(),
  seed: z.int().default(1),
  rulebook: z.string().exactOptional(),
  expect: expectation,
};

/** A scenario says what is wrong with the vehicle, the driver or the devices, and what must come of it. */
export const scenarioSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("inspection"),
    dossier: z.string().default("config/dossiers/demo-k3.yaml"),
    bench: z
      .enum(["serial", "plc"])
      .default("serial")
      .describe("Which of the two brake benches stands in the lane."),
    calibrationValidTo: civilDay.default("2099-12-31"),
    world: laneScenarioSchema,
  }),
  z.strictObject({
    ...common,
    kind: z.literal("exam"),
    candidate: z.string().default("config/dossiers/candidate-c1.yaml"),
    course: z.string().default("config/courses/demo-c1.geojson"),
    vehicle: z.string().default("config/vehicles/santana-c1.yaml"),
    calibrationValidTo: civilDay.default("2099-12-31"),
    world: courseScenarioSchema,
  }),
]);
export type Scenario = z.output<typeof scenarioSchema>;
