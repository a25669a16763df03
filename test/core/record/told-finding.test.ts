import { expect, test } from "vitest";
import { findingSchema } from "../../../src/core/record/result-document.ts";
import { sealedFinding, toldFinding } from "../../../src/core/record/told-finding.ts";
import type { Finding } from "../../../src/core/rules/finding.ts";
import { reason, told } from "../../../src/core/trade/reasons.ts";
import { toldOnce } from "../../../src/core/trade/told-once.ts";

/** Goal: a screen that looks at every sample does not make every sentence anew, and gets what the record will hold. */
const missing = reason("FACT_MISSING", { fact: "axle.loadKg", because: reason("NOT_KNOWN", {}) });
const FINDING: Finding = {
  rule: "brake.axle-ratio",
  item: "B1",
  outcome: "undecided",
  textZh: "轴制动率",
  textEn: "Axle brake ratio",
  clause: null,
  source: "NH-STD",
  confidence: "one-source",
  verifiedBy: null,
  inputs: [{ name: "axle.loadKg", value: null, unit: "kg", reason: missing }],
  arithmetic: [reason("NOT_COMPUTED", { because: [missing] })],
  value: null,
  unit: "%",
  limits: [{ atLeast: "60", atMost: null, unit: "%", window: null, decidedAt: null }],
  deduction: null,
};

test("of one reason and of one finding the sentences are made once", () => {
  expect(toldOnce(missing)).toEqual(told(missing));
  expect(toldOnce(missing)).toBe(toldOnce(missing));
  expect(toldFinding(FINDING)).toBe(toldFinding(FINDING));
});

test("a finding is told with its reasons in both languages, and with its limits as numbers", () => {
  expect(toldFinding(FINDING)).toEqual({
    ...FINDING,
    inputs: [{ name: "axle.loadKg", value: null, unit: "kg", reason: told(missing) }],
    arithmetic: [told(reason("NOT_COMPUTED", { because: [missing] }))],
  });
});

test("a record has of it all but what the rulebook says, and the clause", () => {
  const { textZh, textEn, source, confidence, verifiedBy, ...rest } = toldFinding(FINDING);
  expect([textZh, textEn, source, confidence, verifiedBy]).toEqual([
    FINDING.textZh,
    FINDING.textEn,
    FINDING.source,
    FINDING.confidence,
    FINDING.verifiedBy,
  ]);
  expect(sealedFinding(FINDING)).toEqual(rest);
  expect(Object.keys(sealedFinding(FINDING))).toEqual(
    Object.keys(findingSchema.shape).filter((name) => !["severity", "withdrawn"].includes(name)),
  );
});
