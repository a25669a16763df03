import { z } from "zod";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import type { Miss } from "../cli/scenario-outcome.ts";
import { softwareIdentity } from "../runtime/software-identity.ts";
import type { Scenario } from "../scenario/scenario-schema.ts";
import { expectationFound } from "./expectation-found.ts";
import { type Found, withExpectations } from "./expectation-text.ts";
import { runScenario } from "./run-scenario.ts";
import { runStation } from "./run-station.ts";
import { loadScenarioText } from "./scenario-file.ts";
import type { Ending } from "./scenario-verdict.ts";
import { endingOf } from "./turns.ts";
import { withdrawnOf } from "./withdrawn.ts";

type Path = readonly (string | number)[];

/**
 * Runs a scenario, whatever it expects, and writes what came of it into its file as what is expected: nothing but that, keys in their order,
 * comments where they stand. Says what could not be written. Throws EdgeError for a file whose other parts are broken, or that cannot be written.
 */
export async function writeExpectation(file: string): Promise<Miss[]> {
  const text = readTextFile(file, BYTES_MAX.scenario);
  const { value: raw } = parseYamlText(text, z.unknown(), file, BYTES_MAX.scenario);
  const anything = subjectPaths(raw).map((path) => ({ path, expect: { verdict: "pass" } as const }));
  // What is expected is about to be written: it may be missing or wrong, and nothing else may.
  const { value: scenario } = loadScenarioText(withExpectations(text, anything), file);
  const endings = await endingsOf(scenario, file);
  const found = new Map<string, { readonly path: Path; readonly expect: Found }>();
  const missed: Miss[] = [];
  for (const { path, ending } of endings) {
    const expect = expectationFound(tableAt(raw, [...path, "expect"]), ending);
    const key = path.join(".");
    const other = found.get(key);
    if (expect === null)
      missed.push({
        says: `${key || "expect"}: expected an end to write down, found none`,
        because: ending.standing,
      });
    else if (other !== undefined && JSON.stringify(other.expect) !== JSON.stringify(expect))
      missed.push({
        says: `${key}: expected that all of its vehicles come to one end, found different ones`,
        because: [],
      });
    else found.set(key, { path, expect });
  }
  if (missed.length > 0) return missed;
  const written = withExpectations(text, [...found.values()]);
  loadScenarioText(written, file);
  if (written !== text) writeFileOrSay(file, written);
  return [];
}

async function endingsOf(
  scenario: Scenario,
  file: string,
): Promise<readonly { readonly path: Path; readonly ending: Ending }[]> {
  const common = { file, seed: scenario.seed, software: softwareIdentity() };
  if (scenario.kind !== "station") {
    const run = await runScenario({ ...common, scenario });
    return run.turns.map((turn) => ({ path: turn.at, ending: endingOf(turn, run) }));
  }
  const run = await runStation({ ...common, scenario });
  const documents = new Map(run.records.map(({ sealed, document }) => [String(sealed.job), document]));
  const paths = pathsInOrder(scenario);
  return run.subjects.flatMap(({ job, refused }, at) => {
    const path = paths[at];
    const standing = run.end.standing.get(job ?? "") ?? [];
    return path === undefined
      ? []
      : [
          {
            path,
            ending: {
              ...{ refused, standing, withdrawn: withdrawnOf(run, job) },
              document: documents.get(job ?? ""),
            },
          },
        ];
  });
}

/** Of each subject, in the order in which a run has them. */
function pathsInOrder({ lanes, courses }: Extract<Scenario, { kind: "station" }>): readonly Path[] {
  return [
    ...lanes.flatMap(({ vehicles }, lane) =>
      vehicles.flatMap(({ times }, at) =>
        Array.from({ length: times }, (): Path => ["lanes", lane, "vehicles", at]),
      ),
    ),
    ...courses.flatMap(({ cars }, course) =>
      cars.flatMap(({ candidates }, car) =>
        candidates.map((_, at): Path => ["courses", course, "cars", car, "candidates", at]),
      ),
    ),
  ];
}

/** Where subjects stand in a file that may be wrong. */
function subjectPaths(raw: unknown): readonly Path[] {
  const below = (path: Path, key: string): Path[] => {
    const list = valueAt(raw, [...path, key]);
    return Array.isArray(list) ? list.map((_, at) => [...path, key, at]) : [];
  };
  if (Reflect.get(Object(raw), "kind") !== "station") return [[], ...below([], "again")];
  return [
    ...below([], "lanes").flatMap((lane) => below(lane, "vehicles")),
    ...below([], "courses").flatMap((course) =>
      below(course, "cars").flatMap((car) => below(car, "candidates")),
    ),
  ];
}

function tableAt(raw: unknown, path: Path): Readonly<Record<string, unknown>> | null {
  const value = valueAt(raw, path);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, step) => Reflect.get(Object(here), step), raw);
}
