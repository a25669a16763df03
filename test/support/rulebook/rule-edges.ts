import { computeFormula } from "../../../src/core/inspection/formulas.ts";
import type { Condition } from "../../../src/core/rules/condition.ts";
import { decideCondition } from "../../../src/core/rules/condition.ts";
import type { Fact, Facts } from "../../../src/core/rules/fact.ts";
import { numberFact, textFact } from "../../../src/core/rules/fact.ts";
import { evaluateRule } from "../../../src/core/rules/rule.ts";
import type { InspectionRule, Said, World } from "./second-opinion.ts";
import { holds, opinionOf } from "./second-opinion.ts";
import { type Shown, worldsAround, worldsOf } from "./worlds.ts";

/**
 * A rule as it is applied, held against what the rule as it is written says of every vehicle near one of its bounds.
 * `written` and `applied` are the same rule in the test; the mutation run hands in an applied one with a moved number.
 */
export interface RuleEdges {
  /** First difference, in words; null when the two agree everywhere. */
  readonly problem: string | null;
  /** `measure.row` of rows at which a figure passed, and of those at which one failed. */
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

export function factsOf(world: World): Facts {
  return new Map([...world].map(([name, value]): [string, Fact] => [name, factOfText(value)]));
}

function factOfText(value: string): Fact {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? numberFact(value, "") : textFact(value);
}

interface Case {
  readonly row: string;
  readonly severity: Shown["severity"];
  readonly world: World;
  readonly facts: Facts;
  readonly expected: Said;
}

const casesOf = new WeakMap<InspectionRule, readonly Case[]>();

/** Made once for each written rule: the mutation run asks hundreds of times. */
function cases(written: InspectionRule): readonly Case[] {
  const known = casesOf.get(written);
  if (known !== undefined) return known;
  const made = worldsAround(written).map((shown): Case => {
    return { ...shown, facts: factsOf(shown.world), expected: opinionOf(written, shown.world) };
  });
  casesOf.set(written, made);
  return made;
}

export function ruleEdges(written: InspectionRule, applied: InspectionRule): RuleEdges {
  const passed = new Set<string>();
  const failed = new Set<string>();
  const judging = { ...applied, judges: true };
  for (const { world, row, severity, facts, expected } of cases(written)) {
    const finding = evaluateRule(judging, "X", facts, computeFormula);
    const { outcome, value } = finding;
    const says = finding.severity === undefined ? outcome : `${outcome}, ${finding.severity}`;
    const otherFigure = value !== null && Number(value) !== expected.value;
    if (says !== expected.says || otherFigure) {
      const said = [...world].map(([name, text]) => `${name} ${text}`).join(", ");
      const wanted = `${expected.says} with ${expected.value}`;
      return {
        problem: `${written.id} row ${row}: ${says} with ${value}, not ${wanted}: ${said}`,
        passed,
        failed,
      };
    }
    if (outcome !== "pass" && outcome !== "fail") continue;
    const broken = severity === undefined ? outcome === "fail" : finding.severity === severity;
    (broken ? failed : passed).add(row);
  }
  return { problem: null, passed, failed };
}

/** The same for a condition that stands by itself: when an item is done at all. */
export function conditionEdges(
  written: Condition | undefined,
  applied: Condition | undefined,
): string | null {
  if (written === undefined) return null;
  for (const { world, facts, expected } of conditionCases(written)) {
    const { truth } = decideCondition(applied, facts);
    if (truth !== expected) return `${truth}, not ${expected}, with ${JSON.stringify([...world])}`;
  }
  return null;
}

interface ConditionCase {
  readonly world: World;
  readonly facts: Facts;
  readonly expected: "true" | "false";
}

const conditionCasesOf = new WeakMap<Condition, readonly ConditionCase[]>();

function conditionCases(written: Condition): readonly ConditionCase[] {
  const known = conditionCasesOf.get(written);
  if (known !== undefined) return known;
  const made = worldsOf([written]).map((world): ConditionCase => {
    return { world, facts: factsOf(world), expected: holds(written, world) ? "true" : "false" };
  });
  conditionCasesOf.set(written, made);
  return made;
}
