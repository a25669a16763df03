import { type Reason, reason } from "../trade/reasons.ts";
import type { TrustedKey } from "./trust-list.ts";

/** When something was signed is the word of whoever had the key, unless a witness saw it (`witnessedMs`) before the key was given up. */
export function revokedLater(
  keys: readonly (TrustedKey | null)[],
  witnessedMs: number | null,
): readonly Reason[] {
  return keys.flatMap((key) => {
    const revoked = key?.revoked;
    if (key === null || revoked === undefined) return [];
    const { fromMs, why } = revoked;
    if (witnessedMs !== null && witnessedMs < fromMs) return [];
    const from = new Date(fromMs).toISOString();
    return [reason("RECORD_KEY_REVOKED_LATER", { key: key.keyId, from, why })];
  });
}
