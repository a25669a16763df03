import { dirname, join, resolve } from "node:path";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { type DemoSubjects, demoSubjectsSchema } from "../scenario/demo-subjects-schema.ts";

export const DEMO_PACES = ["demo", "real"] as const;
/** `real`: people take the time that people take. `demo`: they are brisk; instruments and rules keep their times at either. */
export type DemoPace = (typeof DEMO_PACES)[number];

type Inspection = DemoSubjects["inspections"][number];
type Exam = DemoSubjects["exams"][number];

/** Of what a person at work needs to hear, look and reach: their hands are the only thing that may be hurried. */
const BRISK = 0.2;
/** As fast as a simulated driver can be set, and still as slow as a learner in a bay. */
const BRISK_DRIVER = 1.2;

export function loadDemoSubjects(): DemoSubjects {
  const file = join(packageRoot(), "config/demo/subjects.yaml");
  const { value } = loadYamlFile(file, demoSubjectsSchema);
  const here = (path: string): string => resolve(dirname(file), path);
  const inspection = (one: Inspection): Inspection => ({ ...one, dossier: here(one.dossier) });
  const exam = (one: Exam): Exam => ({ ...one, candidate: here(one.candidate) });
  const { first, inspections, exams } = value;
  return {
    ...value,
    first: { inspection: inspection(first.inspection), exam: exam(first.exam) },
    inspections: inspections.map(inspection),
    exams: exams.map(exam),
  };
}

/** As they are of this pace. */
export function atPace(subjects: DemoSubjects, pace: DemoPace): DemoSubjects {
  const inspection = (one: Inspection): Inspection => ({ ...one, world: atLaneAtPace(one.world, pace) });
  const exam = (one: Exam): Exam => ({ ...one, world: inCarAtPace(one.world, pace) });
  if (pace === "real") return subjects;
  const { first, inspections, exams } = subjects;
  return {
    ...subjects,
    first: { inspection: inspection(first.inspection), exam: exam(first.exam) },
    inspections: inspections.map(inspection),
    exams: exams.map(exam),
  };
}

export function atLaneAtPace(world: Inspection["world"], pace: DemoPace): Inspection["world"] {
  if (pace === "real") return world;
  const { operator } = world;
  return { ...world, operator: { ...operator, delayFactor: operator.delayFactor * BRISK } };
}

export function inCarAtPace(world: Exam["world"], pace: DemoPace): Exam["world"] {
  if (pace === "real") return world;
  const { driver } = world;
  return { ...world, driver: { ...driver, pace: Math.min(BRISK_DRIVER, driver.pace * BRISK_DRIVER) } };
}
