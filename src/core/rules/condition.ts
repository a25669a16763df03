import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";
import { compare, exact, isDecimalString, multiply } from "../quantities/exact.ts";
import type { Reason } from "../trade/reasons.ts";
import type { Fact, Facts } from "./fact.ts";
import { exactOf, factMissing, factOf } from "./fact.ts";
import type { Truth } from "./truth.ts";
import { allOf, anyOf, notOf } from "./truth.ts";

/** When a rule, an item or a limit row applies. Written as data, in Kleene logic; `times` names a fact that scales the bound. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly fact: string; readonly in: readonly string[] }
  | { readonly fact: string; readonly equals: string }
  | { readonly fact: string; readonly atLeast: string; readonly times?: string | undefined }
  | { readonly fact: string; readonly atMost: string; readonly times?: string | undefined }
  | { readonly fact: string; readonly below: string; readonly times?: string | undefined }
  | { readonly fact: string; readonly above: string; readonly times?: string | undefined }
  | { readonly fact: string; readonly before: string };

/** Ours: the longest of a book that is in force has some twenty, and every way in which they come out is tried. */
const COMPARISONS_MAX = 40;
/** All vehicle classes, and some room. */
const WORDS_MAX = 250;
const NAME_MAX = 100;

export const decimalText = z.string().refine(isDecimalString, "form:decimal");
const fact = z.string().min(1).max(NAME_MAX);
const word = z.string().max(NAME_MAX);

/** How deep it may be, the reader of files says: 32 levels, with those of the book around it. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .union([
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
      z.strictObject({ fact, in: z.array(word).min(1).max(WORDS_MAX) }),
      z.strictObject({ fact, equals: word }),
      z.strictObject({ fact, atLeast: decimalText, times: fact.optional() }),
      z.strictObject({ fact, atMost: decimalText, times: fact.optional() }),
      z.strictObject({ fact, below: decimalText, times: fact.optional() }),
      z.strictObject({ fact, above: decimalText, times: fact.optional() }),
      z.strictObject({ fact, before: civilDay }),
    ])
    .refine(
      (condition) => comparisonsIn(condition) <= COMPARISONS_MAX,
      `form:comparisons:${COMPARISONS_MAX}`,
    ),
);

/** How many facts it compares, each time it does. */
export function comparisonsIn(condition: Condition | undefined): number {
  if (condition === undefined) return 0;
  const sum = (all: readonly Condition[]): number =>
    all.reduce((count, one) => count + comparisonsIn(one), 0);
  if ("all" in condition) return sum(condition.all);
  if ("any" in condition) return sum(condition.any);
  return "not" in condition ? comparisonsIn(condition.not) : 1;
}

/** `missing` says which facts kept it from being decided; empty when it was decided. */
export interface Decided {
  readonly truth: Truth;
  readonly missing: readonly Reason[];
}

export function decideCondition(condition: Condition | undefined, facts: Facts): Decided {
  if (condition === undefined) return { truth: "true", missing: [] };
  if ("all" in condition) return combine(condition.all, facts, allOf);
  if ("any" in condition) return combine(condition.any, facts, anyOf);
  if ("not" in condition) {
    const inner = decideCondition(condition.not, facts);
    return { truth: notOf(inner.truth), missing: inner.missing };
  }
  if ("in" in condition) return text(condition.fact, facts, (value) => condition.in.includes(value));
  if ("equals" in condition) return text(condition.fact, facts, (value) => value === condition.equals);
  if ("before" in condition) return text(condition.fact, facts, (value) => value < condition.before);
  if ("atLeast" in condition) return number(condition, facts, condition.atLeast, (order) => order >= 0);
  if ("atMost" in condition) return number(condition, facts, condition.atMost, (order) => order <= 0);
  if ("below" in condition) return number(condition, facts, condition.below, (order) => order < 0);
  return number(condition, facts, condition.above, (order) => order > 0);
}

/** Every fact a condition names, so that a rulebook with a misspelt one is refused when it is loaded. */
export function factsNamedIn(condition: Condition | undefined): readonly string[] {
  if (condition === undefined) return [];
  if ("all" in condition) return condition.all.flatMap(factsNamedIn);
  if ("any" in condition) return condition.any.flatMap(factsNamedIn);
  if ("not" in condition) return factsNamedIn(condition.not);
  return "times" in condition && condition.times !== undefined
    ? [condition.fact, condition.times]
    : [condition.fact];
}

function combine(
  conditions: readonly Condition[],
  facts: Facts,
  join: (truths: readonly Truth[]) => Truth,
): Decided {
  const decided = conditions.map((condition) => decideCondition(condition, facts));
  const truth = join(decided.map((d) => d.truth));
  return { truth, missing: truth === "undecided" ? decided.flatMap((d) => d.missing) : [] };
}

function text(name: string, facts: Facts, holds: (value: string) => boolean): Decided {
  const found: Fact = factOf(facts, name);
  if (found.kind === "missing") return { truth: "undecided", missing: [factMissing(name, found.reason)] };
  return { truth: holds(found.value) ? "true" : "false", missing: [] };
}

function number(
  compared: { readonly fact: string; readonly times?: string | undefined },
  facts: Facts,
  bound: string,
  holds: (order: number) => boolean,
): Decided {
  const found = exactOf(facts, compared.fact);
  if ("missing" in found) return { truth: "undecided", missing: [found.missing] };
  const factor = compared.times === undefined ? { value: exact("1") } : exactOf(facts, compared.times);
  if ("missing" in factor) return { truth: "undecided", missing: [factor.missing] };
  const order = compare(found.value, multiply(exact(bound), factor.value));
  return { truth: holds(order) ? "true" : "false", missing: [] };
}
