import type { CERTIFICATE_REASONS } from "../../../src/core/trade/reasons/certificates.ts";

const UNTIL = "2027-02-26T08:00:00.000Z";

/** Parameters for each reason about the certificate of a station. */
export const CERTIFICATE_SAMPLES: {
  readonly [Code in keyof typeof CERTIFICATE_REASONS]: Parameters<(typeof CERTIFICATE_REASONS)[Code]>[0];
} = {
  CERTIFICATE_NOT_RENEWED: { minutesLeft: 12 * 1_440, why: "other-key" },
  OWN_CERTIFICATE_ENDED: { until: UNTIL, why: "broker-away" },
  CERTIFICATE_LASTS: { minutesLeft: 60 * 1_440, until: UNTIL },
  CERTIFICATE_ENDS_SOON: { minutesLeft: 200, until: UNTIL },
  DO_RENEW_CERTIFICATE: {},
};
