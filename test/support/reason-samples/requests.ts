import type { REQUEST_REASONS } from "../../../src/core/trade/reasons/requests.ts";

type Rows = typeof REQUEST_REASONS;

const AS_OF = "2026-11-28T08:00:00.000Z";

/** Parameters for each reason of what the registry is asked. */
export const REQUEST_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  PRE_CHECK_ASKED: { checks: ["theft", "insurance"] },
  PRE_CHECK_ANSWER: { check: "insurance", answer: "clear", minutes: 150 },
  PRE_CHECK_STOPS: { check: "odometer", asOf: AS_OF, on: "2026-01-08", km: 91_200, station: "HB-WH-0043" },
  PRE_CHECK_MISSING: {
    check: "theft",
    because: { code: "PRE_CHECK_UNANSWERED", params: { check: "theft" } },
  },
  PRE_CHECK_FOUND: { check: "recall", asOf: AS_OF },
  PRE_CHECK_UNANSWERED: { check: "violations" },
  PRE_CHECK_UNKNOWN: { check: "mortgage" },
  PRE_CHECK_TOO_OLD: { check: "previousResults", asOf: AS_OF },
};
