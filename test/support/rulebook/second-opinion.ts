import type { Compute } from "../../../src/core/inspection/formulas.ts";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import type { Condition } from "../../../src/core/rules/condition.ts";
import type { LimitRow } from "../../../src/core/rules/limit.ts";

/**
 * What a rule says of a vehicle of which everything is known, written a second time and in another way (plain numbers),
 * so that the production code and this one cannot be wrong together by one slip. Only for tests.
 */
export type World = ReadonlyMap<string, string>;
export type InspectionRule = InspectionRulebook["rules"][number];
export type Opinion = "pass" | "fail" | "undecided" | "not-applicable";

/** Far below the last decimal of any figure, far above the noise of a double. */
const GRAIN = 1e-9;

export function numberOf(world: World, fact: string): number {
  const text = world.get(fact);
  if (text === undefined) throw new Error(`the world does not say ${fact}`);
  return Number(text);
}

export function holds(condition: Condition | undefined, world: World): boolean {
  if (condition === undefined) return true;
  if ("all" in condition) return !condition.all.some((one) => !holds(one, world));
  if ("any" in condition) return condition.any.some((one) => holds(one, world));
  if ("not" in condition) return !holds(condition.not, world);
  if ("in" in condition) return new Set(condition.in).has(world.get(condition.fact) ?? "");
  if ("equals" in condition) return world.get(condition.fact) === condition.equals;
  if ("before" in condition) return (world.get(condition.fact) ?? "") < condition.before;
  const factor = condition.times === undefined ? 1 : numberOf(world, condition.times);
  const value = numberOf(world, condition.fact);
  if ("atLeast" in condition) return value - Number(condition.atLeast) * factor > -GRAIN;
  if ("atMost" in condition) return value - Number(condition.atMost) * factor < GRAIN;
  if ("below" in condition) return value - Number(condition.below) * factor < -GRAIN;
  return value - Number(condition.above) * factor > GRAIN;
}

/** Half away from zero. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5 + GRAIN)) / scale;
}

/** NaN where it divides by zero. */
export function figureOf(compute: Compute, world: World): number {
  const of = (names: readonly string[]): number[] => names.map((name) => numberOf(world, name));
  const over = (a: number, b: number): number => (b === 0 ? Number.NaN : a / b);
  switch (compute.formula) {
    case "value":
      return numberOf(world, compute.of);
    case "absolute":
      return Math.abs(numberOf(world, compute.of));
    case "lowest":
      return Math.min(...of(compute.of));
    case "sum":
      return of(compute.of).reduce((a, b) => a + b, 0);
    case "quotient":
      return over(numberOf(world, compute.of), numberOf(world, compute.by));
    case "share-of-highest":
      return 100 * over(numberOf(world, compute.of), Math.max(...of(compute.among)));
    case "lowest-over-highest":
      return 100 * over(Math.min(...of(compute.of)), Math.max(...of(compute.of)));
    case "force-over-load": {
      const force = of(compute.forces).reduce((a, b) => a + b, 0);
      return 100 * over(force, numberOf(world, compute.load) * Number(compute.gravityNPerKg));
    }
    case "force-over-half-load": {
      const force = Math.max(...of(compute.forces));
      return 100 * over(force, (numberOf(world, compute.load) / 2) * Number(compute.gravityNPerKg));
    }
    case "beyond-tolerance": {
      const registered = numberOf(world, compute.registered);
      const relative = (registered * Number(compute.relativePct)) / 100;
      const off = Math.abs(numberOf(world, compute.of) - registered);
      return off - Math.max(relative, Number(compute.absolute));
    }
  }
}

export function rowFor(rows: readonly LimitRow[], world: World): LimitRow | undefined {
  return rows.find((row) => holds(row.when, world));
}

function within(row: LimitRow, value: number): boolean {
  if (row.atLeast !== undefined && value < Number(row.atLeast) - GRAIN) return false;
  return row.atMost === undefined || value <= Number(row.atMost) + GRAIN;
}

/** As if the rule judged, for those that are only recorded have limits too. */
export function opinionOf(rule: InspectionRule, world: World): Opinion {
  if (!holds(rule.appliesWhen, world)) return "not-applicable";
  const each = rule.measures.map(({ compute, decimals, limits }) => {
    const row = rowFor(limits, world);
    const value = rounded(figureOf(compute, world), decimals);
    if (row?.notJudged === true) return { says: "not-applicable" as const, value };
    if (row === undefined || Number.isNaN(value)) return { says: "undecided" as const, value };
    return { says: within(row, value) ? ("pass" as const) : ("fail" as const), value };
  });
  const says = (["pass", "undecided", "fail"] as const).find((one) => each.some((it) => it.says === one));
  if (says === undefined) return "not-applicable";
  if (says === "undecided") return says;
  const shown = each.find((it) => it.says === says);
  const known = new Map([...world, [rule.id, String(shown?.value)]]);
  return holds(rule.credibleWhen, known) ? says : "undecided";
}
