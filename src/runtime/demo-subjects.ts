import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { courseScenarioSchema } from "../../simulators/course-simulation.ts";
import { laneScenarioSchema } from "../../simulators/lane-simulation.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { packageRoot } from "./software-identity.ts";

export const demoSubjectsSchema = z.strictObject({
  schema: z.literal("proofmark/demo/v1"),
  inspections: z.array(z.strictObject({ dossier: z.string(), world: laneScenarioSchema })).min(1),
  exams: z.array(z.strictObject({ candidate: z.string(), world: courseScenarioSchema })).min(1),
});
export type DemoSubjects = z.output<typeof demoSubjectsSchema>;

export function loadDemoSubjects(): DemoSubjects {
  const file = join(packageRoot(), "config/demo/subjects.yaml");
  const { value } = loadYamlFile(file, demoSubjectsSchema);
  const here = (path: string): string => resolve(dirname(file), path);
  return {
    ...value,
    inspections: value.inspections.map((one) => ({ ...one, dossier: here(one.dossier) })),
    exams: value.exams.map((one) => ({ ...one, candidate: here(one.candidate) })),
  };
}
