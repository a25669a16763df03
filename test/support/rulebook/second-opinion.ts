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
/** The outcome, and how grave what was broken is. */
export type Opinion =
  | "pass"
  | "fail"
  | "undecided"
  | "not-applicable"
  | "pass, minor"
  | "fail, major"
  | "fail, dangerous";

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
    case "highest":
      return Math.max(...of(compute.of));
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

/** A table that grades is one table for each severity. */
export function tablesOf(rows: readonly LimitRow[]): LimitRow[][] {
  const grades = [...new Set(rows.map(({ severity }) => severity))];
  return grades.map((grade) => rows.filter((row) => row.severity === grade));
}

function within(row: LimitRow, value: number): boolean {
  if (row.atLeast !== undefined && value < Number(row.atLeast) - GRAIN) return false;
  return row.atMost === undefined || value <= Number(row.atMost) + GRAIN;
}

const GRAVITY = { minor: 1, major: 2, dangerous: 3 } as const;

function opinionOfTable(rows: readonly LimitRow[], world: World, value: number): Opinion {
  const row = rowFor(rows, world);
  if (row?.notJudged === true) return "not-applicable";
  if (row === undefined || row.notInBook === true || Number.isNaN(value)) return "undecided";
  if (within(row, value)) return "pass";
  if (row.severity === undefined) return "fail";
  return row.severity === "minor" ? "pass, minor" : `fail, ${row.severity}`;
}

/** The worst comes first; whatever is broken and fails outweighs what nobody can say, and that what is only told. */
function worst(opinions: readonly Opinion[]): Opinion {
  const weight = (opinion: Opinion): number => {
    if (opinion === "fail") return 9;
    const grade = Object.entries(GRAVITY).find(([name]) => opinion === `fail, ${name}`)?.[1];
    if (grade !== undefined) return 5 + grade;
    return { undecided: 4, "pass, minor": 3, pass: 2, "not-applicable": 1 }[opinion as string] ?? 0;
  };
  return opinions.reduce((a, b) => (weight(b) > weight(a) ? b : a));
}

export interface Said {
  readonly says: Opinion;
  /** The rounded figure; NaN where there is none. */
  readonly value: number;
}

/** As if the rule judged, for those that are only recorded have limits too. */
export function opinionOf(rule: InspectionRule, world: World): Said {
  if (!holds(rule.appliesWhen, world)) return { says: "not-applicable", value: Number.NaN };
  const each = rule.measures.map(({ compute, decimals, limits }): Said => {
    const value = rounded(figureOf(compute, world), decimals);
    return { says: worst(tablesOf(limits).map((rows) => opinionOfTable(rows, world, value))), value };
  });
  const shown = ["pass", "pass, minor", "undecided", "fail"]
    .map((wanted) =>
      each.find(({ says }) => says === wanted || (wanted === "fail" && says.startsWith("fail"))),
    )
    .find((found) => found !== undefined);
  if (shown === undefined) return { says: "not-applicable", value: each[0]?.value ?? Number.NaN };
  if (shown.says === "undecided") return shown;
  const known = new Map([...world, [rule.id, String(shown.value)]]);
  return holds(rule.credibleWhen, known) ? shown : { ...shown, says: "undecided" };
}
