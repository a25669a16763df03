import type { FactWords } from "../trade/words/facts.ts";
import type { Condition } from "./condition.ts";

/** A slip of a rulebook: where it stands, and what would be allowed there, as a key of door/forms.ts. */
export interface Slip {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type KnownFacts = ReadonlyMap<string, Pick<FactWords, "kind" | "unit" | "values">>;

type Path = readonly (string | number)[];
type Comparison = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

const BOUNDS = ["atLeast", "atMost", "below", "above"] as const;

/** What a condition says of facts that nobody gives, compares as they cannot be, or holds against a value they never have. */
export function slipsOf(condition: Condition | undefined, at: Path, known: KnownFacts): readonly Slip[] {
  if (condition === undefined) return [];
  if ("all" in condition) return condition.all.flatMap((one, i) => slipsOf(one, [...at, "all", i], known));
  if ("any" in condition) return condition.any.flatMap((one, i) => slipsOf(one, [...at, "any", i], known));
  if ("not" in condition) return slipsOf(condition.not, [...at, "not"], known);
  return slipsOfComparison(condition, at, known);
}

function slipsOfComparison(compared: Comparison, at: Path, known: KnownFacts): readonly Slip[] {
  const fact = known.get(compared.fact);
  if (fact === undefined) return [{ path: [...at, "fact"], message: "form:factName" }];
  if (BOUNDS.some((bound) => bound in compared)) {
    if (fact.kind !== "number") return [{ path: [...at, "fact"], message: "form:factNumber" }];
    const times = "times" in compared ? compared.times : undefined;
    if (times === undefined) return [];
    const scale = known.get(times);
    if (scale === undefined) return [{ path: [...at, "times"], message: "form:factName" }];
    if (scale.kind !== "number") return [{ path: [...at, "times"], message: "form:factNumber" }];
    return scale.unit === fact.unit || scale.unit === ""
      ? []
      : [{ path: [...at, "times"], message: `form:factUnit:${fact.unit}` }];
  }
  if ("before" in compared)
    return fact.kind === "date" ? [] : [{ path: [...at, "fact"], message: "form:factDate" }];
  if (fact.kind === "number") return [{ path: [...at, "fact"], message: "form:factText" }];
  return slipsOfValues(compared, at, fact.values);
}

function slipsOfValues(compared: Comparison, at: Path, values: readonly string[] | null): readonly Slip[] {
  if (values === null) return [];
  const message = `form:factValue:${values.join(", ")}`;
  if ("equals" in compared)
    return values.includes(compared.equals) ? [] : [{ path: [...at, "equals"], message }];
  if (!("in" in compared)) return [];
  return compared.in.flatMap((value, i) =>
    values.includes(value) ? [] : [{ path: [...at, "in", i], message }],
  );
}
