import { describe, expect, test } from "vitest";
import { exact } from "../../../src/core/quantities/exact.ts";
import type { Condition } from "../../../src/core/rules/condition.ts";
import { type KnownFact, slipsOf } from "../../../src/core/rules/condition-check.ts";
import {
  absoluteOf,
  type Comparator,
  canDecide,
  domainOfFact,
  overlapOf,
  quotientOf,
  rangeWords,
  scaledBy,
} from "../../../src/core/rules/domain.ts";
import type { LimitRow } from "../../../src/core/rules/limit.ts";
import { letThrough, slipsOfLimits } from "../../../src/core/rules/limit-check.ts";
import { slipsOfProvenance } from "../../../src/core/rules/provenance-check.ts";

/** Goal: a bound that some figures keep and others break is taken; one that all keep, that none keeps, or of another unit is not. */
const range = (from: string, to: string) => ({ from: exact(from), to: exact(to) });

describe("a bound decides", () => {
  test.each<[Comparator, readonly [bound: string, decides: boolean][]]>([
    [
      "atLeast",
      [
        ["0", false],
        ["1", true],
        ["10", true],
        ["11", false],
      ],
    ],
    [
      "below",
      [
        ["0", false],
        ["1", true],
        ["10", true],
        ["11", false],
      ],
    ],
    [
      "atMost",
      [
        ["-1", false],
        ["0", true],
        ["9", true],
        ["10", false],
      ],
    ],
    [
      "above",
      [
        ["-1", false],
        ["0", true],
        ["9", true],
        ["10", false],
      ],
    ],
  ])("%s of figures from 0 to 10", (comparator, bounds) => {
    for (const [bound, decides] of bounds)
      expect([bound, canDecide(comparator, exact(bound), range("0", "10"))]).toEqual([bound, decides]);
  });
});

describe("ranges", () => {
  const words = (from: ReturnType<typeof range> | null) => (from === null ? null : rangeWords(from, ""));
  test("what an absolute figure can be", () => {
    expect(words(absoluteOf(range("-3", "5")))).toBe("0 .. 5");
    expect(words(absoluteOf(range("-7", "5")))).toBe("0 .. 7");
    expect(words(absoluteOf(range("-7", "-5")))).toBe("5 .. 7");
    expect(words(absoluteOf(range("2", "5")))).toBe("2 .. 5");
  });
  test("what a quotient can be, unless it may divide by zero", () => {
    expect(words(quotientOf(range("-10", "20"), range("2", "5")))).toBe("-5 .. 10");
    expect(quotientOf(range("1", "2"), range("0", "5"))).toBeNull();
    expect(quotientOf(range("1", "2"), range("-1", "5"))).toBeNull();
    expect(words(quotientOf(range("1", "2"), range("-4", "-2")))).toBe("-1 .. -0.25");
  });
  test("what is common, and what a factor makes of it", () => {
    expect(words(overlapOf(range("0", "5"), range("3", "9")))).toBe("3 .. 5");
    expect(overlapOf(range("0", "2"), range("3", "9"))).toBeNull();
    expect(words(scaledBy(range("-1", "2"), range("-3", "4")))).toBe("-6 .. 8");
    expect(rangeWords(range("0.1234", "5"), "kg")).toBe("0.123 .. 5 kg");
  });
});

const number = (
  unit: string,
  from: string,
  to: string,
  bounds?: { from: string; to: string },
): KnownFact => ({
  kind: "number",
  unit,
  values: null,
  domain: domainOfFact({ from, to, ...(bounds === undefined ? {} : { bounds }) }),
});
const known: ReadonlyMap<string, KnownFact> = new Map([
  ["gross", number("kg", "40", "100000")],
  ["curb", number("kg", "30", "100000")],
  ["lamp", number("cd", "-1000", "1000000", { from: "500", to: "1000000" })],
  ["sum", number("%", "0", "2000")],
  ["samples", number("", "1", "100")],
  ["untold", { kind: "number", unit: "kg", values: null, domain: null } as const],
  ["day", { kind: "date", unit: "", values: null, domain: null } as const],
]);

describe("a comparison in a condition", () => {
  test.each<[string, Condition, string | null]>([
    ["within", { fact: "gross", atMost: "3500" }, null],
    ["in tonnes", { fact: "gross", atMost: "3.5" }, "atMost form:bound:40 .. 100000 kg"],
    ["that all keep", { fact: "gross", atLeast: "40" }, "atLeast form:bound:40 .. 100000 kg"],
    ["of which nothing is known", { fact: "untold", atMost: "3.5" }, null],
    ["zero, where figures drift below it", { fact: "lamp", atLeast: "0" }, null],
    [
      "between zero and the least bound",
      { fact: "lamp", atLeast: "15" },
      "atLeast form:bound:0, 500 .. 1000000 cd",
    ],
    ["a factor", { fact: "gross", atMost: "1.2", times: "curb" }, null],
    ["the least factor", { fact: "gross", atMost: "0.2", times: "curb" }, null],
    ["the greatest", { fact: "gross", atMost: "5", times: "curb" }, null],
    ["a factor below", { fact: "gross", atMost: "0.19", times: "curb" }, "atMost form:factor:0.2 .. 5"],
    ["a factor above", { fact: "gross", atMost: "5.1", times: "curb" }, "atMost form:factor:0.2 .. 5"],
    ["so much for each sample", { fact: "sum", atMost: "16", times: "samples" }, null],
    [
      "too much for each sample",
      { fact: "sum", atMost: "2500", times: "samples" },
      "atMost form:bound:0 .. 2000 %",
    ],
    ["a day", { fact: "day", before: "2010-09-01" }, null],
    [
      "the first day of all",
      { fact: "day", before: "1900-01-01" },
      "before form:bound:1900-01-01 .. 2099-12-31",
    ],
    [
      "a day of the next century",
      { fact: "day", before: "2100-01-01" },
      "before form:bound:1900-01-01 .. 2099-12-31",
    ],
  ])("%s", (_, condition, slip) => {
    const said = slipsOf(condition, [], known).map(({ path, message }) => `${path.join(".")} ${message}`);
    expect(said).toEqual(slip === null ? [] : [slip]);
  });
});

describe("a limit", () => {
  const row = (bounds: Partial<LimitRow>): LimitRow => ({
    clause: null,
    source: "x",
    confidence: "recalled",
    verifiedBy: null,
    ...bounds,
  });
  const percent = { ...domainOfFact({ from: "-1000", to: "1000" }), bounds: range("1", "150") };
  const figure = { unit: "%", decimals: 1, domain: percent, credible: range("0", "100") };
  test.each<[string, Partial<LimitRow>, string | null]>([
    ["within", { atLeast: "60" }, null],
    ["the least", { atLeast: "1" }, null],
    ["a share", { atLeast: "0.6" }, "0.atLeast form:limitRange:1 .. 150 %"],
    ["too much", { atMost: "151" }, "0.atMost form:limitRange:1 .. 150 %"],
    ["beyond what is believed", { atMost: "100" }, "0.atMost form:limitDecides:0 .. 100 %"],
    ["what is believed to the end", { atLeast: "100" }, null],
    ["a decimal too many", { atLeast: "60.25" }, "0.atLeast form:limitDigits:1"],
    ["a decimal that says nothing", { atLeast: "60.50" }, null],
    ["both the wrong way round", { atLeast: "60", atMost: "50" }, "0.atLeast form:limitOrder"],
    ["both the same", { atLeast: "60", atMost: "60" }, null],
    ["none", { notJudged: true }, null],
  ])("%s", (_, bounds, slip) => {
    const said = slipsOfLimits([row(bounds)], [], figure).map(
      ({ path, message }) => `${path.join(".")} ${message}`,
    );
    expect(said).toEqual(slip === null ? [] : [slip]);
  });

  test("of a figure of which nothing is known is only held against its decimals", () => {
    const blind = { unit: "kg", decimals: 0, domain: null, credible: null };
    expect(slipsOfLimits([row({ atLeast: "-99999999" })], [], blind)).toEqual([]);
    expect(slipsOfLimits([row({ atLeast: "0.5" })], [], blind)).toHaveLength(1);
  });
});

describe("what a rule believes of a figure", () => {
  const through = (condition: Condition | undefined) => {
    const left = letThrough(condition, "n", range("-100", "100"));
    return left === null ? null : rangeWords(left, "");
  };
  test("is what its plain bounds let through, alone or all together", () => {
    expect(through(undefined)).toBe("-100 .. 100");
    expect(through({ fact: "n", atLeast: "0" })).toBe("0 .. 100");
    expect(
      through({
        all: [
          { fact: "n", above: "0" },
          { fact: "n", atMost: "20" },
        ],
      }),
    ).toBe("0 .. 20");
    expect(through({ all: [{ fact: "n", above: "0" }, { all: [{ fact: "n", below: "7" }] }] })).toBe(
      "0 .. 7",
    );
    expect(
      through({
        all: [
          { fact: "n", atLeast: "30" },
          { fact: "n", atMost: "20" },
        ],
      }),
    ).toBeNull();
  });
  test("and nothing that some other way would let through too", () => {
    expect(through({ any: [{ fact: "n", atLeast: "0" }] })).toBe("-100 .. 100");
    expect(through({ not: { fact: "n", atLeast: "0" } })).toBe("-100 .. 100");
    expect(through({ fact: "m", atLeast: "0" })).toBe("-100 .. 100");
    expect(through({ fact: "n", atMost: "1", times: "m" })).toBe("-100 .. 100");
    expect(through({ fact: "n", equals: "1" })).toBe("-100 .. 100");
  });
});

test("a verification and a name stand together", () => {
  const said = (confidence: "verified" | "recalled", verifiedBy: string | null) =>
    slipsOfProvenance({ confidence, verifiedBy }, ["r"]).map(({ message }) => message);
  expect(said("verified", "Li")).toEqual([]);
  expect(said("recalled", null)).toEqual([]);
  expect(said("verified", null)).toEqual(["form:verifiedBy"]);
  expect(said("verified", " ")).toEqual(["form:verifiedBy"]);
  expect(said("recalled", "Li")).toEqual(["form:verifiedByNobody"]);
  expect(said("recalled", "")).toEqual(["form:verifiedByNobody"]);
});
