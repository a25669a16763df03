import { dirname, resolve } from "node:path";
import { z } from "zod";
import { BYTES_MAX, readTextFile } from "../adapters/config/strict-text.ts";
import { lineOf, parseYamlText } from "../adapters/config/yaml-file.ts";
import { EdgeError } from "../errors.ts";

type Path = readonly (string | number)[];

/**
 * What went wrong with a file that a station file names, or a scenario, told from the line that names it: whoever wrote the name
 * looks there first. `pathOf`: where a path lies that is written there, by default as seen from the file. Gives back what is of
 * another kind as it is.
 */
export function toldWhereNamed(
  stationFile: string,
  cause: unknown,
  pathOf = (written: string): string => resolve(dirname(stationFile), written),
): unknown {
  if (!(cause instanceof EdgeError)) return cause;
  const { file, path } = cause.context as { file?: unknown; path?: unknown };
  const refused = file ?? path;
  if (typeof refused !== "string" || resolve(refused) === resolve(stationFile)) return cause;
  const named = whereNamed(stationFile, refused, pathOf);
  if (named === null) return cause;
  const { problem } = cause.context as { problem?: { readonly zh: string; readonly en: string } };
  const place = `${stationFile}:${named.line}: ${named.key}`;
  const both = problem && {
    problem: {
      zh: `${place}：实际为 "${named.text}"；${problem.zh}`,
      en: `${place}: found "${named.text}"; ${problem.en}`,
    },
  };
  return new EdgeError(
    cause.code,
    `${place}: found "${named.text}"; ${cause.message}`,
    { ...cause.context, ...both },
    cause,
  );
}

/** Line of a place in a station file; null where it cannot be read any more. */
export function lineInFile(stationFile: string, path: Path): number | null {
  try {
    return lineOf(readTextFile(stationFile, BYTES_MAX.station), path);
  } catch {
    // It is the second reading: what matters was told of the first one.
    return null;
  }
}

interface Named {
  readonly line: number;
  readonly key: string;
  readonly text: string;
}

/** The first place that names it, and others in words. */
function whereNamed(stationFile: string, refused: string, pathOf: (written: string) => string): Named | null {
  try {
    const text = readTextFile(stationFile, BYTES_MAX.station);
    const { value } = parseYamlText(text, z.unknown(), stationFile, BYTES_MAX.station);
    const [first, ...others] = textsIn(value)
      .filter(({ text: written }) => written !== "" && pathOf(written) === resolve(refused))
      .map((one) => ({ line: lineOf(text, one.path), key: one.path.join("."), text: one.text }));
    if (first === undefined) return null;
    const also = others.map(({ line, key }) => ` (and line ${line}: ${key})`).join("");
    return { ...first, key: `${first.key}${also}` };
  } catch {
    // It cannot be read a second time: the first sentence stands as it was.
    return null;
  }
}

function textsIn(value: unknown, path: Path = []): { readonly path: Path; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((one, i) => textsIn(one, [...path, i]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, [...path, key]));
}
