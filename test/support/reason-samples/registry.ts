import type { JOURNAL_REASONS } from "../../../src/core/trade/reasons/journal.ts";
import type { JSON_REASONS } from "../../../src/core/trade/reasons/json.ts";
import type { REGISTRY_REASONS } from "../../../src/core/trade/reasons/registry.ts";
import type { REPLAY_REASONS } from "../../../src/core/trade/reasons/replay.ts";
import type { SIGNED_FORM_REASONS } from "../../../src/core/trade/reasons/signed-form.ts";
import type { VERIFICATION_REASONS } from "../../../src/core/trade/reasons/verification.ts";

type Rows = typeof JOURNAL_REASONS &
  typeof JSON_REASONS &
  typeof REGISTRY_REASONS &
  typeof REPLAY_REASONS &
  typeof SIGNED_FORM_REASONS &
  typeof VERIFICATION_REASONS;

const EXACTLY = { code: "FIELD_MALFORMED", params: { field: "payload" } };
const SHA = "3f".repeat(32);

/** Parameters for each reason of records, proofs, journals and their delivery. */
export const REGISTRY_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  // --- the journal
  JOURNAL_ALTERED: { size: 812, path: "data/journal/00000002.segment" },
  JOURNAL_INDEX_REBUILT: { found: "damaged", records: 4711, asked: false },
  JOURNAL_TAIL_CUT: { bytes: 412, record: 4711, segment: 2, position: 70_128, row: "@I" },
  JOURNAL_MENDING_UNKNOWN: {},
  // --- delivery
  DELIVERY_STARTED_ALREADY: {},
  DELIVERY_OTHER_HISTORY: {},
  DELIVERY_RECORD_TOO_LARGE: {},
  DELIVERY_RECORD_UNREADABLE: {},
  ANSWER_TOO_LARGE: { bytes: 300_000, bytesMax: 262_144 },
  ANSWER_NOT_JSON: {},
  ANSWER_OF_NO_FORM: { at: "schema" },
  RECEIPT_NOT_OF_LOG: {},
  RECEIPT_NOT_WITNESSED: {},
  RECEIPT_OF_ANOTHER_LOG: {},
  RECEIPT_NOT_ACCEPTED: { size: 4711 },
  // --- JSON
  TEXT_TOO_LARGE: { bytesMax: 4_194_304 },
  NOT_UTF8: {},
  JSON_BYTE_ORDER_MARK: {},
  JSON_GOES_ON: {},
  JSON_TOO_DEEP: { depthMax: 32 },
  JSON_KEY_MISSING: {},
  JSON_KEY_FORBIDDEN: { key: "__proto__" },
  JSON_KEY_TWICE: { key: "item" },
  JSON_COLON_MISSING: {},
  JSON_COMMA_MISSING: { of: "object" },
  JSON_STRING_OPEN: {},
  JSON_STRING_CONTROL: {},
  JSON_LONE_SURROGATE: {},
  JSON_ESCAPE_UNKNOWN: {},
  JSON_ESCAPE_NOT_HEX: {},
  JSON_EXPONENT: {},
  JSON_NUMBER_TOO_LARGE: {},
  JSON_MINUS_ZERO: {},
  JSON_VALUE_MISSING: {},
  JSON_UNWRITABLE: { path: "items.0", found: "NaN" },
  // --- signed forms
  FIELD_MALFORMED: EXACTLY.params,
  NOT_BASE64: { field: "payload" },
  SIGNATURES_TOO_MANY: { most: 16 },
  PAYLOAD_TOO_LARGE: { bytes: 9_000_000, bytesMax: 4_194_304 },
  NOTE_CONTROL: {},
  NOTE_WITHOUT_SIGNATURES: {},
  NOTE_SIGNATURE_LINE: {},
  NOT_A_CHECKPOINT: {},
  TRUST_LIST_OF_OTHER: { authority: "a1" },
  TRUST_LIST_TYPE: { found: "text/plain" },
  TRUST_LIST_UNSIGNED: {},
  KEY_UNLIKE_ID: { key: "k1" },
  KEY_UNLIKE_KIND: { key: "k1", algorithm: "ed25519" },
  KEY_STATION_WRONG: { key: "k1" },
  // --- verification
  ENVELOPE_MALFORMED: { because: EXACTLY },
  PAYLOAD_TYPE_WRONG: { found: "text/plain" },
  SCHEMA_OUTDATED: { found: 1, reads: 2, software: "0.1" },
  SCHEMA_NEWER: { found: 3, reads: 2 },
  SIGNER_UNKNOWN: {},
  SIGNATURE_INVALID: { key: "k1", name: "lane-1" },
  PAYLOAD_NOT_STRICT_JSON: { because: { code: "JSON_EXPONENT", params: {} }, at: 120 },
  SCHEMA_WRONG: { field: "verdict" },
  STATION_MISMATCH: { found: "lane-2", expected: "lane-1" },
  KEY_NOT_VALID_THEN: { key: "k1", ended: "2026-11-23T08:00:00.000Z" },
  VERDICT_INCONSISTENT: { because: { code: "EXAM_PASSED_EMPTY", params: {} } },
  SEVERITY_UNLIKE_OUTCOME: { item: "B1", rule: "brake.imbalance", severity: "major", outcome: "pass" },
  ITEM_PASSED_UNDECIDED: { item: "B1", rule: "brake.axle-ratio" },
  ITEM_UNLIKE_FINDINGS: { item: "B1", verdict: "pass", findings: null },
  EXAM_PASSED_OVER: { item: "curve", verdict: "void" },
  EXAM_PASSED_EMPTY: {},
  VERDICT_WITHOUT_REASON: { verdict: "void" },
  VERDICT_UNLIKE_ITEMS: { verdict: "pass", items: "fail" },
  SCORE_INCONSISTENT: { because: { code: "SCORE_MISSING", params: {} } },
  SCORE_OF_INSPECTION: {},
  SCORE_MISSING: {},
  SCORE_UNLIKE_DEDUCTIONS: { points: 90, deducted: 20, left: 80 },
  EVIDENCE_INCONSISTENT: { because: { code: "ENDED_BEFORE_BEGUN", params: {} } },
  EVIDENCE_LOG_FOREIGN: { log: "proofmark/lane-2" },
  EVIDENCE_RANGE: { entries: 9, firstIndex: 1, endIndex: 5 },
  EVIDENCE_AHEAD: { endIndex: 9, index: 5 },
  TIME_UNREADABLE: { time: "2026-13-01" },
  ENDED_BEFORE_BEGUN: {},
  PROOF_MALFORMED: { because: EXACTLY },
  ENTRY_MISMATCH: {},
  CHECKPOINT_MALFORMED: { because: { code: "NOT_A_CHECKPOINT", params: {} } },
  CHECKPOINT_FOREIGN: { origin: "proofmark/lane-2", size: 7 },
  LOG_SIGNATURE_INVALID: {},
  WITNESS_SIGNATURE_INVALID: {},
  INCLUSION_INVALID: {},
  JOURNAL_OUTDATED: { found: 1, reads: 2, software: "0.1" },
  JOURNAL_NEWER: { found: 3, reads: 2 },
  SEQUENCE_GAP: { found: 4, expected: 3 },
  SEQUENCE_REUSED: { sequence: 4, record: "r.json" },
  ENTRY_MALFORMED: {},
  UNFINISHED_ENTRY: { bytes: 12, row: "R3" },
  JOURNAL_ORDER_WRONG: { because: { code: "BEFORE_START", params: {} } },
  BEFORE_START: {},
  MONOTONIC_BACK: {},
  ENTRY_OF_NO_JOB: { entry: "job-input", job: "J-1" },
  JOB_OPENED_TWICE: { job: "J-1" },
  RECEIPT_SHRINKS: { size: 4, before: 7 },
  ARTIFACT_MISMATCH: { because: { code: "ARTIFACT_UNLIKE_HASH", params: { sha256: SHA } } },
  ARTIFACT_UNLIKE_HASH: { sha256: SHA },
  ARTIFACT_NOT_BEFORE: { job: "J-1", sha256: SHA },
  JOURNAL_CONTRADICTED: { field: "verdict", record: '"pass"', journal: '"fail"' },
  RECEIPT_ROOT_MISMATCH: { size: 7 },
  // --- replay
  NOT_OPENABLE_TODAY: { detail: "ENOENT" },
  NOT_REPORTABLE_TODAY: { detail: "ENOENT" },
  NOT_DECIDABLE_TODAY: { index: 7, detail: "ENOENT" },
  NOT_SEALABLE_TODAY: { detail: "ENOENT" },
  OTHER_EVENTS: { index: 7, input: "observation" },
  EVIDENCE_WITHOUT_END: {},
  OTHER_BYTES: { at: 12, sealed: "ab", recomputed: "cd" },
};
