import type { OUTAGE_REASONS } from "../../../src/core/trade/reasons/outages.ts";

type Rows = typeof OUTAGE_REASONS;

const since = "2026-11-20T08:00:00.000Z";
const AWAY = { code: "DEVICE_CONNECTING", params: { device: "bench-1" } };

/** Parameters for each reason of a state of outage. */
export const OUTAGE_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  OFFLINE_SINCE: { since, from: since, by: "noted", days: 3, pending: 12 },
  OFFLINE_UNCOUNTED: { since, pending: 12 },
  OFFLINE_TOO_LONG: {
    from: since,
    by: "receipt",
    days: 14,
    stopDays: 14,
    stopped: "2026-12-04T08:00:00.000Z",
  },
  OUTAGE_DAYS_NOT_RISING: { warnDays: 8, provisionalDays: 7, stopDays: 14 },
  OUTAGE_MORE: { count: 2, devices: ["bench-2", "scale-1"] },
  DEVICE_NOTED_DOWN: { device: "bench-2" },
  BEGUN_OFFLINE: { since },
  BEGUN_PROVISIONAL: { since },
  BEGUN_WITH_DEVICE_DOWN: { since, because: [AWAY] },
  OUTAGE_STANDS_ALREADY: { state: "OFFLINE" },
  OUTAGE_STANDS_NOT: { state: "LOCKED" },
  OUTAGE_CLOSED_OTHERWISE: { state: "OFFLINE", said: "3 (4-6)", found: "2 (4-5)" },
  OUTAGES_OF_JOB_OTHERWISE: { job: "S-000004", said: "[]", found: '[{"state":"OFFLINE"}]' },
};
