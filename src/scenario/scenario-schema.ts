import { z } from "zod";
import { civilDay } from "../core/door/civil-day.ts";
import { courseScenarioSchema } from "./course-scenario.ts";
import { expectationSchema } from "./expectation.ts";
import { LANE_ROLES, laneScenarioSchema } from "./lane-scenario.ts";
import { stationScenarioFields } from "./station-scenario.ts";

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
};

const ofOne = { rulebook: z.string().exactOptional(), expect: expectationSchema };

/** A scenario says what is wrong with the vehicle, the driver or the devices, and what must come of it. */
export const scenarioSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    ...ofOne,
    kind: z.literal("inspection"),
    dossier: z.string().default("config/dossiers/demo-k3.yaml"),
    bench: z
      .enum(["serial", "plc"])
      .default("serial")
      .describe("Which of the two brake benches stands in the lane."),
    calibrationValidTo: civilDay.default("2099-12-31"),
    options: z
      .partialRecord(z.enum(LANE_ROLES), z.record(z.string(), z.unknown()))
      .default({})
      .describe("What the station file says of a device, by role: its options as in docs/instruments.md."),
    world: laneScenarioSchema,
  }),
  z.strictObject({
    ...common,
    ...ofOne,
    kind: z.literal("exam"),
    candidate: z.string().default("config/dossiers/candidate-c1.yaml"),
    course: z.string().default("config/courses/demo-c1.geojson"),
    vehicle: z.string().default("config/vehicles/santana-c1.yaml"),
    calibrationValidTo: civilDay.default("2099-12-31"),
    world: courseScenarioSchema,
  }),
  z.strictObject({ ...common, kind: z.literal("station"), ...stationScenarioFields }),
]);
export type Scenario = z.output<typeof scenarioSchema>;
/** Of one subject. */
export type SingleScenario = Exclude<Scenario, { kind: "station" }>;
export type StationScenario = Extract<Scenario, { kind: "station" }>;
