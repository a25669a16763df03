import { createHash } from "node:crypto";
import type { z } from "zod";
import { courseScenarioProblems, type ScenarioProblem } from "../../simulators/course-simulation.ts";
import { parseSoundCourse } from "../adapters/config/course-file.ts";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { loadYamlFile, parseYamlText } from "../adapters/config/yaml-file.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { planManual } from "../core/inspection/manual/manual-plan.ts";
import { planInspection } from "../core/inspection/plan.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { modelOf } from "../runtime/device-catalogue.ts";
import { parsedOnce } from "../runtime/parsed-artifacts.ts";
import { siteProblems } from "../runtime/site-config.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Scenario, SingleScenario, StationScenario } from "../scenario/scenario-schema.ts";
import type { SubjectStep } from "../scenario/scenario-step.ts";
import type { CourseDayPlan, LaneDayPlan } from "../scenario/station-scenario.ts";
import { candidateProblems, laterCandidateProblems } from "./course-effects.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { type Expectable, expectationProblems } from "./expectation-check.ts";
import { Given } from "./given.ts";
import { instrumentProblems, type LaneAround, vehicleProblems } from "./lane-effects.ts";
import { laneDevices } from "./station-devices.ts";
import { stepProblems } from "./step-check.ts";

/**
 * What a scenario orders or expects that does not exist, or of which nothing would come. `raw`: the file as it was written. Throws
 * EdgeError for a file it names that cannot be used itself.
 */
export function scenarioProblems(
  scenario: Scenario,
  raw: unknown,
  at: (path: string) => string,
): ScenarioProblem[] {
  const given = new Given(raw);
  switch (scenario.kind) {
    case "exam": {
      const rulebook = at(scenario.rulebook ?? DEFAULT_RULEBOOKS.exam);
      return [
        ...examProblems(scenario, given, rulebook, at),
        ...againProblems(scenario, given),
        ...scenario.again.flatMap((again, i) => {
          const own = given.at("again", i);
          const { course, vehicle } = scenario;
          return [
            ...examProblems({ ...again, course, vehicle }, own, rulebook, at),
            ...laterCandidateProblems(own.at("world")),
          ];
        }),
      ];
    }
    case "inspection": {
      const around = { bench: scenario.bench, places: null };
      const rulebook = at(scenario.rulebook ?? DEFAULT_RULEBOOKS.inspection);
      return [
        ...inspectionProblems(scenario, given, around, rulebook, at),
        ...againProblems(scenario, given),
        ...scenario.again.flatMap((again, i) =>
          inspectionProblems(
            { ...again, dossier: scenario.dossier },
            given.at("again", i),
            around,
            rulebook,
            at,
          ),
        ),
        ...instrumentProblems(scenario.world.instruments, given.at("world", "instruments"), around),
        ...optionProblems(scenario),
      ];
    }
    case "station":
      return stationProblems(scenario, given, at);
  }
}

/** A job that comes after one of which there is no record. */
function againProblems({ expect, again }: SingleScenario, given: Given): ScenarioProblem[] {
  const before = [expect, ...again.map((turn) => turn.expect)];
  return again.flatMap((_, i) =>
    before[i]?.verdict === "refused"
      ? [given.at("again", i).problem("the job before it is refused, so that there is no record to follow")]
      : [],
  );
}

/** Everyone who comes, held against what stands where he comes; and names that stand twice. */
function stationProblems(
  scenario: StationScenario,
  given: Given,
  at: (path: string) => string,
): ScenarioProblem[] {
  const { lanes, courses } = scenario;
  const nobody =
    lanes.length + courses.length === 0
      ? [given.at("kind").problem("a station needs a lane or a course")]
      : [];
  return [
    ...nobody,
    ...namesTwice(scenario),
    ...lanes.flatMap((lane, i) => laneProblems(lane, given.at("lanes", i), at)),
    ...courses.flatMap((course, i) => courseProblems(course, given.at("courses", i), at)),
  ];
}

function namesTwice({ lanes, courses }: StationScenario): ScenarioProblem[] {
  const sites = [
    ...lanes.map(({ lane, positions }) => ({ lane, positions })),
    ...courses.map(({ course, file, cars }) => ({ course, file, cars })),
  ];
  return siteProblems(sites).map(({ path: [first, ...rest], why }) => {
    const index = Number(first);
    const site = index < lanes.length ? ["lanes", index] : ["courses", index - lanes.length];
    return { path: [...site, ...rest], message: sentenceOf(why).en };
  });
}

function laneProblems(lane: LaneDayPlan, given: Given, at: (path: string) => string): ScenarioProblem[] {
  const around = { bench: lane.bench, places: lane.positions.flatMap(({ places }) => places) };
  return [
    ...instrumentProblems(lane.instruments, given.at("instruments"), around),
    ...lane.vehicles.flatMap((vehicle, i) =>
      inspectionProblems(vehicle, given.at("vehicles", i), around, at(lane.rulebook), at),
    ),
  ];
}

function courseProblems(
  course: CourseDayPlan,
  given: Given,
  at: (path: string) => string,
): ScenarioProblem[] {
  return course.cars.flatMap(({ candidates, vehicle }, car) =>
    candidates.flatMap((candidate, i) => {
      const own = given.at("cars", car, "candidates", i);
      const exam = { ...candidate, course: course.file, vehicle };
      return [
        ...examProblems(exam, own, at(course.rulebook), at),
        ...(i === 0 ? [] : laterCandidateProblems(own.at("world"))),
      ];
    }),
  );
}

function examProblems(
  scenario: Pick<Extract<Scenario, { kind: "exam" }>, "course" | "vehicle" | "world" | "steps" | "expect">,
  given: Given,
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
  const world = given.at("world");
  return [
    ...driven(scenario.world, text, file).map(({ path, message }) => world.at(...path).problem(message)),
    ...candidateProblems(scenario.world, world),
    ...subjectProblems(scenario, { kind: "exam", items, rules }, given),
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
  scenario: Pick<LaneDayPlan["vehicles"][number], "dossier" | "world" | "steps" | "expect" | "calledBy">,
  given: Given,
  around: LaneAround,
  rulebookFile: string,
  at: (path: string) => string,
): ScenarioProblem[] {
  const rulebook = readOnce(rulebookFile, inspectionRulebookSchema);
  const dossier = loadYamlFile(at(scenario.dossier), dossierSchema).value;
  const dated = { ...dossier, inspectedOn: ANY_DAY };
  const items = planInspection(dated, rulebook).map((item) => item.code);
  const parts = scenario.calledBy === undefined ? [] : planManual(dated, rulebook);
  const byHand = parts.flatMap((part) => part.items.map(({ code }) => code));
  const rules = rulebook.rules.map((rule) => rule.id);
  return [
    ...vehicleProblems(scenario.world, given.at("world"), around),
    ...subjectProblems(scenario, { kind: "inspection", items, rules }, given, byHand),
  ];
}

function subjectProblems(
  { steps, expect }: { readonly steps: readonly SubjectStep[]; readonly expect: Expectation },
  known: Expectable,
  given: Given,
  byHand: readonly string[] = [],
): ScenarioProblem[] {
  return [
    ...stepProblems(steps, { ...known, isRefused: expect.verdict === "refused" }, given),
    ...(expect.withdrawn !== undefined && !steps.some(isTaken)
      ? [given.at("expect", "withdrawn").problem("no step withdraws the record; see withdraw-record")]
      : []),
    ...expectationProblems(
      expect,
      { ...known, items: [...known.items, ...byHand], rules: [...known.rules, ...byHand] },
      given,
    ),
  ];
}

function isTaken(step: SubjectStep): boolean {
  return step.do === "withdraw-record" && step.refused === undefined;
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
