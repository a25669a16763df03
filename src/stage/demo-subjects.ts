import { dirname, join, resolve } from "node:path";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { type DemoSubjects, demoSubjectsSchema } from "../scenario/demo-subjects-schema.ts";

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
