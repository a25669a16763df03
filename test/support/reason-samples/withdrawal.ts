import type { WITHDRAWAL_REASON_ROWS } from "../../../src/core/trade/reasons/withdrawal.ts";

const RECORD = "ab".repeat(32);
const BECAUSE = { code: "WITHDRAWN_FOR", params: { by: "P-7K3M9Q2X", choice: "cheating", note: "" } };

/** Parameters for each reason about records that are withdrawn. */
export const WITHDRAWAL_SAMPLES: {
  readonly [Code in keyof typeof WITHDRAWAL_REASON_ROWS]: Parameters<
    (typeof WITHDRAWAL_REASON_ROWS)[Code]
  >[0];
} = {
  WITHDRAWN_FOR: { by: "P-7K3M9Q2X", choice: "wrong-vehicle", note: "鄂A54321" },
  WITHDRAWAL_UNKNOWN: { record: RECORD, command: "proofmark journal records" },
  WITHDRAWN_ALREADY: { record: RECORD },
  WITHDRAWAL_OF_WITHDRAWAL: { record: RECORD },
  WITHDRAWAL_IN_USE: { record: RECORD, job: "SIM-0001-000002" },
  WITHDRAWAL_NOT_SEALABLE: { because: { code: "NOT_BASE64", params: { field: "payload" } } },
  FIRST_WITHDRAWN: {},
  RECORD_WITHDRAWN: {
    record: RECORD,
    withdrawal: "cd".repeat(32),
    at: "2026-11-28T08:00:00.000Z",
    because: BECAUSE,
  },
  WITHDRAWAL_PENDING: { record: RECORD, because: BECAUSE },
  RESTS_ON_WITHDRAWN: { first: RECORD },
};
