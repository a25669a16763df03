import { createHash } from "node:crypto";
import type { z } from "zod";
import { courseScenarioProblems, type ScenarioProblem } from "../../simulators/course-simulation.ts";
import { parseSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { loadYamlFile, parseYamlText } from "../adapters/config/yaml-file.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { planInspection } from "../core/inspection/plan.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { modelOf } from "../runtime/device-catalogue.ts";
import { parsedOnce } from "../runtime/parsed-artifacts.ts";
import { siteProblems } from "../runtime/site-config.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Scenario, StationScenario } from "../scenario/scenario-schema.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { laneDevices } from "./station-devices.ts";

/** What a scenario orders or expects that does not exist. Throws EdgeError for a file it names that cannot be used itself. */
export function scenarioProblems(scenario: Scenario, at: (path: string) => string): ScenarioProblem[] {
  switch (scenario.kind) {
    case "exam":
      return examProblems(scenario, at(scenario.rulebook ?? DEFAULT_RULEBOOKS.exam), at);
    case "inspection":
      return [
        ...inspectionProblems(scenario, at(scenario.rulebook ?? DEFAULT_RULEBOOKS.inspection), at),
        ...optionProblems(scenario),
      ];
    case "station":
      return stationProblems(scenario, at);
  }
}

/** Everyone who comes, held against what stands where he comes; and names that stand twice. */
function stationProblems(scenario: StationScenario, at: (path: string) => string): ScenarioProblem[] {
  const { lanes, courses } = scenario;
  const sites = [
    ...lanes.map(({ lane, positions }) => ({ lane, positions })),
    ...courses.map(({ course, file, cars }) => ({ course, file, cars })),
  ];
  const named = siteProblems(sites).map(({ path: [first, ...rest], why }) => {
    const index = Number(first);
    const site = index < lanes.length ? ["lanes", index] : ["courses", index - lanes.length];
    return { path: [...site, ...rest], message: sentenceOf(why).en };
  });
  const nobody =
    lanes.length + courses.length === 0
      ? [{ path: ["kind"], message: "a station needs a lane or a course" }]
      : [];
  const vehicles = lanes.flatMap(({ rulebook, vehicles }, lane) =>
    vehicles.flatMap((vehicle, i) =>
      inspectionProblems(vehicle, at(rulebook), at).map((problem) =>
        within(["lanes", lane, "vehicles", i], problem),
      ),
    ),
  );
  const candidates = courses.flatMap((course, site) =>
    course.cars.flatMap(({ candidates, vehicle }, car) =>
      candidates.flatMap((candidate, i) =>
        examProblems({ ...candidate, course: course.file, vehicle }, at(course.rulebook), at).map((problem) =>
          within(["courses", site, "cars", car, "candidates", i], problem),
        ),
      ),
    ),
  );
  return [...nobody, ...named, ...vehicles, ...candidates];
}

function within(path: (string | number)[], problem: ScenarioProblem): ScenarioProblem {
  return { ...problem, path: [...path, ...problem.path] };
}

function examProblems(
  scenario: Pick<Extract<Scenario, { kind: "exam" }>, "course" | "vehicle" | "world" | "expect">,
  rulebook: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  const file = at(scenario.course);
  const text = readTextFile(file, BYTES_MAX.course);
  const book = readOnce(rulebook, watchedRulebookSchema);
  const vehicle = loadYamlFile(at(scenario.vehicle), vehicleSchema, BYTES_MAX.vehicle).value;
  const { course } = parseSoundCourse(text, file, { vehicle, rulebook: book });
  const items = course.items.map(({ item }) => item);
  const rules = book.rules.map((rule) => rule.id);
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

/** Options that the model of a device does not have, or that it cannot have so. */
function optionProblems({
  bench,
  options,
  world,
}: Extract<Scenario, { kind: "inspection" }>): ScenarioProblem[] {
  const devices = laneDevices({
    bench,
    scale: world.instruments["axle-scale"].model,
    validTo: "",
    address: () => "",
    options,
  });
  return devices.flatMap(({ role, model, options: told }) =>
    (modelOf(model).options.safeParse(told).error?.issues ?? []).map((issue) => ({
      path: ["options", role, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))],
      message: issue.message,
    })),
  );
}

/** Which items there are hangs on no day; only which of them apply. */
const ANY_DAY = "2026-01-01";

function inspectionProblems(
  scenario: Pick<Extract<Scenario, { kind: "inspection" }>, "dossier" | "expect">,
  rulebookFile: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  const rulebook = readOnce(rulebookFile, inspectionRulebookSchema);
  const dossier = loadYamlFile(at(scenario.dossier), dossierSchema).value;
  const items = planInspection({ ...dossier, inspectedOn: ANY_DAY }, rulebook).map((item) => item.code);
  return expectationProblems(
    scenario,
    items,
    rulebook.rules.map((rule) => rule.id),
  );
}

/** A run of two hundred scenarios names four rulebooks, and reading one takes longer than the drive. */
function readOnce<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  const text = readTextFile(file, BYTES_MAX.rulebook);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return parsedOnce(
    `${file} ${sha256}`,
    "rulebook",
    () => parseYamlText(text, schema, file, BYTES_MAX.rulebook).value,
  );
}

function expectationProblems(
  { expect }: { readonly expect: Expectation },
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
