import type { TRUST_REASONS } from "../../../src/core/trade/reasons/trust.ts";

const SHA = "ab".repeat(32);
const AT = "2026-11-28T08:00:00.000Z";

/** Parameters for each reason about the list of keys at a station. */
export const TRUST_SAMPLES: {
  readonly [Code in keyof typeof TRUST_REASONS]: Parameters<(typeof TRUST_REASONS)[Code]>[0];
} = {
  TRUST_LIST_NOT_OURS: { station: "HB-WH-0042", found: "HB-WH-0043" },
  TRUST_LIST_OLDER: { number: 6, held: 7 },
  TRUST_LIST_FORKED: { number: 7 },
  TRUST_LIST_EARLY: { issued: AT, now: "2026-01-01T00:00:00.000Z" },
  TRUST_LIST_REFUSED: { because: { code: "TRUST_LIST_FORKED", params: { number: 7 } } },
  TRUST_LIST_UNKEPT: { text: "ENOSPC" },
  OWN_KEY_REVOKED: { role: "record", key: SHA, from: AT, why: "compromised", list: 7 },
  WITNESS_REVOKED: { from: AT, why: "lost", list: 7 },
  RECEIPT_WITNESS_REVOKED: { at: AT, from: AT },
  TRUST_LIST_ENDS: { number: "7", validTo: "2027-01-31", days: 3 },
  TRUST_LIST_IS_OLD: { number: "7", validTo: "2026-10-31" },
  TRUST_LIST_HELD: { number: 7, issued: AT, validTo: AT },
  TRUST_LIST_NOT_YET: {},
};
