import { readRulebook } from "../adapters/config/artifact-file.ts";
import { refusedAt } from "../adapters/config/refusal.ts";
import { type EditionLine, editionsOn, linesOutOfForce, orderEditions } from "../core/rules/editions.ts";
import { whyNotInForce } from "../core/rules/in-force.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import { type EditionFile, editionFrom } from "./choose-rulebook.ts";
import type { StationConfig } from "./station-config.ts";

/**
 * The rulebooks of one kind that a station file names, in their order. Throws EdgeError FILE_UNREADABLE, or CONFIG_INVALID for a file
 * that is wrong and for two that cannot stand beside each other.
 */
export function loadEditions(
  kind: JobKind,
  { rulebooks }: Pick<StationConfig, "rulebooks">,
): readonly EditionLine<EditionFile>[] {
  const order = orderEditions(rulebooks[kind].map((path) => loadedEdition(kind, path)));
  if (order.kind === "ordered") return order.lines;
  const problem = sentenceOf(order.reason);
  throw new EdgeError("CONFIG_INVALID", `${problem.en} ${problem.zh}`, { problem });
}

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export function loadedEdition(kind: JobKind, path: string): EditionFile {
  try {
    return editionFrom(kind, readRulebook(path));
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw underItsPath(cause, path);
  }
}

/** A text is parsed once for the start and for all its jobs, and so under no name of its own. */
function underItsPath(error: EdgeError, path: string): EdgeError {
  const { line, column, problem } = error.context as {
    line?: number;
    column?: number;
    problem?: { zh: string; en: string };
  };
  if (line === undefined || column === undefined || problem === undefined) return error;
  return refusedAt(path, { line, column }, problem);
}

/** Those that judge today, whoever comes, or the nearest where none does; and those that come later. */
export function editionsByDay(
  kind: JobKind,
  config: Pick<StationConfig, "rulebooks">,
  today: string,
): { readonly now: readonly EditionFile[]; readonly later: readonly EditionFile[] } {
  const lines = loadEditions(kind, config);
  const nearest = editionsOn(lines, today);
  const inForce = nearest.filter((edition) => whyNotInForce(edition, today) === null);
  const now = inForce.length > 0 ? inForce : nearest;
  const all = new Set(lines.flatMap(({ editions }) => editions));
  return {
    now,
    later: [...all].filter((edition) => edition.validFrom > today && !now.includes(edition)),
  };
}

/** One sentence for each rulebook by which nobody can be judged today, though it is the nearest that the station has. */
export function editionWarnings(config: Pick<StationConfig, "rulebooks">, today: string): string[] {
  return (["inspection", "exam"] as const).flatMap((kind) =>
    linesOutOfForce(loadEditions(kind, config), today).map(({ edition, reason }) => {
      const { zh, en } = sentenceOf(reason);
      return `${edition.name}: ${en} ${zh}`;
    }),
  );
}
