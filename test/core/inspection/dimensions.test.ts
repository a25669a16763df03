import { expect, test } from "vitest";
import { computeFormula, computeSchema } from "../../../src/core/inspection/formulas.ts";
import { numberFact } from "../../../src/core/rules/fact.ts";
import { evaluateRule, ruleSchema } from "../../../src/core/rules/rule.ts";

/** The outer length in use: 2 % and 100 mm, and only beyond both is a fail. No lane item measures it yet. */
const rule = ruleSchema(computeSchema).parse({
  id: "dimension.length",
  item: "outer-dimensions",
  textZh: "整车长度",
  textEn: "Overall length",
  clause: null,
  source: "NH-STD, NH-JUDGE",
  confidence: "one-source",
  verifiedBy: null,
  judges: true,
  measures: [
    {
      compute: {
        formula: "beyond-tolerance",
        of: "lengthMm",
        registered: "registeredLengthMm",
        relativePct: "2",
        absolute: "100",
      },
      unit: "mm",
      decimals: 1,
      limits: [{ atMost: "0", clause: null, source: "NH-STD", confidence: "one-source", verifiedBy: null }],
    },
  ],
});

test.each([
  ["12480", "12729", "pass", "-0.6"],
  ["12480", "12730", "fail", "0.4"],
  ["12480", "12231", "pass", "-0.6"],
  ["12480", "12230", "fail", "0.4"],
  // Of a short vehicle the absolute tolerance is the wider one.
  ["4000", "4100", "pass", "0.0"],
  ["4000", "4101", "fail", "1.0"],
])("registered %s mm, measured %s mm: %s", (registered, measured, outcome, value) => {
  const facts = new Map([
    ["lengthMm", numberFact(measured, "mm")],
    ["registeredLengthMm", numberFact(registered, "mm")],
  ]);
  expect(evaluateRule(rule, "M1", facts, computeFormula)).toMatchObject({ outcome, value });
});
