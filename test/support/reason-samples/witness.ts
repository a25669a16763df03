import type { WITNESS_REASONS } from "../../../src/core/trade/reasons/witness.ts";

type Rows = typeof WITNESS_REASONS;

/** Parameters for each reason of other witnesses. */
export const WITNESS_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  WITNESS_ASKED_OF_NO_FORM: {},
  WITNESS_URL_FORM: {},
  WITNESS_TWICE: {},
  WITNESSES_FEWER_THAN_ASKED: { named: 2 },
  S3_URL_FORM: {},
  EVIDENCE_OF_TWO: {},
  WITNESS_AWAY: { witness: "witness.example/w1", what: "ECONNREFUSED" },
  WITNESS_REFUSES: { witness: "witness.example/w1", station: "HB-WH-0042", status: 404 },
  WITNESS_SIGNS_OTHERWISE: { witness: "witness.example/w1", station: "HB-WH-0042" },
  WITNESS_OTHER_HISTORY: { witness: "witness.example/w1", station: "HB-WH-0042", held: 4711, size: 4720 },
};
