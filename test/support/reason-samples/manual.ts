import type { MANUAL_REASONS } from "../../../src/core/trade/reasons/manual.ts";

const PART = { zh: "车辆唯一性检查", en: "identity check" };
const TREAD = { zh: "转向轮胎面花纹深度", en: "tread depth of the steered wheels" };

/** Parameters for each reason about what is looked at by hand. */
export const MANUAL_SAMPLES: {
  readonly [Code in keyof typeof MANUAL_REASONS]: Parameters<(typeof MANUAL_REASONS)[Code]>[0];
} = {
  NOTHING_BY_HAND: {},
  INSPECTION_NOT_BEGUN: {},
  PART_NOT_BY_HAND: { part: "network", allowed: ["identity", "appearance"] },
  MANUAL_ITEM_UNKNOWN: { item: "F1-99", allowed: ["UC-02", "UC-03"] },
  PART_IS_YOURS: PART,
  PERSON_HAS_PART: PART,
  PART_NOT_TAKEN: PART,
  PART_OF_ANOTHER: PART,
  PART_TOO_SOON: { ...PART, minimumS: 60, leftS: 12 },
  PART_NOT_COMPLETE: {
    ...PART,
    items: [["UC-04", "车辆识别代号", "vehicle identification number"]],
    photos: [["0113", "车辆识别代号照片", "photo of the identification number"]],
  },
  VALUE_MISSING: { item: "F1-18", ...TREAD, unit: "mm" },
  VALUE_NOT_ASKED: { item: "UC-04", fact: "manual.treadSteerMm", allowed: [] },
  VALUE_NOT_POSSIBLE: { ...TREAD, value: "160", from: "0", to: "40", unit: "mm" },
  DEFECT_NEEDS_NOTE: { item: "F1-18" },
  PHOTO_NOT_ASKED: { photo: "0199", allowed: ["0111", "0112"] },
  INSPECTION_IN_REVIEW: {},
  NOT_IN_REVIEW: {},
  INSPECTION_IS_DONE: {},
  OWN_WORK: {},
  FOUND_IN_ORDER: {},
  FOUND_DEFECT: {},
  NOT_LOOKED_AT: {},
  ENTRY_CORRECTED: { times: 2 },
  SENT_BACK: { note: "照片不清楚" },
  KEPT_OF_EARLIER: { job: "J-2026-0001" },
  PROMPT_MANUAL: { parts: [["车辆唯一性检查", "identity check"]] },
  PROMPT_REVIEW: {},
  NO_REINSPECTION: { rulebook: "uk-mot-class4-brakes" },
  REINSPECTION_LATE: { firstOn: "2026-11-01", today: "2026-11-28", withinDays: 10 },
  NOTHING_TO_REINSPECT: {},
};
