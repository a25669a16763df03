import type { Sentence } from "../reason-shape.ts";

/** Why a key was revoked (密钥吊销). */
export const REVOCATION_REASONS = ["compromised", "lost", "closed"] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

const NAMES: Readonly<Record<RevocationReason, Sentence>> = {
  compromised: { zh: "可能为他人掌握", en: "somebody else may have it" },
  lost: { zh: "已遗失或损坏", en: "it was lost or damaged" },
  closed: { zh: "站点已停业", en: "its station was closed" },
};

/** The word itself where it is none of them: a list of a later software may have more. */
export function revocationName(why: string): Sentence {
  return NAMES[why as RevocationReason] ?? { zh: why, en: why };
}

export function isRevocationReason(word: string): word is RevocationReason {
  return REVOCATION_REASONS.some((known) => known === word);
}
