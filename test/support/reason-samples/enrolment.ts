import type { ENROLMENT_REASONS } from "../../../src/core/trade/reasons/enrolment.ts";

const SHA = "ab".repeat(32);
const AT = "2026-11-28T08:00:00.000Z";

/** Parameters for each reason about how a station becomes known. */
export const ENROLMENT_SAMPLES: {
  readonly [Code in keyof typeof ENROLMENT_REASONS]: Parameters<(typeof ENROLMENT_REASONS)[Code]>[0];
} = {
  ENROLMENT_UNSIGNED: {},
  CERTIFICATE_REQUEST_UNSIGNED: {},
  CERTIFICATE_NOT_OF_STATION: { station: "HB-WH-0042", key: SHA },
  CERTIFICATE_KEY_USED: { station: "HB-WH-0042", key: SHA },
  CODE_CHARACTER: { character: "U" },
  CODE_LENGTH: { chars: 19, wanted: 20 },
  CODE_MISTYPED: {},
  INVITATION_UNKNOWN: { label: "7K3" },
  INVITATION_WRONG_CODE: { label: "7K3", left: 4 },
  INVITATION_GUESSED: { label: "7K3", tries: 5 },
  INVITATION_OTHER_STATION: { invited: "HB-WH-0042", station: "HB-WH-0043" },
  INVITATION_USED: { at: AT },
  INVITATION_EXPIRED: { at: AT },
  KEYS_NOT_TOLD: { record: SHA, log: SHA },
  KEYS_TOLD_OTHERWISE: { record: SHA, log: SHA, second: null },
  SECOND_KEY_IN_FORCE: { station: "HB-WH-0042", key: SHA },
  SECOND_KEY_NOT_TOLD: { key: SHA },
  STATION_ENROLLED: { station: "HB-WH-0042" },
};
