import { z } from "zod";
import { courseScenarioSchema } from "./course-scenario.ts";
import { laneScenarioSchema } from "./lane-scenario.ts";

/** Who comes to the demo: `config/demo/subjects.yaml`. */
export const demoSubjectsSchema = z.strictObject({
  schema: z.literal("proofmark/demo/v1"),
  inspections: z.array(z.strictObject({ dossier: z.string(), world: laneScenarioSchema })).min(1),
  exams: z.array(z.strictObject({ candidate: z.string(), world: courseScenarioSchema })).min(1),
});
export type DemoSubjects = z.output<typeof demoSubjectsSchema>;
