import type {
  PUBLIC_SEARCH_REASONS,
  STATEMENT_REASONS,
} from "../../../src/core/trade/reasons/public-search.ts";

type Rows = typeof PUBLIC_SEARCH_REASONS;

const AT = "2026-11-28T08:00:00.000Z";

/** Parameters for each reason that the public is answered with. */
export const PUBLIC_SEARCH_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  PUBLIC_NONE: { asOf: AT },
  PUBLIC_FOUND: { results: 2, asOf: AT },
  PUBLIC_NEWEST_ALONE: { results: 20 },
  PUBLIC_IN_FORCE: { verdict: "pass" },
  PUBLIC_NO_VERDICT: { verdict: "void" },
  PUBLIC_WITHDRAWN: { at: AT, choice: "wrong-vehicle" },
  PUBLIC_SUPERSEDED: { ended: AT },
  PUBLIC_SIMULATED: {},
  PUBLIC_KEPT_APART: { defect: "RECORD_SIMULATED", zh: "出自模拟设备。", en: "It is of simulated devices." },
  PUBLIC_NOT_PROVEN: {},
  PUBLIC_KEY_REVOKED: {},
  PUBLIC_UNVERIFIED: { rules: 3 },
  PUBLIC_RECORD_FORM: {},
  PUBLIC_PLATE_FORM: {},
  PUBLIC_VIN_FORM: {},
  PUBLIC_CERTIFICATE_FORM: {},
  PUBLIC_IDENTITY_FORM: {},
  PUBLIC_FIELDS: { wanted: "plate, vin" },
  PUBLIC_TOO_OFTEN: { seconds: 30 },
  PUBLIC_AWAY: {},
  PUBLIC_NO_PROOF: {},
  PUBLIC_NOWHERE: {},
  PUBLIC_METHOD: {},
  PUBLIC_TOO_LONG: {},
  PUBLIC_UNREADABLE: {},
  PUBLIC_FAILED: {},
};

/** Parameters for each reason why a statement of the registry is not believed. */
export const STATEMENT_SAMPLES: {
  readonly [Code in keyof typeof STATEMENT_REASONS]: Parameters<(typeof STATEMENT_REASONS)[Code]>[0];
} = {
  STATEMENT_UNSIGNED: {},
  STATEMENT_MALFORMED: { because: { code: "NOT_UTF8", params: {} } },
  STATEMENT_OF_OTHER: { record: "3f".repeat(32) },
  STATEMENT_UNLIKE_WITHDRAWAL: {},
  STATEMENT_SAYS: { state: "in-force", asOf: AT, witness: "proofmark-registry/witness-1" },
  STATEMENT_BEFORE_RECEIPT: { asOf: AT, witnessed: "2026-11-28T08:00:01.000Z" },
};
