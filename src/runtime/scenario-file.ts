import { dirname, resolve } from "node:path";
import { z } from "zod";
import { courseScenarioSchema } from "../../simulators/course-simulation.ts";
import { laneScenarioSchema } from "../../simulators/lane-simulation.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { type LoadedDocument, loadYamlFile } from "../adapters/config/yaml-file.ts";
import { civilDay } from "../core/door/civil-day.ts";
import type { DeviceFault } from "../core/observation.ts";
import { scenarioProblems } from "./scenario-check.ts";
import { packageRoot } from "./software-identity.ts";

/** A scenario says what is wrong with the vehicle, the driver or the devices, and what must come of it. */
const FAULT_CODES = [
  "disconnected",
  "silent",
  "garbled",
  "wrong-identity",
  "self-check-failed",
  "out-of-calibration",
  "evidence-lost",
  "bad-quality",
] as const satisfies readonly DeviceFault["code"][];

const expectation = z.strictObject({
  verdict: z
    .enum(["pass", "fail", "void", "undecided", "refused"])
    .describe(
      "`refused`: the job must not be opened, and `reason` stands in code or sentence of the refusal.",
    ),
  score: z.int().exactOptional().describe("Exams: points left."),
  failed: z.array(z.string()).default([]).describe("Rules that must have failed, and no others may."),
  items: z
    .record(z.string(), z.enum(["pass", "fail", "void", "undecided", "not-applicable"]))
    .default({})
    .describe("Verdicts of named items."),
  faults: z
    .array(z.enum(FAULT_CODES))
    .default([])
    .describe("Device fault codes that must stand in the record."),
  reason: z.string().exactOptional().describe("Words that one of the reasons must contain."),
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

/**
 * A scenario that was held against what it names: items of the course or the vehicle, mistakes that can be made there, rules of
 * the rulebook. One that orders or expects what does not exist would quietly test nothing. Throws EdgeError FILE_UNREADABLE or
 * CONFIG_INVALID.
 */
export function loadScenario(file: string): LoadedDocument<Scenario> {
  const checked = scenarioSchema.superRefine((scenario, context) => {
    const at = (path: string): string => scenarioPath(file, path);
    const rulebook = at(scenario.rulebook ?? DEFAULT_RULEBOOKS[scenario.kind]);
    for (const { path, message } of scenarioProblems(scenario, rulebook, at))
      context.addIssue({ code: "custom", path, message });
  });
  return loadYamlFile(file, checked, BYTES_MAX.scenario);
}

/** A path in a scenario is relative to the scenario's folder if it begins with a dot, else to the package. */
export function scenarioPath(scenarioFile: string, path: string): string {
  return path.startsWith(".") ? resolve(dirname(scenarioFile), path) : resolve(packageRoot(), path);
}
