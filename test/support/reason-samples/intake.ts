import type { INTAKE_REASONS } from "../../../src/core/trade/reasons/intake.ts";

type Rows = typeof INTAKE_REASONS;

const RECORD = "3f".repeat(32);

/** Parameters for each reason of the registry's intake. */
export const INTAKE_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  SUBMISSION_UNREADABLE: { because: { code: "NOT_UTF8", params: {} } },
  STATION_NOT_REGISTERED: {},
  CHECKPOINT_OF_NO_FORM: {},
  REGISTRY_HOLDS_OTHER_SIZE: { size: 131 },
  LOG_NOT_CONTINUED: { size: 131 },
  RECORD_NOT_AT_PLACE: { index: 130 },
  RECORD_MISSING_BEFORE: { missing: 8, found: 9 },
  RECORDS_UNLIKE_COUNT: { counted: 9, sequence: 8 },
  REGISTRY_CANNOT_STORE: {},
  SUBMISSION_NOT_KEPT: {},
  ENTRY_NOT_SEALED: {},
  RECORD_ID_WRONG: { found: RECORD },
  ENTRY_OF_OTHER_JOB: { job: "HB-WH-0042-000007" },
  ENTRY_WITHDRAWS_OTHER: { withdraws: RECORD },
  RECORD_SIMULATED: {},
  RECORD_JOB_USED: { job: "HB-WH-0042-000007", record: RECORD },
  RECORD_NUMBER_USED: { sequence: 8 },
  WITHDRAWS_NONE_HELD: { record: RECORD },
  WITHDRAWN_TWICE: { record: RECORD },
};
