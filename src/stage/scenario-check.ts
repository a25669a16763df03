import { courseScenarioProblems, type ScenarioProblem } from "../../simulators/course-simulation.ts";
import { parseCourseText } from "../adapters/config/course-file.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { examRulebookSchema } from "../core/exam/rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { planInspection } from "../core/inspection/plan.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { EdgeError } from "../errors.ts";
import type { Scenario } from "../scenario/scenario-schema.ts";

/** What a scenario orders or expects that does not exist. Throws EdgeError for a file it names that cannot be used itself. */
export function scenarioProblems(
  scenario: Scenario,
  rulebook: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  return scenario.kind === "exam"
    ? examProblems(scenario, rulebook, at)
    : inspectionProblems(scenario, rulebook, at);
}

function examProblems(
  scenario: Extract<Scenario, { kind: "exam" }>,
  rulebook: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  const file = at(scenario.course);
  const text = readTextFile(file, BYTES_MAX.course);
  const course = parseCourseText(text, file);
  const items = course.items.map(({ item }) => item);
  const rules = loadYamlFile(rulebook, examRulebookSchema).value.rules.map((rule) => rule.id);
  const world = driven(scenario.world, text, file);
  return [
    ...world.map(({ path, message }) => ({ path: ["world", ...path], message })),
    ...expectationProblems(scenario, items, rules),
  ];
}

function driven(
  world: Extract<Scenario, { kind: "exam" }>["world"],
  text: string,
  file: string,
): ScenarioProblem[] {
  try {
    return courseScenarioProblems(world, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new EdgeError(
      "CONFIG_INVALID",
      `${file}: the simulated car cannot drive it: ${why}`,
      { file },
      cause,
    );
  }
}

function inspectionProblems(
  scenario: Extract<Scenario, { kind: "inspection" }>,
  rulebookFile: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  const rulebook = loadYamlFile(rulebookFile, inspectionRulebookSchema).value;
  const dossier = loadYamlFile(at(scenario.dossier), dossierSchema).value;
  const items = planInspection(dossier, rulebook).map((item) => item.code);
  return expectationProblems(
    scenario,
    items,
    rulebook.rules.map((rule) => rule.id),
  );
}

function expectationProblems(
  { expect }: Scenario,
  items: readonly string[],
  rules: readonly string[],
): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  for (const item of Object.keys(expect.items)) {
    if (!items.includes(item))
      problems.push({
        path: ["expect", "items", item],
        message: `no such item comes up; allowed: ${items.join(", ")}`,
      });
  }
  for (const rule of Object.keys(expect.severities)) {
    if (!rules.includes(rule))
      problems.push({
        path: ["expect", "severities", rule],
        message: `the rulebook has no such rule${near(rule, rules)}`,
      });
  }
  for (const [index, rule] of expect.failed.entries()) {
    if (!rules.includes(rule))
      problems.push({
        path: ["expect", "failed", index],
        message: `the rulebook has no such rule${near(rule, rules)}`,
      });
  }
  return problems;
}

/** A rulebook has a hundred rules: those of the same beginning are enough to see the slip. */
function near(rule: string, rules: readonly string[]): string {
  const head = rule.slice(0, rule.lastIndexOf(".") + 1);
  const alike = rules.filter((known) => head !== "" && known.startsWith(head));
  return alike.length === 0 ? "" : `; it has ${alike.slice(0, 12).join(", ")}`;
}
