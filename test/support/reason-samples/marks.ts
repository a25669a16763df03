import type { MARK_REASONS } from "../../../src/core/trade/reasons/marks.ts";

/** Parameters for each reason about marks. */
export const MARK_SAMPLES: {
  readonly [Code in keyof typeof MARK_REASONS]: Parameters<(typeof MARK_REASONS)[Code]>[0];
} = {
  MARK_NOT_PASSED: { verdict: "fail" },
  MARK_NOT_IN_FORCE: { state: "withdrawn" },
  MARK_SIMULATED: {},
  MARK_SCOPE_UNTOLD: {},
  MARK_SCOPE_OPEN: { items: ["B1", "H1"] },
  MARK_PARTS_ELSEWHERE: { parts: ["appearance"] },
  MARK_BEFORE_POLICY: { on: "2022-09-30", policy: "cn-marks-2022", validFrom: "2022-10-01" },
  MARK_NO_VEHICLE_ROW: { vehicleClass: "B11", use: "F", check: "in-use", policy: "cn-marks-2022" },
  MARK_NO_EXAM_ROW: { rulebook: "uk-test", policy: "cn-marks-2022" },
  MARK_AGE_UNKNOWN: {},
  MARK_REGISTERED_LATER: { firstRegistered: "2026-12-01", on: "2026-11-30" },
  MARK_FIELD_FORM: { field: "tail" },
  MARK_LISTS_USED_UP: { uri: "https://r.example/v1/status/10001", chars: 33, charsMax: 32 },
  MARK_TOO_LARGE: { bytes: 412, bytesMax: 400 },
  MARK_NONE_HERE: {},
  MARK_NO_RECORD: {},
  MARK_NO_LIST: {},
  MARK_LIST_URL_FORM: {},
  MARK_NAMES_TOO_LONG: { chars: 40, charsMax: 36 },
};
