import type { Sentence } from "../reason-shape.ts";

/** A rule that was failed, in one line: how grave, which, by what figure against what limit, or for how many points. */
export function failedRuleSaid(failed: {
  readonly grade: Sentence | null;
  readonly rule: Sentence;
  /** With its unit. */
  readonly figure: string | null;
  readonly limit: Sentence | null;
  readonly points: number | null;
}): Sentence {
  const { grade, rule, figure, limit, points } = failed;
  const value = figure === null ? "" : ` · ${figure}`;
  return {
    zh: [
      grade === null ? "" : `${grade.zh}：`,
      `${rule.zh}${value}`,
      limit === null ? "" : `（限值 ${limit.zh}）`,
      points === null ? "" : ` · -${points} 分`,
    ].join(""),
    en: [
      grade === null ? "" : `${grade.en}: `,
      `${rule.en}${value}`,
      limit === null ? "" : ` (limit ${limit.en})`,
      points === null ? "" : ` · -${points} points`,
    ].join(""),
  };
}
