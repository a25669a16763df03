import type { DeviceFault, DeviceRole } from "../observation.ts";
import type { InspectionState } from "./inspection-state.ts";

/** What is wrong with a device just now, in words for people at the lane. */
export interface StandingFault {
  readonly zh: string;
  readonly en: string;
}

/** With these there is no use in starting; with the others the run itself finds out. */
export const BLOCKING: readonly DeviceFault["code"][] = [
  "disconnected",
  "wrong-identity",
  "self-check-failed",
  "out-of-calibration",
];

const DEVICES_ZH: Readonly<Partial<Record<DeviceRole, string>>> = {
  "axle-scale": "轴重仪",
  "brake-bench": "制动检验台",
  "headlamp-tester": "前照灯检测仪",
  "gas-analyser": "排气分析仪",
  "side-slip-tester": "侧滑检验台",
  "lane-beams": "光电开关",
};

const FAULTS_ZH: Readonly<Record<DeviceFault["code"], string>> = {
  disconnected: "连接中断",
  silent: "无数据",
  garbled: "数据错乱",
  "wrong-identity": "设备身份不符",
  "self-check-failed": "自检未通过",
  "out-of-calibration": "检定已过期",
  "evidence-lost": "数据丢失",
  "bad-quality": "数据质量不良",
};

/** Of the first of these devices that has one; `among` null: any fault at all. */
export function standingFaultOf(
  standing: InspectionState["standingFaults"],
  roles: readonly DeviceRole[],
  among: readonly DeviceFault["code"][] | null,
): StandingFault | null {
  for (const role of roles) {
    const codes = (standing[role] ?? []).filter((code) => among === null || among.includes(code));
    if (codes.length > 0)
      return {
        zh: `${DEVICES_ZH[role] ?? role}：${codes.map((code) => FAULTS_ZH[code]).join("、")}`,
        en: `${role}: ${codes.join(", ")}`,
      };
  }
  return null;
}

/** A fault that ends a run, as the record gives it. */
export function faultInWords(role: DeviceRole, fault: DeviceFault): string {
  return `${role} ${fault.device}: ${fault.code}${fault.detail === "" ? "" : ` (${fault.detail})`}`;
}
