import { existsSync, readFileSync } from "node:fs";
import { identityOf, inOneLine, type Mutant } from "./mutant.ts";

/** The mutants that are known to live. The list may only shrink: whatever survives beside it is a test that is missing. */
export const LIST = "test/mutate/survivors.txt";

export interface Judgement {
  /** Survivors that the list does not know. */
  readonly fresh: ReadonlySet<string>;
  /** Lines of the list that were looked at in this run and are dead, or that no mutant matches any more. */
  readonly dead: readonly string[];
}

/** `all` are the mutants that exist, `run` those that were looked at; lines of files that are not `wanted` are left alone. */
export function judged(
  all: readonly Mutant[],
  run: readonly Mutant[],
  survivors: readonly Mutant[],
  wanted: (of: { readonly file: string }) => boolean,
): Judgement {
  const text = existsSync(LIST) ? readFileSync(LIST, "utf8") : "";
  const lines = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .filter((line) => wanted({ file: line.slice(0, line.indexOf(":")) }));
  const ids = (mutants: readonly Mutant[]): Set<string> =>
    new Set(mutants.map((mutant) => identityOf(inOneLine(mutant))));
  const [existing, looked, alive] = [ids(all), ids(run), ids(survivors)];
  const known = new Set(lines.map(identityOf));
  return {
    fresh: new Set(survivors.map(inOneLine).filter((line) => !known.has(identityOf(line)))),
    dead: lines.filter((line) => {
      const id = identityOf(line);
      return !existing.has(id) || (looked.has(id) && !alive.has(id));
    }),
  };
}
