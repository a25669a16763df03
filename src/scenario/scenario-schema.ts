import { z } from "zod";
import { civilDay } from "../core/door/civil-day.ts";
import { outageLimitsSchema } from "../core/outages/outage-limits-form.ts";
import { OUTAGE_STATES } from "../core/outages/outage-states.ts";
import { drivenAgainSchema, inspectedAgainSchema } from "./again.ts";
import { courseScenarioSchema } from "./course-scenario.ts";
import { expectationSchema } from "./expectation.ts";
import { LANE_ROLES, laneScenarioSchema } from "./lane-scenario.ts";
import { calledBy, examStepSchema, inspectionStepSchema } from "./scenario-step.ts";
import { stationScenarioFields } from "./station-scenario.ts";

const common = {
  schema: z.literal("proofmark/scenario/v1"),
  name: z
    .string()
    .regex(/^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._-]{0,63}$/, "form:scenarioName")
    .describe("Also the name of the folder that run --out makes: letters, digits and . _ -, 64 at most."),
  titleZh: z.string().describe("What it is about, for people; in Chinese."),
  titleEn: z.string().describe("The same in English."),
  seed: z
    .int()
    .default(1)
    .describe("Of all chance; the same seed gives the same bytes. run --seed N takes another one."),
  secondSignature: z
    .literal("sm2-sm3")
    .exactOptional()
    .describe(
      "What is sealed bears a second signature, as keys.second of a station file; the registry demands it. Absent: it bears one.",
    ),
  outages: z
    .strictObject({
      limits: outageLimitsSchema,
      entered: z
        .array(z.enum(OUTAGE_STATES))
        .describe(
          "These have to have been entered in this order, and no others; all of them left at the end.",
        ),
    })
    .exactOptional()
    .describe(
      "States of outage, as in docs/outages.md; the run goes on until none stands. Absent: nobody looks at them.",
    ),
};

const STEPS = "What people and circumstances do meanwhile, each at its moment.";
const AGAIN_MAX = 9;
const AGAIN =
  "Later jobs of the same subject, each after the record of the one before: re-inspections, second attempts.";
const ofOne = {
  calledBy,
  rulebook: z
    .string()
    .exactOptional()
    .describe(
      "File of the rulebook; absent: config/rules/cn-inspection-2021.yaml, for exams cn-exam-c1-2022.yaml.",
    ),
  expect: expectationSchema,
};

/** A scenario says what is wrong with the vehicle, the driver or the devices, and what must come of it. */
export const scenarioSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    ...ofOne,
    kind: z.literal("inspection"),
    dossier: z
      .string()
      .default("config/dossiers/demo-k3.yaml")
      .describe("File of the vehicle as the registry describes it."),
    bench: z
      .enum(["serial", "plc"])
      .default("serial")
      .describe("Which of the two brake benches stands in the lane."),
    calibrationValidTo: civilDay
      .default("2099-12-31")
      .describe("Day until which all instruments are calibrated; runs are on 2026-06-01."),
    options: z
      .partialRecord(z.enum(LANE_ROLES), z.record(z.string(), z.unknown()))
      .default({})
      .describe("What the station file says of a device, by role: its options as in docs/instruments.md."),
    world: laneScenarioSchema,
    steps: z.array(inspectionStepSchema).default([]).describe(STEPS),
    again: z.array(inspectedAgainSchema).max(AGAIN_MAX).default([]).describe(AGAIN),
  }),
  z.strictObject({
    ...common,
    ...ofOne,
    kind: z.literal("exam"),
    candidate: z.string().default("config/dossiers/candidate-c1.yaml").describe("File of the candidate."),
    course: z.string().default("config/courses/demo-c1.geojson").describe("File of the course."),
    vehicle: z.string().default("config/vehicles/santana-c1.yaml").describe("File of the car."),
    calibrationValidTo: civilDay
      .default("2099-12-31")
      .describe("Day until which all instruments are calibrated; runs are on 2026-06-01."),
    world: courseScenarioSchema,
    steps: z.array(examStepSchema).default([]).describe(STEPS),
    again: z.array(drivenAgainSchema).max(AGAIN_MAX).default([]).describe(AGAIN),
  }),
  z.strictObject({ ...common, kind: z.literal("station"), ...stationScenarioFields }),
]);
export type Scenario = z.output<typeof scenarioSchema>;
/** Of one subject. */
export type SingleScenario = Exclude<Scenario, { kind: "station" }>;
export type StationScenario = Extract<Scenario, { kind: "station" }>;
