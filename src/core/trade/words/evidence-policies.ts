import type { Sentence } from "../reason-shape.ts";

/** Whose evidence a station sends to the registry by itself. */
export const EVIDENCE_POLICIES = {
  ordered: { zh: "仅按登记中心指令", en: "what the registry orders" },
  "not-passed": { zh: "未通过的", en: "what did not pass" },
  all: { zh: "全部", en: "all" },
} as const satisfies Record<string, Sentence>;

export type EvidencePolicy = keyof typeof EVIDENCE_POLICIES;

export const EVIDENCE_POLICY_NAMES = ["ordered", "not-passed", "all"] as const;
