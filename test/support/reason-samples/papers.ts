import type { PAPERS_REASONS } from "../../../src/core/trade/reasons/papers.ts";

type Rows = typeof PAPERS_REASONS;

/** Parameters for each reason of papers that a desk fetches. */
export const PAPERS_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  PAPERS_UNKNOWN: {},
  PAPERS_SEVERAL: {},
  PAPERS_ELSEWHERE: { places: ["HB-WH-0043 (2026-11-30)"] },
  PAPERS_ALSO_ELSEWHERE: { places: ["HB-WH-0043 (2026-11-30)"] },
  PAPERS_USED: { station: "HB-WH-0043", on: "2026-11-28" },
  PAPERS_TOO_OFTEN: {},
  PAPERS_UNANSWERED: {},
  PAPERS_NO_REGISTRY: {},
  PAPERS_TYPED: { answer: "unanswered" },
  PAPERS_CHANGED: { keys: ["seats", "plate"] },
};
