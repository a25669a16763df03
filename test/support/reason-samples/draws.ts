import type { DRAW_REASONS } from "../../../src/core/trade/reasons/draws.ts";

type Rows = typeof DRAW_REASONS;
const RECORD = "ab".repeat(32);

/** Parameters for each reason of a lot that is drawn again. */
export const DRAW_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  DRAW_MALFORMED: { because: { code: "NOT_BASE64", params: { field: "command" } } },
  DRAW_UNSIGNED: {},
  DRAW_OF_NO_LOT: { number: 7, kind: "lock" },
  DRAW_CHECKPOINT_EARLY: { cosigned: "2026-11-28T15:00:00.000Z", to: "2026-11-28T16:00:00.000Z" },
  DRAW_OF_OTHERS: { of: 40, listed: 39 },
  DRAW_LEAVES_OUT: { records: [RECORD] },
  DRAW_ADDS: { records: [RECORD, "cd".repeat(32)] },
  DRAW_OTHER_VEHICLE: { record: RECORD, vin: "LFV2A21K8D4123456" },
  DRAW_RESTS_ON: { listed: 40 },
};
