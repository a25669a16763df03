import type { Condition } from "./condition.ts";
import type { KnownFacts, Slip } from "./condition-check.ts";
import { type Kinship, worldsOf } from "./condition-worlds.ts";
import { rowsWithoutWorlds } from "./table-structure.ts";
import type { Point } from "./world-points.ts";

type Path = readonly (string | number)[];

/** A row with its place in the table that is written; the rows of one severity are looked at as a table of their own. */
export interface PlacedRow {
  readonly when: Condition | undefined;
  readonly place: number;
}

export interface TableSite {
  /** For which vehicles the table is looked up at all. */
  readonly applies: readonly (Condition | undefined)[];
  readonly known: KnownFacts;
  readonly kinships: readonly Kinship[];
}

/**
 * What is wrong with a table whose first true row counts: a row that no vehicle comes to, and a vehicle that comes to no row. Every way
 * in which the conditions can come out is tried, with facts that agree with each other.
 */
export function slipsOfTable(rows: readonly PlacedRow[], at: Path, site: TableSite): readonly Slip[] {
  // One row for all: nothing to come to it, or past it.
  if (rows.length === 1 && rows[0]?.when === undefined) return [];
  const worlds = worldsOf([...site.applies, ...rows.map(({ when }) => when)], site.known, site.kinships);
  if (worlds === null) return rowsWithoutWorlds(rows, at);
  const applies = site.applies.map((condition) => worlds.truthOf(condition));
  const holds = rows.map(({ when }) => worlds.truthOf(when));
  const seen = rows.map(() => ({ reached: false, ever: false, above: new Set<number>() }));
  let hole: Point | null = null;
  worlds.visit(() => {
    const asked = applies.every((met) => met());
    let first: number | null = null;
    for (const [i, row] of holds.entries()) {
      const found = seen[i];
      if (found === undefined || !row()) continue;
      found.ever = true;
      if (!asked) continue;
      if (first === null) found.reached = true;
      else found.above.add(first);
      first ??= i;
    }
    if (asked && first === null) hole ??= worlds.point();
    return false;
  });
  const idle = rows.flatMap(({ when, place }, i): Slip[] => {
    const { reached = false, ever = false, above = new Set<number>() } = seen[i] ?? {};
    if (reached) return [];
    if (above.size > 0) {
      const places = [...above].map((row) => rows[row]?.place).join(", ");
      return [{ path: [...at, place], message: `form:rowReached:${places}` }];
    }
    return !ever && when !== undefined
      ? [{ path: [...at, place, "when"], message: "form:conditionNever" }]
      : [{ path: [...at, place], message: "form:rowApplies" }];
  });
  return hole === null ? idle : [...idle, { path: [...at], message: `form:tableWhole:${pointWords(hole)}` }];
}

/** A condition that no vehicle can meet, also where it is asked only of those for which `site.applies`. */
export function slipsOfReach(condition: Condition | undefined, at: Path, site: TableSite): readonly Slip[] {
  if (condition === undefined) return [];
  const worlds = worldsOf([...site.applies, condition], site.known, site.kinships);
  if (worlds === null) return [];
  const all = [...site.applies, condition].map((one) => worlds.truthOf(one));
  let met = false;
  worlds.visit(() => {
    met = all.every((holds) => holds());
    return met;
  });
  return met ? [] : [{ path: [...at], message: "form:conditionNever" }];
}

function pointWords(point: Point): string {
  return point.size === 0 ? "*" : [...point].map(([fact, value]) => `${fact} ${value}`).join(", ");
}
