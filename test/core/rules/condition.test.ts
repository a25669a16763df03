import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Condition } from "../../../src/core/rules/condition.ts";
import { conditionSchema, decideCondition, factsNamedIn } from "../../../src/core/rules/condition.ts";
import type { Fact } from "../../../src/core/rules/fact.ts";
import { factMissing, missing, numberFact, textFact } from "../../../src/core/rules/fact.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

const facts = new Map<string, Fact>([
  ["class", textFact("K33")],
  ["mass", numberFact("1.20", "kg")],
  ["curb", numberFact("1", "kg")],
  ["built", textFact("2013-02-28")],
  ["gone", missing(reason("NOT_IN_DOSSIER", {}))],
]);

const noAnswer = reason("NOT_IN_DOSSIER", {});

describe("a condition", () => {
  const cases: readonly [Condition, string][] = [
    [{ fact: "class", in: ["K31", "K33"] }, "true"],
    [{ fact: "class", in: ["H31"] }, "false"],
    [{ fact: "class", equals: "K33" }, "true"],
    [{ fact: "mass", atLeast: "1.2" }, "true"],
    [{ fact: "mass", atMost: "1.2" }, "true"],
    [{ fact: "mass", below: "1.2" }, "false"],
    [{ fact: "mass", above: "1.2" }, "false"],
    [{ fact: "mass", below: "1.2", times: "curb" }, "false"],
    [{ fact: "mass", atMost: "1.2", times: "curb" }, "true"],
    [{ fact: "mass", atMost: "1.2", times: "gone" }, "undecided"],
    [{ fact: "built", before: "2013-03-01" }, "true"],
    [{ fact: "built", before: "2013-02-28" }, "false"],
    [{ fact: "gone", equals: "yes" }, "undecided"],
    [{ fact: "gone", atLeast: "1" }, "undecided"],
    [{ fact: "unheard-of", in: ["x"] }, "undecided"],
    [{ fact: "class", atLeast: "1" }, "undecided"],
    [{ not: { fact: "gone", equals: "yes" } }, "undecided"],
    [
      {
        all: [
          { fact: "class", equals: "K33" },
          { fact: "gone", equals: "yes" },
        ],
      },
      "undecided",
    ],
    [
      {
        all: [
          { fact: "class", equals: "H31" },
          { fact: "gone", equals: "yes" },
        ],
      },
      "false",
    ],
    [
      {
        any: [
          { fact: "class", equals: "K33" },
          { fact: "gone", equals: "yes" },
        ],
      },
      "true",
    ],
    [
      {
        any: [
          { fact: "class", equals: "H31" },
          { fact: "gone", equals: "yes" },
        ],
      },
      "undecided",
    ],
  ];
  test.each(cases)("%j is %s", (condition, truth) => {
    expect(decideCondition(condition, facts).truth).toBe(truth);
  });

  test("says which fact it waits for, and only while it waits", () => {
    const waits: Condition = {
      any: [
        { fact: "gone", equals: "yes" },
        { fact: "class", equals: "H31" },
      ],
    };
    expect(decideCondition(waits, facts).missing).toEqual([factMissing("gone", noAnswer)]);
    const decided: Condition = {
      any: [
        { fact: "gone", equals: "yes" },
        { fact: "class", equals: "K33" },
      ],
    };
    expect(decideCondition(decided, facts).missing).toEqual([]);
  });

  test("refuses unknown comparisons and unquoted numbers", () => {
    expect(conditionSchema.safeParse({ fact: "mass", atLeast: "60" }).success).toBe(true);
    expect(conditionSchema.safeParse({ fact: "mass", atLeast: 60 }).success).toBe(false);
    expect(conditionSchema.safeParse({ fact: "mass", least: "60" }).success).toBe(false);
    expect(conditionSchema.safeParse({ all: [] }).success).toBe(false);
    expect(conditionSchema.safeParse({ fact: "built", before: "2013" }).success).toBe(false);
  });
});

const atoms = ["a", "b", "c"] as const;
const { condition: anyCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...atoms).map((fact): Condition => ({ fact, equals: "yes" })),
    fc.constantFrom(...atoms).map((fact): Condition => ({ fact, atLeast: "2" })),
    tie("condition").map((not): Condition => ({ not })),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((all): Condition => ({ all })),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
  ),
}));
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constantFrom("yes", "no").map((value) => textFact(value)),
  fc.constantFrom("1", "2", "3").map((value) => numberFact(value, "")),
);

test("whatever is decided without a datum stays decided with it", () => {
  fc.assert(
    fc.property(
      anyCondition,
      fc.tuple(anyFact, anyFact, anyFact),
      fc.subarray([...atoms]),
      (condition, values, gone) => {
        const full = new Map(atoms.map((name, i) => [name, values[i] ?? missing(noAnswer)] as const));
        const poor = new Map([...full].filter(([name]) => !gone.includes(name)));
        const before = decideCondition(condition, poor).truth;
        if (before !== "undecided") expect(decideCondition(condition, full).truth).toBe(before);
        for (const name of factsNamedIn(condition)) expect(atoms).toContain(name);
      },
    ),
    { seed: 7, numRuns: 400 },
  );
});
