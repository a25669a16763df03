import type { Sentence } from "../reason-shape.ts";

/** Anything else: in the words of whoever ends it. */
export const OTHER_REASON = "other";

const OTHER = { zh: "其他原因", en: "another reason" };

/** Why a person ends a job before its time, in the order in which the reasons are offered. */
export const ABORT_REASONS = {
  inspection: {
    "vehicle-left": { zh: "车辆已驶离", en: "the vehicle has left" },
    "owner-withdraws": { zh: "送检人放弃检验", en: "the owner withdraws it" },
    "wrong-vehicle": { zh: "车辆与受理信息不符", en: "it is not the vehicle that was taken in" },
    "unsafe-vehicle": { zh: "车辆状况不宜继续检验", en: "the vehicle is not safe to test" },
    equipment: { zh: "设备或场地问题", en: "equipment or site" },
    [OTHER_REASON]: OTHER,
  },
  exam: {
    "candidate-withdraws": { zh: "考生放弃考试", en: "the candidate withdraws" },
    "candidate-unwell": { zh: "考生身体不适", en: "the candidate is unwell" },
    "wrong-candidate": { zh: "考生与受理信息不符", en: "it is not the candidate who was taken in" },
    cheating: { zh: "作弊或替考", en: "cheating, or somebody else sits in the car" },
    danger: { zh: "出现危险情况", en: "danger" },
    weather: { zh: "天气原因", en: "weather" },
    equipment: { zh: "设备或场地问题", en: "equipment or site" },
    [OTHER_REASON]: OTHER,
  },
} as const satisfies Record<"inspection" | "exam", Record<string, Sentence>>;

/** Why a person stops the item that runs, in the order in which the reasons are offered. */
export const STOP_REASONS = {
  inspection: {
    "vehicle-unfit": { zh: "车辆不适合本项目检测", en: "the vehicle is not fit for this item" },
    danger: { zh: "出现危险情况", en: "danger" },
    equipment: { zh: "设备或场地问题", en: "equipment or site" },
    [OTHER_REASON]: OTHER,
  },
  exam: {
    "way-blocked": { zh: "他人或他车妨碍", en: "somebody was in the way" },
    "wrong-order": { zh: "考试员或语音提示有误", en: "the candidate was told something wrong" },
    danger: { zh: "出现危险情况", en: "danger" },
    equipment: { zh: "设备或场地问题", en: "equipment or site" },
    [OTHER_REASON]: OTHER,
  },
} as const satisfies Record<"inspection" | "exam", Record<string, Sentence>>;

export type OfferedReasons = readonly (readonly [code: string, name: Sentence])[];

/** Code and name of each reason for ending a job of this kind. */
export function abortReasons(kind: keyof typeof ABORT_REASONS): OfferedReasons {
  return Object.entries(ABORT_REASONS[kind]);
}

/** Code and name of each reason for stopping the item that a job of this kind is at. */
export function stopReasons(kind: keyof typeof STOP_REASONS): OfferedReasons {
  return Object.entries(STOP_REASONS[kind]);
}

/** Of either kind: a code has one name. */
export function everyStopReason(): OfferedReasons {
  return [...stopReasons("inspection"), ...stopReasons("exam")];
}

/** As a sentence, with what was added to it; a code of another edition is said as it is. */
export function reasonGiven(reasons: OfferedReasons, code: string, note: string): Sentence {
  const name = reasons.find(([known]) => known === code)?.[1] ?? { zh: code, en: code };
  if (note === "") return name;
  // Another reason has no other words than those of whoever gave it.
  return code === OTHER_REASON
    ? { zh: note, en: note }
    : { zh: `${name.zh}（${note}）`, en: `${name.en} (${note})` };
}
