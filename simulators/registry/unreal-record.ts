import type { RecordDefect, SealedRecord } from "./sealed-record-check.ts";

const UNREAL: Readonly<Record<NonNullable<SealedRecord["unreal"]>, RecordDefect>> = {
  simulated: {
    defect: "simulated",
    zh: "记录出自模拟设备，本登记中心只接收真实设备的结果。",
    en: "It is of simulated devices, and this registry puts results of real ones alone in force.",
  },
  practice: {
    defect: "practice",
    zh: "记录出自练习，不是检验或考试结果。",
    en: "It is of practice, which has no result.",
  },
};

/** A registry that was started for simulation takes what was simulated; practice has no result anywhere. Null: nothing is against it. */
export function whyNotReal(unreal: SealedRecord["unreal"], simulation: boolean): RecordDefect | null {
  return unreal === null || (unreal === "simulated" && simulation) ? null : UNREAL[unreal];
}
