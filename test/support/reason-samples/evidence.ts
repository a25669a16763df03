import type { EVIDENCE_REASONS } from "../../../src/core/trade/reasons/evidence.ts";

const SHA = "3f".repeat(32);
const BECAUSE = { code: "FIELD_MALFORMED", params: { field: "entries" } };

/** Parameters for each reason about evidence that left its station. */
export const EVIDENCE_SAMPLES: {
  readonly [Code in keyof typeof EVIDENCE_REASONS]: Parameters<(typeof EVIDENCE_REASONS)[Code]>[0];
} = {
  EVIDENCE_MALFORMED: { because: BECAUSE },
  EVIDENCE_TOO_LARGE: { mib: 71, mostMiB: 64 },
  EVIDENCE_WITHOUT_RECORD: { record: SHA, job: "J-2026-0001" },
  EVIDENCE_ENTRY_STRANGE: { entry: "console-refused", job: "J-2026-0001" },
  RESUMED_WITHOUT_START: { job: "J-2026-0001" },
  EVIDENCE_PHOTO_UNLIKE: { sha256: SHA, mediaType: "image/jpeg" },
  EVIDENCE_PHOTO_STRANGE: { sha256: SHA },
  EVIDENCE_PHOTOS_AWAY: { photos: 2 },
  EVIDENCE_NO_WITHDRAWAL: {},
  EVIDENCE_UNSIGNED: {},
  EVIDENCE_OF_ANOTHER: { found: SHA, record: "5a".repeat(32) },
  EVIDENCE_NOT_COSIGNED: { station: "HB-WH-0042", size: 4711 },
  EVIDENCE_REDACTED: {},
  REDACTION_AS_WHOLE: { sequence: 17 },
  REDACTION_WHOLE_ABSENT: { station: "HB-WH-0042", job: "job-17" },
  REDACTION_UNLIKE_WHOLE: { field: "result.verdict", sequence: 17 },
  REDACTION_UNWRITABLE: {
    because: { code: "PAYLOAD_TOO_LARGE", params: { bytes: 3_000_000, bytesMax: 2_097_152 } },
  },
  ENTRIES_NOT_RISING: { index: 812, size: 800 },
  ENTRIES_NOT_IN_LOG: { entries: 214, size: 4711 },
  EVIDENCE_NOT_SEALED: { job: "J-2026-0001" },
  EVIDENCE_NOT_RECEIPTED: { index: 4711, size: 4500 },
  DAY_MALFORMED: { because: BECAUSE },
  DAY_TOO_LARGE: { mib: 71, mostMiB: 64 },
  DAY_ZONE_UNKNOWN: { zone: "Asia/Wuhan" },
  DAY_ENTRY_STRANGE: { entry: "record-sealed", day: "2026-11-30" },
  DAY_BETWEEN: { first: 40, last: 61, day: "2026-11-30" },
  DAY_OPEN_END: { last: 61, day: "2026-11-30" },
  DAY_OPEN_BEGINNING: { first: 40, day: "2026-11-30" },
  DAY_FROM_BEGINNING: { day: "2026-11-30" },
  REASON_HIDDEN: { code: "ITEM_VOID" },
};
