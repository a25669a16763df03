import { EdgeError } from "../../errors.ts";
import type { CountryFiles } from "./country-files.ts";
import type { SupervisedProgram } from "./supervised-program.ts";

/** What runs in a simulated country, by its name and in the order in which it was started. */
export interface Country {
  readonly files: CountryFiles;
  readonly programs: Map<string, SupervisedProgram>;
}

/** Throws EdgeError USAGE where there is no such part. */
export function programNamed({ programs }: Country, name: string): SupervisedProgram {
  const program = programs.get(name);
  if (program !== undefined) return program;
  throw new EdgeError(
    "USAGE",
    `${JSON.stringify(name)} is no part of this country; allowed: ${[...programs.keys()].join(", ")}.`,
  );
}
