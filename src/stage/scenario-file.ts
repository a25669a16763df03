import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { ScenarioProblem } from "../../simulators/course-simulation.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { type LoadedDocument, parseYamlText } from "../adapters/config/yaml-file.ts";
import { toldWhereNamed } from "../runtime/named-files.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { type Scenario, scenarioSchema } from "../scenario/scenario-schema.ts";
import { scenarioProblems } from "./scenario-check.ts";

/**
 * A scenario that was held against what it names: items of the course or the vehicle, mistakes that can be made there, rules of
 * the rulebook. One that orders or expects what does not exist, or what comes to nothing, would quietly test nothing. Throws EdgeError FILE_UNREADABLE or
 * CONFIG_INVALID.
 */
export function loadScenario(file: string): LoadedDocument<Scenario> {
  return loadScenarioText(readTextFile(file, BYTES_MAX.scenario), file);
}

/** The same of a text that stands for the file. Throws EdgeError CONFIG_INVALID, and what it names may throw. */
export function loadScenarioText(text: string, file: string): LoadedDocument<Scenario> {
  const { value: raw } = parseYamlText(text, z.unknown(), file, BYTES_MAX.scenario);
  const checked = scenarioSchema.superRefine((scenario, context) => {
    for (const { path, message } of problemsOf(scenario, raw, file))
      context.addIssue({ code: "custom", path, message });
  });
  return parseYamlText(text, checked, file, BYTES_MAX.scenario);
}

/** A file that it names and that cannot be used is told from the line that names it. */
function problemsOf(scenario: Scenario, raw: unknown, file: string): ScenarioProblem[] {
  const at = (path: string): string => scenarioPath(file, path);
  try {
    return scenarioProblems(scenario, raw, at);
  } catch (cause) {
    throw toldWhereNamed(file, cause, at);
  }
}

/** A path in a scenario is relative to the scenario's folder if it begins with a dot, else to the package. */
export function scenarioPath(scenarioFile: string, path: string): string {
  return path.startsWith(".") ? resolve(dirname(scenarioFile), path) : resolve(packageRoot(), path);
}
