import type { Sentence } from "../reason-shape.ts";

/** Verdicts and outcomes, as records and rules give them. */
export const VERDICTS = {
  pass: { zh: "合格", en: "pass" },
  fail: { zh: "不合格", en: "fail" },
  void: { zh: "无效", en: "void" },
  undecided: { zh: "未定", en: "undecided" },
  "not-applicable": { zh: "不适用", en: "not applicable" },
} as const satisfies Record<string, Sentence>;

export function verdictName(verdict: string): Sentence {
  return Object.hasOwn(VERDICTS, verdict)
    ? VERDICTS[verdict as keyof typeof VERDICTS]
    : { zh: verdict, en: verdict };
}
