/**
 * Command bytes of the Nanhua NHA-506, 9600 8N1 (docs/sources.md: from public drivers; no manual at hand). Two sets are in the
 * field. The same numbers mean other things on the NHA-503 and on the FLA-502 clone: every model has its own table.
 *
 * Unverified: whether leak test and zero answer once at their end, or `busy` until asked after it (both are taken); whether
 * status 03 means a leak that was found (so it is read, for that voids and never passes) or a leak test that runs; the
 * meaning of status F0 and F1; that the main data of the public set is the same block.
 */
export interface CommandSet {
  readonly mainData: number;
  readonly stop: number;
  readonly pumpSample: number;
  readonly status: number;
  /** Null where the set has none. */
  readonly leakTest: number | null;
  readonly zero: number | null;
  readonly statuses: {
    /** All that the status may answer. */
    readonly known: ReadonlySet<number>;
    readonly warmUp: number;
    readonly leak: number | null;
  };
}

export const COMMAND_SETS = {
  internal: {
    mainData: 0x01,
    stop: 0x06,
    leakTest: 0x07,
    zero: 0x08,
    pumpSample: 0x23,
    status: 0x26,
    // Ready, measuring, warm-up, leak; F0 and F1 of newer firmware are only known to exist.
    statuses: { known: new Set([0x00, 0x01, 0x02, 0x03, 0xf0, 0xf1]), warmUp: 0x02, leak: 0x03 },
  },
  public: {
    mainData: 0x03,
    stop: 0x02,
    leakTest: null,
    zero: null,
    pumpSample: 0x01,
    status: 0x14,
    // H warm-up, Z zeroing, W ready.
    statuses: { known: new Set([0x48, 0x5a, 0x57]), warmUp: 0x48, leak: null },
  },
} as const satisfies Record<string, CommandSet>;

export const REPLY = { ok: 0x06, busy: 0x05, error: 0x15 } as const;

/** Leak test and zero answer in their own way. */
export const TEST_REPLY = { passed: 0x00, failed: 0x01, busy: 0x05 } as const;
