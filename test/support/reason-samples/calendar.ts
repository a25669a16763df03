import type { CALENDAR_REASONS } from "../../../src/core/trade/reasons/calendar.ts";

type Rows = typeof CALENDAR_REASONS;

/** Parameters for each reason of the calendar. */
export const CALENDAR_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  CALIBRATION_ENDS: {
    role: "brake-bench",
    device: "brake-bench-1",
    certificate: "JJG906-2026-0312",
    validTo: "2027-03-11",
    days: 12,
  },
  RULEBOOK_ENDS: { rulebook: "cn-inspection-2021", validTo: "2027-06-30", days: 1 },
  CERTIFICATE_ENDS: { file: "broker/station.crt", validTo: "2027-01-31", days: 0 },
  CERTIFICATE_ENDED: { file: "broker/station.crt", validTo: "2027-01-31", today: "2027-02-01" },
};
