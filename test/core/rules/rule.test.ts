import { describe, expect, test } from "vitest";
import { exact } from "../../../src/core/quantities/exact.ts";
import type { Fact } from "../../../src/core/rules/fact.ts";
import { exactOf, missing, numberFact, textFact } from "../../../src/core/rules/fact.ts";
import type { LimitRow } from "../../../src/core/rules/limit.ts";
import { limitOf, limitRowSchema, meetsLimit, selectLimit } from "../../../src/core/rules/limit.ts";
import type { Formula } from "../../../src/core/rules/measure.ts";
import type { Rule } from "../../../src/core/rules/rule.ts";
import { evaluateRule } from "../../../src/core/rules/rule.ts";
import { foldOutcomes, foldVerdicts } from "../../../src/core/rules/verdict-fold.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

const provenance = { clause: null, source: "book", confidence: "recalled", verifiedBy: null } as const;
const row = (bounds: Partial<LimitRow>): LimitRow => ({ ...provenance, ...bounds });
const half: Formula<string> = (name, facts) => {
  const found = exactOf(facts, name);
  if ("missing" in found) return { inputs: [name], missing: [found.missing] };
  const value = { numerator: found.value.numerator, denominator: found.value.denominator * 2n };
  return { inputs: [name], value, expression: `${name} / 2` };
};
const rule = (changes: Partial<Rule<string>>): Rule<string> => ({
  id: "half",
  item: "x",
  textZh: "半",
  textEn: "half",
  ...provenance,
  judges: true,
  measures: [{ compute: "n", unit: "kg", decimals: 1, limits: [row({ atLeast: "1.2" })] }],
  ...changes,
});
const facts = (entries: Record<string, Fact>) => new Map(Object.entries(entries));
const silent = reason("DEVICE_FAULT", { role: "axle-scale", device: "s1", fault: "silent", detail: null });
const kg = (bounds: object) => ({
  atLeast: null,
  atMost: null,
  unit: "kg",
  window: null,
  decidedAt: null,
  ...bounds,
});
const n = (value: string) => facts({ n: numberFact(value, "kg") });

describe("a limit", () => {
  const kind = facts({ kind: textFact("car") });
  test("is the first row that holds", () => {
    const rows = [
      row({ when: { fact: "kind", equals: "bus" }, atLeast: "1" }),
      row({ atLeast: "2" }),
      row({ atLeast: "3" }),
    ];
    expect(selectLimit(rows, kind)).toEqual({ kind: "row", row: rows[1] });
  });
  test("is undecided when a row before it cannot be decided", () => {
    const rows = [row({ when: { fact: "weight", below: "5" }, atLeast: "1" }), row({ atLeast: "2" })];
    expect(selectLimit(rows, kind)).toMatchObject({
      kind: "undecided",
      reason: reason("LIMIT_DEPENDS", {
        because: [reason("FACT_MISSING", { fact: "weight", because: reason("NOT_KNOWN", {}) })],
      }),
    });
  });
  test("is undecided when no row holds", () => {
    const rows = [row({ when: { fact: "kind", equals: "bus" }, atLeast: "1" })];
    expect(selectLimit(rows, kind)).toEqual({ kind: "undecided", reason: reason("LIMIT_MISSING", {}) });
  });
  test("is undecided where a row says that the book has none, with that row", () => {
    const rows = [row({ notInBook: true, source: "another book's" }), row({ atLeast: "2" })];
    const why = reason("LIMIT_MISSING", {});
    expect(selectLimit(rows, kind)).toEqual({ kind: "undecided", reason: why, row: rows[0] });
    const measures = [{ compute: "n", unit: "kg", decimals: 1, limits: rows }];
    const finding = evaluateRule(rule({ measures }), "X1", n("9"), half);
    expect(finding).toMatchObject({
      outcome: "undecided",
      source: "another book's",
      value: "4.5",
      limits: [],
    });
    expect(finding.arithmetic).toContainEqual(why);
  });
  test("is inclusive on both sides", () => {
    const both = row({ atLeast: "-300", atMost: "-50" });
    expect(["-301", "-300", "-50", "-49"].map((value) => meetsLimit(both, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(limitOf(both, "mm")).toEqual({ ...kg({ atLeast: "-300", atMost: "-50" }), unit: "mm" });
    expect(limitOf(row({ notJudged: true }), "mm")).toBeNull();
  });
  test("must say something, and not two things", () => {
    expect(limitRowSchema.safeParse({ ...provenance }).success).toBe(false);
    expect(limitRowSchema.safeParse({ ...provenance, notJudged: true }).success).toBe(true);
    expect(limitRowSchema.safeParse({ ...provenance, notJudged: true, atMost: "1" }).success).toBe(false);
    expect(limitRowSchema.safeParse({ ...provenance, notInBook: true }).success).toBe(true);
    expect(limitRowSchema.safeParse({ ...provenance, notInBook: true, atMost: "1" }).success).toBe(false);
    expect(limitRowSchema.safeParse({ ...provenance, notInBook: true, notJudged: true }).success).toBe(false);
    expect(limitRowSchema.safeParse({ ...provenance, atMost: "1", unit: "kg" }).success).toBe(false);
  });
});

describe("a rule", () => {
  test("rounds half up, once, and compares after that", () => {
    expect(evaluateRule(rule({}), "X1", n("2.30"), half)).toMatchObject({
      outcome: "pass",
      item: "X1",
      value: "1.2",
      arithmetic: [reason("COMPUTED", { expression: "n / 2", value: "1.2", unit: "kg" })],
      limits: [kg({ atLeast: "1.2" })],
      inputs: [{ name: "n", value: "2.30", unit: "kg", reason: null }],
    });
    expect(evaluateRule(rule({}), "X1", n("2.29"), half)).toMatchObject({ outcome: "fail", value: "1.1" });
  });
  test("is undecided and says why when an input is missing", () => {
    const finding = evaluateRule(rule({}), "X1", facts({ n: missing(silent) }), half);
    expect(finding).toMatchObject({
      outcome: "undecided",
      value: null,
      arithmetic: [
        reason("NOT_COMPUTED", { because: [reason("FACT_MISSING", { fact: "n", because: silent })] }),
      ],
    });
    expect(finding.inputs).toEqual([{ name: "n", value: null, unit: "", reason: silent }]);
  });
  test("is undecided when its applicability is, and silent when it does not apply", () => {
    const some = rule({ appliesWhen: { fact: "kind", equals: "car" } });
    expect(evaluateRule(some, "X1", n("9"), half).outcome).toBe("undecided");
    const bus = new Map([...n("0"), ["kind", textFact("bus")] as const]);
    expect(evaluateRule(some, "X1", bus, half).outcome).toBe("not-applicable");
  });
  test("that does not judge is recorded with its value and decides nothing", () => {
    const recorded = evaluateRule(rule({ judges: false }), "X1", n("0"), half);
    expect(recorded).toMatchObject({
      outcome: "not-applicable",
      value: "0.0",
      limits: [kg({ atLeast: "1.2" })],
    });
  });
  test("takes source and confidence from the row that was used", () => {
    const limits = [row({ atLeast: "0", source: "row's", confidence: "conflict", verifiedBy: "Li" })];
    const measures = [{ compute: "n", unit: "", decimals: 0, limits }];
    const finding = evaluateRule(rule({ measures }), "X1", n("1"), half);
    expect(finding).toMatchObject({ source: "row's", confidence: "conflict", verifiedBy: "Li" });
  });
  test("with alternatives passes with one, fails with all, and waits for a missing one", () => {
    const at = (compute: string, atLeast: string) => ({
      compute,
      unit: "",
      decimals: 0,
      limits: [row({ atLeast })],
    });
    const either = rule({ measures: [at("a", "10"), at("b", "20")] });
    const judge = (a: string | null, b: string | null) =>
      evaluateRule(
        either,
        "X1",
        facts({
          ...(a === null ? {} : { a: numberFact(a, "") }),
          ...(b === null ? {} : { b: numberFact(b, "") }),
        }),
        half,
      );
    expect(judge("20", "2").outcome).toBe("pass");
    expect(judge("2", "40").outcome).toBe("pass");
    expect(judge("2", "2")).toMatchObject({
      outcome: "fail",
      limits: [{ atLeast: "10" }, { atLeast: "20" }],
    });
    expect(judge("2", null).outcome).toBe("undecided");
    expect(judge(null, "40")).toMatchObject({ outcome: "pass", limits: [{ atLeast: "20" }], value: "20" });
  });
  test("keeps exactness where doubles would not", () => {
    const near = rule({
      measures: [{ compute: "n", unit: "", decimals: 1, limits: [row({ atMost: "24.1" })] }],
    });
    expect(evaluateRule(near, "X1", n("48.3"), half)).toMatchObject({ value: "24.2", outcome: "fail" });
    expect(exact("0.1").denominator).toBe(10n);
  });
});

test("the fold of verdicts: fail before void before undecided before pass, and nothing is no pass", () => {
  expect(foldVerdicts(["pass", "void", "fail", "undecided"])).toBe("fail");
  expect(foldVerdicts(["pass", "undecided", "void"])).toBe("void");
  expect(foldVerdicts(["pass", "undecided"])).toBe("undecided");
  expect(foldVerdicts(["pass", "pass"])).toBe("pass");
  expect(foldVerdicts([])).toBe("undecided");
  expect(foldOutcomes(["not-applicable"])).toBeNull();
  expect(foldOutcomes(["not-applicable", "pass"])).toBe("pass");
  expect(foldOutcomes(["pass", "undecided", "fail"])).toBe("fail");
});
