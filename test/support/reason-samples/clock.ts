import type { CLOCK_REASONS } from "../../../src/core/trade/reasons/clock.ts";

type Rows = typeof CLOCK_REASONS;

const DIFFERS = { code: "CLOCK_DIFFERS", params: { source: "gnss", aheadS: -3600, others: ["kernel"] } };

/** Parameters for each reason of the station's clock. */
export const CLOCK_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  CLOCK_DIFFERS: { source: "registry", aheadS: 315_576_000, others: [] },
  CLOCK_BEHIND: { behindS: 63_115_200, by: "entry" },
  CLOCK_STEPPED: { byS: 3600 },
  CLOCK_IN_DOUBT: { because: DIFFERS },
  ASKING_TIME: {},
  CLOCK_WAS_SET: { byS: -3600 },
  CLOCK_DOUBTED: { because: DIFFERS },
  CLOCK_SOURCE_WRONG: { source: "registry", aheadS: -40 },
  RECEIPT_TIME_IMPLAUSIBLE: { aheadS: 315_576_000 },
};
