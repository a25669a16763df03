import type { Sentence } from "../reason-shape.ts";

/**
 * What it means for the verdict that a person ends something before its time, or takes a sealed one out of force. Nobody fails without a rule of the book: what is none of its
 * rules voids, and nobody answers for a void one.
 */
export const ENDING_MEANINGS = {
  judged: {
    zh: "按现状评判：扣分和未完成的项目照规则计",
    en: "Judged as it stands: by what was deducted and what was not driven",
  },
  "by-rule": {
    zh: "考试员干预：按规则评判为不合格",
    en: "The examiner intervenes: a fail, by a rule of the book",
  },
  void: { zh: "无效：不计合格或不合格", en: "Void: neither a pass nor a fail" },
  withdrawn: { zh: "撤销：已签发的记录不再有效", en: "Withdrawn: what was sealed is not in force any more" },
} as const satisfies Record<string, Sentence>;

export type EndingMeaning = keyof typeof ENDING_MEANINGS;
export const ENDING_MEANING_CODES = Object.keys(ENDING_MEANINGS) as readonly EndingMeaning[];
