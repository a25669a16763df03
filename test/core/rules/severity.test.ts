import { describe, expect, test } from "vitest";
import { exactOf, type Fact, missing, numberFact, textFact } from "../../../src/core/rules/fact.ts";
import { type LimitRow, limitTableSchema } from "../../../src/core/rules/limit.ts";
import type { Formula } from "../../../src/core/rules/measure.ts";
import { evaluateRule, type Rule } from "../../../src/core/rules/rule.ts";
import { foldOutcomes } from "../../../src/core/rules/verdict-fold.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

/** Goal: the gravest broken limit of a table counts, a minor one passes and is told, and nothing that is missing makes either milder. */
const provenance = { clause: null, source: "book", confidence: "recalled", verifiedBy: null } as const;
const row = (changes: Partial<LimitRow>): LimitRow => ({ ...provenance, ...changes });
const MINOR = row({ atLeast: "80", severity: "minor", clause: "c" });
const MAJOR = row({ atLeast: "70", severity: "major", clause: "b" });
const DANGEROUS = row({ atLeast: "50", severity: "dangerous", clause: "a" });
const STEERED = row({ ...DANGEROUS, when: { fact: "steered", equals: "yes" } });
const ELSEWHERE = row({ notJudged: true, severity: "dangerous" });

const figure: Formula<string> = (name, facts) => {
  const found = exactOf(facts, name);
  if ("missing" in found) return { inputs: [name], missing: [found.missing] };
  return { inputs: [name], value: found.value, expression: name };
};
const rule = (limits: readonly LimitRow[], changes: Partial<Rule<string>> = {}): Rule<string> => ({
  id: "share",
  item: "x",
  textZh: "比",
  textEn: "share",
  ...provenance,
  judges: true,
  measures: [{ compute: "n", unit: "%", decimals: 1, limits }],
  ...changes,
});
const NOBODY_KNOWS: Fact = missing(reason("NOT_KNOWN", {}));

function judged(limits: readonly LimitRow[], n: string | null, steered: "yes" | "no" | null = "yes") {
  const facts = new Map<string, Fact>([
    ["n", n === null ? NOBODY_KNOWS : numberFact(n, "%")],
    ["steered", steered === null ? NOBODY_KNOWS : textFact(steered)],
  ]);
  return evaluateRule(rule(limits), "x", facts, figure);
}

describe("a table that grades", () => {
  test.each([
    ["90", "pass", undefined, "80"],
    ["80", "pass", undefined, "80"],
    ["79.9", "pass", "minor", "80"],
    ["70", "pass", "minor", "80"],
    ["69.9", "fail", "major", "70"],
    ["50", "fail", "major", "70"],
    ["49.9", "fail", "dangerous", "50"],
  ])("%s %% is %s, %s", (n, outcome, severity, bound) => {
    for (const limits of [
      [MINOR, MAJOR, DANGEROUS],
      [DANGEROUS, MAJOR, MINOR],
    ]) {
      const finding = judged(limits, n);
      expect(finding).toMatchObject({ outcome, limits: [{ atLeast: bound }] });
      expect(finding.severity).toBe(severity);
      expect("severity" in finding).toBe(severity !== undefined);
    }
  });

  test("the row of a severity is looked up for itself: on an axle that is not steered the same share is major", () => {
    const table = [STEERED, ELSEWHERE, MAJOR];
    expect(judged(table, "40")).toMatchObject({ outcome: "fail", severity: "dangerous", clause: "a" });
    expect(judged(table, "40", "no")).toMatchObject({ outcome: "fail", severity: "major", clause: "b" });
    expect(judged(table, "75", "no")).toMatchObject({ outcome: "pass", clause: "b" });
  });

  test("what is broken in any case fails though a graver limit cannot be looked up; what is not stays undecided", () => {
    const table = [STEERED, ELSEWHERE, MAJOR];
    expect(judged(table, "40", null)).toMatchObject({ outcome: "fail", severity: "major" });
    expect(judged(table, "75", null)).toMatchObject({ outcome: "undecided" });
    expect("severity" in judged(table, "75", null)).toBe(false);
  });

  test("a severity without a row for this vehicle is no limit that was met", () => {
    const finding = judged([STEERED, MAJOR], "75", "no");
    expect(finding.outcome).toBe("undecided");
    expect(finding.arithmetic).toContainEqual(reason("LIMIT_MISSING", {}));
    expect(judged([STEERED, row({ ...MINOR })], "75", "no").outcome).toBe("undecided");
  });

  test("nor is one that is not in the book: broken is broken, and what is not stays undecided", () => {
    const table = [row({ notInBook: true, severity: "dangerous", clause: "a" }), MAJOR];
    expect(judged(table, "40")).toMatchObject({ outcome: "fail", severity: "major" });
    expect(judged(table, "75")).toMatchObject({ outcome: "undecided", clause: "a" });
  });

  test("without a figure nothing is graded", () => {
    const finding = judged([MINOR, MAJOR, DANGEROUS], null);
    expect(finding.outcome).toBe("undecided");
    expect("severity" in finding).toBe(false);
  });

  test("a rule that is only recorded, or whose figure is not believed, grades nothing", () => {
    const facts = new Map([["n", numberFact("40", "%")]]);
    for (const changes of [{ judges: false }, { credibleWhen: { fact: "share", atLeast: "45" } }]) {
      const finding = evaluateRule(rule([MAJOR], changes), "x", facts, figure);
      expect(finding.outcome).not.toBe("fail");
      expect("severity" in finding).toBe(false);
    }
  });

  test("of two measures one that is met without a defect is shown; the first grades when all are broken", () => {
    const second = { compute: "m", unit: "%", decimals: 0, limits: [row({ atLeast: "51" })] };
    const both = (m: string, n: string) => {
      const facts = new Map([
        ["n", numberFact(n, "%")],
        ["m", numberFact(m, "%")],
      ]);
      const first = rule([MINOR, MAJOR, DANGEROUS]).measures;
      return evaluateRule(rule([], { measures: [...first, second] }), "x", facts, figure);
    };
    expect(both("51", "40")).toMatchObject({ outcome: "pass", value: "51" });
    expect(both("51", "75")).toMatchObject({ outcome: "pass", value: "51" });
    expect("severity" in both("51", "75")).toBe(false);
    expect(both("50", "75")).toMatchObject({ outcome: "pass", severity: "minor", value: "75.0" });
    expect(both("50", "40")).toMatchObject({ outcome: "fail", severity: "dangerous", value: "40.0" });
  });

  test("a minor defect passes its item, a major and a dangerous one fail it", () => {
    const folded = (n: string) => foldOutcomes([judged([MINOR, MAJOR, DANGEROUS], n).outcome]);
    expect([folded("79"), folded("69"), folded("49")]).toEqual(["pass", "fail", "fail"]);
  });

  test("is graded in every row or in none", () => {
    expect(limitTableSchema.safeParse([MAJOR, DANGEROUS]).success).toBe(true);
    expect(limitTableSchema.safeParse([row({ atLeast: "1" }), row({ atLeast: "2" })]).success).toBe(true);
    const mixed = limitTableSchema.safeParse([MAJOR, row({ atLeast: "2" })]);
    expect(mixed.error?.issues[0]?.message).toBe("form:severityOfAll");
  });
});
