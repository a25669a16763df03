import type { NATIONAL_REASONS } from "../../../src/core/trade/reasons/national.ts";

type Rows = typeof NATIONAL_REASONS;

/** Parameters for each reason of calls to a national system. */
export const NATIONAL_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  NATIONAL_FIELD_MISSING: { call: "17C51", field: "sfzmhm", what: "identity number", from: "given.sfzmhm" },
  NATIONAL_VALUE_UNKNOWN: { call: "17C53", field: "kfxm", value: "s2.gen.instr" },
  NATIONAL_ITEM_UNKNOWN: { item: "EV-C" },
  NATIONAL_NO_CALL: { event: "aborted" },
  NATIONAL_EARLIER_UNKNOWN: { job: "HB-WH-0042-000001" },
  NATIONAL_STATION_UNKNOWN: { station: "HB-WH-0042" },
  NATIONAL_PHOTO_MISSING: { sha256: "2ba84374da680a4f" },
  NATIONAL_UNSUITABLE: { call: "18C51", field: "hphm" },
  NATIONAL_EVENTS_MISSED: { station: "HB-WH-0042" },
  NATIONAL_SET_BACK: { station: "HB-WH-0042" },
  NATIONAL_OUTCOME_UNKNOWN: { call: "18C51" },
  NATIONAL_REFUSED: { call: "18C51", code: "-1", message: "no such station" },
  NATIONAL_UNANSWERED: { call: "18C51", tries: 3, why: "timeout" },
  NATIONAL_LET_GO: { station: "HB-WH-0042", month: "2023-11", jobs: 712 },
};
