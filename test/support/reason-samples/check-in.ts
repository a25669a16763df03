import type { CHECK_IN_REASONS } from "../../../src/core/trade/reasons/check-in.ts";

/** Parameters for each reason of the check-in, as a station meets them. */
export const CHECK_IN_SAMPLES: {
  readonly [Code in keyof typeof CHECK_IN_REASONS]: Parameters<(typeof CHECK_IN_REASONS)[Code]>[0];
} = {
  FIELD_REFUSED: {
    field: "seats",
    zh: "实际为 500，应为 最多 300。",
    en: "found 500, allowed: at most 300.",
  },
  WAITS_ALREADY: { who: "鄂A12345", file: "20261128-064213-117-a1b2c3d4.json" },
  INSIDE_ALREADY: { who: "李明", job: "HB-WH-0042-000017" },
  CHECK_IN_NOWHERE: {},
  CHECK_IN_UNWRITTEN: { zh: "磁盘已满", en: "the disk is full" },
  REQUEST_ANSWERED_OTHERWISE: { file: "20261128-064213-117-a1b2c3d4.json" },
  NOT_TAKEN_IN_HERE: { file: "01.yaml" },
};
