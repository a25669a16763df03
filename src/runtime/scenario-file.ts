import { dirname, resolve } from "node:path";
import { z } from "zod";
import { courseScenarioSchema } from "../../simulators/course-simulation.ts";
import { laneScenarioSchema } from "../../simulators/lane-simulation.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { type LoadedDocument, loadYamlFile } from "../adapters/config/yaml-file.ts";
import { civilDay } from "../core/door/civil-day.ts";
import { packageRoot } from "./software-identity.ts";

/** A scenario says what is wrong with the vehicle, the driver or the devices, and what must come of it. */
const expectation = z.strictObject({
  verdict: z.enum(["pass", "fail", "void", "undecided"]),
  score: z.int().exactOptional().describe("Exams: points left."),
  failed: z.array(z.string()).default([]).describe("Rules that must have failed, and no others may."),
  items: z.record(z.string(), z.string()).default({}).describe("Verdicts of named items."),
  faults: z.array(z.string()).default([]).describe("Device fault codes that must stand in the record."),
  reason: z.string().exactOptional().describe("Words that one of the reasons must contain."),
});

const common = {
  schema: z.literal("proofmark/scenario/v1"),
  name: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  seed: z.int().default(1),
  rulebook: z.string().exactOptional(),
  expect: expectation,
};

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

export const DEFAULT_RULEBOOKS = {
  inspection: "config/rules/cn-inspection-2021.yaml",
  exam: "config/rules/cn-exam-c1-2022.yaml",
} as const;

export function loadScenario(file: string): LoadedDocument<Scenario> {
  return loadYamlFile(file, scenarioSchema, BYTES_MAX.scenario);
}

/** A path in a scenario is relative to the scenario's folder if it begins with a dot, else to the package. */
export function scenarioPath(scenarioFile: string, path: string): string {
  return path.startsWith(".") ? resolve(dirname(scenarioFile), path) : resolve(packageRoot(), path);
}
