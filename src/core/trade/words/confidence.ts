import type { Sentence } from "../reason-shape.ts";

/** How far the number behind a rule can be trusted. */
const CONFIDENCE = {
  verified: { zh: "已核对", en: "verified" },
  "two-sources": { zh: "两个来源一致", en: "two sources" },
  "one-source": { zh: "单一来源", en: "one source" },
  recalled: { zh: "凭记忆", en: "recalled" },
  conflict: { zh: "来源有冲突", en: "sources conflict" },
} as const satisfies Record<string, Sentence>;

export function confidenceName(confidence: string): Sentence {
  return Object.hasOwn(CONFIDENCE, confidence)
    ? CONFIDENCE[confidence as keyof typeof CONFIDENCE]
    : { zh: confidence, en: confidence };
}
