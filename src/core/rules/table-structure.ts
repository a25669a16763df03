import type { Condition } from "./condition.ts";
import type { Slip } from "./condition-check.ts";
import type { PlacedRow } from "./table-check.ts";

/**
 * What can be said of a table without trying every vehicle, where there are too many: a row behind one for everybody, one that stands
 * above already, one that wants two values of one fact.
 */
export function rowsWithoutWorlds(
  rows: readonly PlacedRow[],
  at: readonly (string | number)[],
): readonly Slip[] {
  return rows.flatMap(({ when, place }, i): Slip[] => {
    const above = rows.slice(0, i).find((other) => other.when === undefined || alike(other.when, when));
    if (above !== undefined) return [{ path: [...at, place], message: `form:rowReached:${above.place}` }];
    return wantsTwo(when) ? [{ path: [...at, place, "when"], message: "form:conditionNever" }] : [];
  });
}

function alike(a: Condition | undefined, b: Condition | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function wantsTwo(when: Condition | undefined): boolean {
  if (when === undefined || !("all" in when)) return false;
  const wanted = new Map<string, string>();
  for (const one of when.all) {
    if (!("equals" in one)) continue;
    const before = wanted.get(one.fact);
    if (before !== undefined && before !== one.equals) return true;
    wanted.set(one.fact, one.equals);
  }
  return false;
}
