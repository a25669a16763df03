import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";
import { factName } from "../words/facts.ts";
import { severityName } from "../words/severities.ts";

/** Rules applied to facts: what was computed, why nothing could be, why a rule does not apply. */
export const RULE_REASONS = {
  /** `expression` has only figures, units and signs of arithmetic, and is the same in every language. */
  COMPUTED: (p: { expression: string; value: string; unit: string }) => {
    const both = `${p.expression} = ${p.value}${p.unit === "" ? "" : ` ${p.unit}`}`;
    return { zh: both, en: both };
  },
  NOT_COMPUTED: (p: { because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `未计算：${why.zh}`, en: `not computed: ${why.en}` };
  },
  DIVISOR_ZERO: (p: { expression: string }) => ({
    zh: `${p.expression}：除数为零`,
    en: `${p.expression}: the divisor is zero`,
  }),
  /** No instrument gives such a number: what cannot be compared is no figure. */
  TOO_MANY_DIGITS: (p: { value: string }) => ({
    zh: `${p.value} 位数过多，不可能是读数`,
    en: `${p.value} has too many digits to be a reading`,
  }),
  DOES_NOT_APPLY: (_p: None) => ({ zh: "不适用", en: "does not apply" }),
  APPLIES_DEPENDS: (p: { because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `是否适用取决于：${why.zh}`, en: `whether it applies depends on ${why.en}` };
  },
  LIMIT_DEPENDS: (p: { because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `限值取决于：${why.zh}`, en: `the limit depends on ${why.en}` };
  },
  LIMIT_MISSING: (_p: None) => ({
    zh: "规则没有给出该车的限值",
    en: "the rulebook gives no limit for this vehicle",
  }),
  CREDIBLE_DEPENDS: (p: { because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `数值是否可信取决于：${why.zh}`, en: `whether it is credible depends on ${why.en}` };
  },
  /** The figures that contradict each other: fact, value and unit; the value null where it is missing. */
  NOT_CREDIBLE: (p: {
    figures: readonly (readonly [fact: string, value: string | null, unit: string])[];
  }) => {
    const figures = p.figures.map(([fact, value, unit]) => ({
      name: factName(fact),
      value: value === null ? null : `${value}${unit === "" ? "" : ` ${unit}`}`,
    }));
    return {
      zh: `数值不可信：${figures.map(({ name, value }) => `${name.zh}${value === null ? "未知" : ` = ${value}`}`).join("，")}`,
      en: `not credible: ${figures.map(({ name, value }) => `${name.en} ${value === null ? "not known" : `= ${value}`}`).join(", ")}`,
    };
  },
  /** Of one named fact, why it is missing. */
  FACT_MISSING: (p: { fact: string; because: AnyReason }, say) => {
    const name = factName(p.fact);
    const why = say(p.because);
    return { zh: `${name.zh}：${why.zh}`, en: `${name.en}: ${why.en}` };
  },
  NOT_KNOWN: (_p: None) => ({ zh: "未知", en: "not known" }),
  NOT_IN_DOSSIER: (_p: None) => ({ zh: "车辆档案中没有", en: "not in the dossier" }),
  NOT_A_NUMBER: (p: { found: string }) => ({
    zh: `不是数字：${p.found}`,
    en: `not a number: ${p.found}`,
  }),
  /** What came of a broken limit, by a rulebook that grades. */
  GRADED: (p: { severity: string }) => severityName(p.severity),
  /** A figure beyond a limit by which nothing is decided. */
  BEYOND_BUT_NOT_JUDGED: (p: { item: string; value: string; unit: string; zh: string; en: string }) => ({
    zh: `${p.item}：${p.zh}为 ${p.value} ${p.unit}，超出参考限值；标准是否据此判定尚未核实，未判定`,
    en: `${p.item}: ${p.en}: ${p.value} ${p.unit} is beyond the limit; whether the standard judges by it is not verified, so it was not judged`,
  }),
  /** A defect that the rulebook grades and that fails nothing. */
  DEFECT_TOLD: (p: { severity: string; item: string; zh: string; en: string }) => ({
    zh: `${p.item} ${severityName(p.severity).zh}：${p.zh}`,
    en: `${p.item}, ${severityName(p.severity).en}: ${p.en}`,
  }),
  /** A verdict is no more than its rulebook: what that leaves to others, in its own words. */
  RULEBOOK_SCOPE: (p: { rulebook: string; zh: string; en: string }) => ({
    zh: `${p.rulebook} 的范围：${p.zh}`,
    en: `${p.rulebook} covers this only: ${p.en}`,
  }),
  RULE_UNDECIDED: (p: { rule: string; because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `${p.rule} 未定：${why.zh}`, en: `${p.rule} undecided: ${why.en}` };
  },
} as const satisfies ReasonRows;
