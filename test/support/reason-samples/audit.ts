import type { AUDIT_REASONS } from "../../../src/core/trade/reasons/audit.ts";

type Rows = typeof AUDIT_REASONS;

const RECORD = "3f".repeat(32);
const AT = { record: RECORD, index: 130 };
const BECAUSE = { code: "WITNESS_SIGNATURE_INVALID", params: {} };

/** Parameters for each reason of an audit. */
export const AUDIT_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  AUDIT_MISSING_AT_REGISTRY: { ...AT, size: 131 },
  AUDIT_DOUBLED_AT_REGISTRY: { ...AT, place: 118 },
  AUDIT_REORDERED_AT_REGISTRY: { ...AT, place: 118 },
  AUDIT_ALTERED_AT_REGISTRY: { ...AT, what: "entry" },
  AUDIT_FORGED_AT_REGISTRY: AT,
  AUDIT_EVENT_MISSING: { at: "118.0" },
  AUDIT_EVENT_DOUBLED: { at: "118.0" },
  AUDIT_EVENT_REORDERED: { at: "118.0" },
  AUDIT_EVENT_ALTERED: { at: "118.0" },
  AUDIT_EVENT_FORGED: { at: "118.0" },
  AUDIT_EVENTS_DIFFER: { events: 3, at: "118.0" },
  AUDIT_EVENTS_BEYOND: { entries: 118, events: 3 },
  AUDIT_APART_WITHOUT_CAUSE: { ...AT, defect: "SIGNATURE_INVALID" },
  AUDIT_CHECKPOINT_FORGED: { size: 131, because: BECAUSE },
  AUDIT_CHECKPOINT_ALTERED: { size: 131 },
  AUDIT_CHECKPOINT_MISSING: { size: 131 },
  AUDIT_HEAD_BEHIND: { held: 118, size: 131 },
  AUDIT_DECISION_MISSING: { branch: 2, found: 1 },
  AUDIT_FORK: { size: 131 },
  AUDIT_MISSING_AT_STATION: AT,
  AUDIT_DOUBLED_AT_STATION: { ...AT, place: 118 },
  AUDIT_REORDERED_AT_STATION: { ...AT, place: 118 },
  AUDIT_ALTERED_AT_STATION: AT,
  AUDIT_FORGED_AT_STATION: { ...AT, because: { code: "SIGNER_UNKNOWN", params: {} } },
  AUDIT_ENTRIES_ALTERED: { from: 118, to: 131 },
  AUDIT_JOURNAL_SHORT: { entries: 118, size: 131, records: 6 },
  AUDIT_JOURNAL_UNREADABLE: { entry: 118, code: "JOURNAL_CORRUPT" },
  AUDIT_RECEIPT_FORGED: { entry: 131, size: 130, because: BECAUSE },
  AUDIT_RECEIPT_AHEAD: { entry: 118, size: 131 },
  AUDIT_OTHER_STATION: { found: "HB-WH-0043", expected: "HB-WH-0042" },
  AUDIT_STATION_UNKNOWN: { station: "HB-WH-0042" },
};
