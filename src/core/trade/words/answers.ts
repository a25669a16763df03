import type { InstrumentAnswer } from "../../observation.ts";
import type { Sentence } from "../reason-shape.ts";

/** What an instrument answers to a command. */
export const ANSWERS = {
  ok: { zh: "正常", en: "ok" },
  busy: { zh: "忙", en: "busy" },
  refused: { zh: "拒绝", en: "refused" },
  leak: { zh: "泄漏", en: "a leak" },
  failed: { zh: "失败", en: "failed" },
  "warming-up": { zh: "预热中", en: "warming up" },
  "no-answer": { zh: "无应答", en: "no answer" },
} as const satisfies Record<InstrumentAnswer["outcome"], Sentence>;

export function answerName(outcome: string): Sentence {
  return Object.hasOwn(ANSWERS, outcome)
    ? ANSWERS[outcome as keyof typeof ANSWERS]
    : { zh: outcome, en: outcome };
}
