import type { RULE_REASONS } from "../../../src/core/trade/reasons/rules.ts";

const NO_MASS = {
  code: "FACT_MISSING",
  params: { fact: "vehicle.grossMassKg", because: { code: "NOT_IN_DOSSIER", params: {} } },
};

/** Parameters for each reason about rules, as an inspection meets them. */
export const RULE_SAMPLES: {
  readonly [Code in keyof typeof RULE_REASONS]: Parameters<(typeof RULE_REASONS)[Code]>[0];
} = {
  COMPUTED: { expression: "(2650 N + 2400 N) / (820 kg x 9.8 N/kg) x 100", value: "62.8", unit: "%" },
  NOT_COMPUTED: { because: [NO_MASS] },
  DIVISOR_ZERO: { expression: "3.10 % / 0" },
  TOO_MANY_DIGITS: { value: "1234567890123456789" },
  DOES_NOT_APPLY: {},
  APPLIES_DEPENDS: { because: [NO_MASS] },
  LIMIT_DEPENDS: { because: [NO_MASS] },
  LIMIT_MISSING: {},
  CREDIBLE_DEPENDS: { because: [NO_MASS] },
  NOT_CREDIBLE: {
    figures: [
      ["brake.axle-ratio", "684.4", "%"],
      ["axle.loadKg", "82", "kg"],
      ["vehicle.curbMassKg", null, ""],
    ],
  },
  FACT_MISSING: NO_MASS.params,
  NOT_KNOWN: {},
  NOT_IN_DOSSIER: {},
  NOT_A_NUMBER: { found: "K33" },
  GRADED: { severity: "dangerous" },
  BEYOND_BUT_NOT_JUDGED: { item: "B1", value: "12.4", unit: "%", zh: "车轮阻滞率", en: "wheel drag" },
  DEFECT_TOLD: { severity: "minor", item: "B1", zh: "制动力不平衡", en: "brakes imbalance across an axle" },
  RULEBOOK_SCOPE: { rulebook: "uk-mot-class4-brakes", zh: "仅制动性能", en: "brake performance only" },
  RULE_UNDECIDED: {
    rule: "brake.axle-ratio",
    because: [{ code: "NOT_COMPUTED", params: { because: [NO_MASS] } }],
  },
};
