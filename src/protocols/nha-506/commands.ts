/**
 * Command bytes of the Nanhua NHA-506, "internal" set, 9600 8N1 (docs/sources.md: from public drivers; no manual
 * at hand). The same numbers mean other things on the NHA-503 and on the FLA-502 clone: every model has its own table.
 *
 * Unverified: whether leak test and zero answer once at their end, or `busy` until asked after it (both are taken); whether
 * status 03 means a leak that was found (so it is read, for that voids and never passes) or a leak test that runs; the
 * meaning of status F0 and F1.
 */
export const COMMAND = {
  mainData: 0x01,
  backFlush: 0x05,
  stop: 0x06,
  leakTest: 0x07,
  zero: 0x08,
  pumpAmbient: 0x22,
  pumpSample: 0x23,
  status: 0x26,
} as const;

export const REPLY = { ok: 0x06, busy: 0x05, error: 0x15 } as const;

/** Leak test and zero answer in their own way. */
export const TEST_REPLY = { passed: 0x00, failed: 0x01, busy: 0x05 } as const;

export const STATUS = { ready: 0x00, measuring: 0x01, warmUp: 0x02, leak: 0x03 } as const;
/** Newer firmware; only known to exist. */
export const OTHER_STATUS: ReadonlySet<number> = new Set([0xf0, 0xf1]);
