import { compare } from "../quantities/exact.ts";
import type { Slip } from "./condition-check.ts";
import { worldsOf } from "./condition-worlds.ts";
import { boundOf } from "./domain.ts";
import type { LimitRow } from "./limit.ts";
import { gravestFirst } from "./severity.ts";
import type { TableSite } from "./table-check.ts";

/**
 * Limits that are graded the wrong way round: for some vehicle a graver defect begins before a milder one, which then nobody ever
 * has. The same bound may stand for both: the graver one counts.
 */
export function slipsOfGrades(
  limits: readonly LimitRow[],
  at: readonly (string | number)[],
  site: TableSite,
): readonly Slip[] {
  const severities = gravestFirst(limits.map(({ severity }) => severity));
  const worlds =
    severities.length < 2
      ? null
      : worldsOf([...site.applies, ...limits.map(({ when }) => when)], site.known, site.kinships);
  if (worlds === null) return [];
  const applies = site.applies.map((condition) => worlds.truthOf(condition));
  const tables = severities.map((severity) =>
    limits.flatMap((row, place) =>
      row.severity === severity ? [{ row, place, holds: worlds.truthOf(row.when) }] : [],
    ),
  );
  const slips = new Map<number, Slip>();
  worlds.visit(() => {
    if (!applies.every((met) => met())) return false;
    const chosen = tables.flatMap((rows) => rows.find(({ holds }) => holds()) ?? []);
    for (const [i, graver] of chosen.entries())
      for (const milder of chosen.slice(i + 1)) {
        const side = stricterSide(graver.row, milder.row);
        if (side !== null)
          slips.set(graver.place, {
            path: [...at, graver.place, side],
            message: `form:gradeOrder:${milder.place}`,
          });
      }
    return false;
  });
  return [...slips.values()];
}

/** On which side the graver limit is broken by figures that keep the milder one. */
function stricterSide(graver: LimitRow, milder: LimitRow): "atLeast" | "atMost" | null {
  const { atLeast, atMost } = graver;
  if (
    atLeast !== undefined &&
    milder.atLeast !== undefined &&
    compare(boundOf(atLeast), boundOf(milder.atLeast)) > 0
  )
    return "atLeast";
  if (
    atMost !== undefined &&
    milder.atMost !== undefined &&
    compare(boundOf(atMost), boundOf(milder.atMost)) < 0
  )
    return "atMost";
  return null;
}
