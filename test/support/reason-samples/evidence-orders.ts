import type { EVIDENCE_ORDER_REASONS } from "../../../src/core/trade/reasons/evidence-orders.ts";

type Rows = typeof EVIDENCE_ORDER_REASONS;

const RECORD = "ab".repeat(32);

/** Parameters for each reason of evidence that a station sends by itself. */
export const EVIDENCE_ORDER_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  EVIDENCE_ORDERED: {
    ...{ number: 12, by: "Inspector Wu", records: 2, until: "2026-12-30" },
    zh: "当事人提出异议。",
    en: "The owner objects.",
  },
  ORDERED_EVIDENCE_NOT_SENT: {},
  EVIDENCE_NEEDS_ASKING: { send: "all" },
  ORDERED_EVIDENCE_NOT_HERE: { records: [RECORD] },
  ORDERED_EVIDENCE_TOO_MANY: { open: 512, max: 512 },
  ORDERED_EVIDENCE_NOT_OPEN: { records: [RECORD] },
  EVIDENCE_LET_GO: { record: RECORD },
  EVIDENCE_NOT_SENT: {
    record: RECORD,
    because: { code: "EVIDENCE_LET_GO", params: { record: RECORD } },
  },
  EVIDENCE_GIVEN_UP: { record: RECORD, max: 512 },
  EVIDENCE_UNREADABLE: { detail: "Error: the disk is gone" },
  EVIDENCE_UNSIGNED_HERE: { detail: "the token is gone" },
  EVIDENCE_NO_ROOM: { bytes: 1_024 },
  EVIDENCE_RECORD_UNKNOWN: { station: "HB-WH-0042", record: RECORD },
  EVIDENCE_HASH_DIFFERS: { found: "cd".repeat(32), sha256: RECORD },
  EVIDENCE_CHECK_TOO_LONG: { seconds: 60 },
  EVIDENCE_CHECK_BROKE_OFF: { mib: 1_024 },
};
