import type { Sentence } from "../reason-shape.ts";
import { type OfferedReasons, OTHER_REASON } from "./abort-reasons.ts";

const COMMON = {
  "entered-wrong": { zh: "录入有误", en: "something was entered wrongly" },
  "instrument-wrong": { zh: "设备测量有误", en: "an instrument measured wrongly" },
} as const;
const OTHER = { zh: "其他原因", en: "another reason" };

/** Why a sealed record is withdrawn (撤销), in the order in which the reasons are offered. */
export const WITHDRAWAL_REASONS = {
  inspection: {
    "wrong-vehicle": { zh: "不是受理的车辆", en: "it is of another vehicle than was taken in" },
    ...COMMON,
    fraud: { zh: "弄虚作假", en: "fraud" },
    [OTHER_REASON]: OTHER,
  },
  exam: {
    "wrong-candidate": { zh: "不是受理的考生", en: "it is of another candidate than was taken in" },
    cheating: { zh: "作弊或替考", en: "cheating, or somebody else sat in the car" },
    ...COMMON,
    [OTHER_REASON]: OTHER,
  },
} as const satisfies Record<"inspection" | "exam", Record<string, Sentence>>;

/** Code and name of each reason for withdrawing a record of this kind. */
export function withdrawalReasons(kind: keyof typeof WITHDRAWAL_REASONS): OfferedReasons {
  return Object.entries(WITHDRAWAL_REASONS[kind]);
}

/** Of either kind: a code has one name. */
export function everyWithdrawalReason(): OfferedReasons {
  return [...withdrawalReasons("inspection"), ...withdrawalReasons("exam")];
}
