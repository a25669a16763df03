import { z } from "zod";
import { courseScenarioSchema } from "./course-scenario.ts";
import { expectationSchema } from "./expectation.ts";
import { laneInstrumentsSchema } from "./lane-instruments.ts";
import { LANE_PLACES } from "./lane-operator.ts";
import { laneScenarioSchema } from "./lane-scenario.ts";
import { calledBy, examStepSchema, inspectionStepSchema, stationStepSchema } from "./scenario-step.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, "form:shortName:32");

const vehicles = z.strictObject({
  times: z.int().min(1).max(1000).default(1).describe("So many of them, one after the other."),
  dossier: z.string().default("config/dossiers/demo-k3.yaml"),
  calledBy,
  world: laneScenarioSchema.omit({ instruments: true }).prefault({}),
  steps: z
    .array(inspectionStepSchema)
    .default([])
    .describe(
      "What people and circumstances do while it is there, each at its moment; for each of `times` anew.",
    ),
  expect: expectationSchema,
});

const lane = z.strictObject({
  lane: name,
  positions: z
    .array(z.strictObject({ position: name, places: z.array(z.enum(LANE_PLACES)).min(1) }))
    .min(1)
    .describe("In the order in which a vehicle comes to them."),
  exitBeam: z.boolean().default(true).describe("A light beam at the way out says who has left."),
  bench: z.enum(["serial", "plc"]).default("serial"),
  instruments: laneInstrumentsSchema.prefault({}),
  rulebook: z.string().default("config/rules/cn-inspection-2021.yaml"),
  vehicles: z.array(vehicles).min(1).describe("In the order in which they come."),
  vehiclesPerHourMin: z.number().positive().exactOptional(),
});

const candidates = z.strictObject({
  candidate: z.string().default("config/dossiers/candidate-c1.yaml"),
  calledBy,
  world: courseScenarioSchema.prefault({}),
  steps: z
    .array(examStepSchema)
    .default([])
    .describe("What people and circumstances do during this test, each at its moment."),
  expect: expectationSchema,
});

const course = z.strictObject({
  course: name,
  file: z.string().default("config/courses/demo-c1.geojson"),
  rulebook: z.string().default("config/rules/cn-exam-c1-2022.yaml"),
  cars: z
    .array(
      z.strictObject({
        car: name,
        vehicle: z.string().default("config/vehicles/santana-c1.yaml"),
        candidates: z.array(candidates).min(1).describe("One after the other in this car."),
      }),
    )
    .min(1),
});

/** A stretch of time at a whole station: several vehicles in each lane, several cars on each course. */
export const stationScenarioFields = {
  lanes: z.array(lane).default([]),
  courses: z.array(course).default([]),
  steps: z.array(stationStepSchema).default([]).describe("What happens to the station itself."),
};
export type LaneDayPlan = z.output<typeof lane>;
export type CarDayPlan = z.output<typeof course>["cars"][number];
export type CourseDayPlan = z.output<typeof course>;
