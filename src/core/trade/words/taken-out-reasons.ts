import type { Sentence } from "../reason-shape.ts";
import type { OfferedReasons } from "./abort-reasons.ts";

/** Why somebody who was taken in is taken out of the queue again, in the order in which the reasons are offered. */
export const TAKEN_OUT_REASONS = {
  left: { zh: "已离开，不再检验或考试", en: "left, and is not to be inspected or examined any more" },
  twice: { zh: "重复受理", en: "taken in twice" },
  "wrong-one": { zh: "受理错误，应为另一车辆或考生", en: "somebody else was to be taken in" },
  other: { zh: "其他原因", en: "another reason" },
} as const satisfies Record<string, Sentence>;

export type TakenOutReason = keyof typeof TAKEN_OUT_REASONS;

export const TAKEN_OUT_REASON_CODES = Object.keys(TAKEN_OUT_REASONS) as readonly TakenOutReason[];

/** Code and name of each. */
export function takenOutReasons(): OfferedReasons {
  return Object.entries(TAKEN_OUT_REASONS);
}
