import type { SingleScenario } from "../../src/scenario/scenario-schema.ts";
import { loadScenario } from "../../src/stage/scenario-file.ts";

/** A scenario file of one subject. */
export function singleScenario(file: string): SingleScenario {
  const { value } = loadScenario(file);
  if (value.kind === "station") throw new Error(`${file} is of a whole station`);
  return value;
}
