import { z } from "zod";
import { courseScenarioSchema } from "./course-scenario.ts";
import { laneScenarioSchema } from "./lane-scenario.ts";

const inspection = z.strictObject({ dossier: z.string(), world: laneScenarioSchema });
const exam = z.strictObject({ candidate: z.string(), world: courseScenarioSchema });

/** Who comes to the demo: `config/demo/subjects.yaml`. */
export const demoSubjectsSchema = z.strictObject({
  schema: z.literal("proofmark/demo/v1"),
  first: z
    .strictObject({ inspection, exam })
    .describe("Comes before all others, and once: what a newcomer sees in the first minute."),
  inspections: z.array(inspection).min(1),
  exams: z.array(exam).min(1),
});
export type DemoSubjects = z.output<typeof demoSubjectsSchema>;
