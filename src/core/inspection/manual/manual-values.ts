import { decideCondition } from "../../rules/condition.ts";
import type { Facts } from "../../rules/fact.ts";
import type { Rule } from "../../rules/rule.ts";
import { MANUAL_FACTS } from "../../trade/words/facts.ts";
import { type Compute, factPlaces } from "../formulas.ts";
import type { Requirement } from "../requirement.ts";
import { MANUAL_DERIVED_FROM } from "./manual-facts.ts";

const DERIVED_FROM: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(MANUAL_DERIVED_FROM));

/** Whether an inspector enters it. */
export function isEntered(fact: string): boolean {
  return Object.hasOwn(MANUAL_FACTS, fact);
}

/** What those figures say together, where all that it follows from is among them. */
export function derivedOf(values: readonly string[]): readonly string[] {
  return [...DERIVED_FROM].flatMap(([name, from]) =>
    from.every((one) => values.includes(one)) ? [name] : [],
  );
}

/** The figures that decide what comes of a rule, as they are entered. */
export function figuresJudged({ judges, measures }: Pick<Rule<Compute>, "judges" | "measures">): string[] {
  if (!judges) return [];
  return measures.flatMap(({ compute }) =>
    factPlaces(compute).flatMap(([name]) => DERIVED_FROM.get(name) ?? [name]),
  );
}

/**
 * Which of its figures an inspector enters of this vehicle: those that some rule judges by. A trailer has no steered wheels, and nobody
 * is asked for a figure that decides nothing. `facts`: those of the vehicle; a rule that nobody can rule out is asked.
 */
export function valuesAsked(
  { code, values = [] }: Pick<Requirement, "code" | "values">,
  rules: readonly Rule<Compute>[],
  facts: Facts,
): readonly string[] {
  const judged = rules.flatMap((rule) =>
    rule.item === code && decideCondition(rule.appliesWhen, facts).truth !== "false"
      ? figuresJudged(rule)
      : [],
  );
  return values.filter((value) => judged.includes(value));
}
