import type { Sentence } from "../reason-shape.ts";

interface FaultWords {
  readonly name: Sentence;
  readonly remedy: Sentence;
  /** With it there is no use in starting an item; with the others the run itself finds out. */
  readonly blocking: boolean;
}

/** What can be wrong with a device: its name, what to do about it, and whether an item may be tried all the same. */
export const FAULTS = {
  disconnected: {
    blocking: true,
    name: { zh: "连接断开", en: "disconnected" },
    remedy: {
      zh: "检查电源、插头和网线；恢复后自动重连，项目会重新检测。",
      en: "Check its power, plug and cable; it reconnects by itself and the item is measured again.",
    },
  },
  silent: {
    blocking: false,
    name: { zh: "无数据", en: "silent" },
    remedy: {
      zh: "确认设备已开机并处于联机状态；必要时重新上电。",
      en: "See that it is switched on and in remote mode; if it stays silent, power it off and on.",
    },
  },
  garbled: {
    blocking: false,
    name: { zh: "数据损坏", en: "garbled" },
    remedy: {
      zh: "检查线缆屏蔽和接地，核对波特率等串口设置。",
      en: "Check the cable's shield and earth, and the serial settings.",
    },
  },
  "wrong-identity": {
    blocking: true,
    name: { zh: "设备不符", en: "wrong identity" },
    remedy: {
      zh: "接回配置中登记的设备，或由站长更新配置。",
      en: "Connect the device that the configuration names, or have the manager change the configuration.",
    },
  },
  "self-check-failed": {
    blocking: true,
    name: { zh: "自检失败", en: "self-check failed" },
    remedy: {
      zh: "按设备说明书排除后重新自检。",
      en: "Mend it as its manual says and run the self-check again.",
    },
  },
  "out-of-calibration": {
    blocking: true,
    name: { zh: "检定过期", en: "out of calibration" },
    remedy: {
      zh: "停止使用；检定合格并更新配置中的证书后再用。",
      en: "Do not use it; have it calibrated and enter the new certificate in the configuration.",
    },
  },
  "evidence-lost": {
    blocking: false,
    name: { zh: "数据丢失", en: "evidence lost" },
    remedy: {
      zh: "该项目不作评判；检查采集器连接后重新进行。",
      en: "The item is not judged; check the board's connection and run it again.",
    },
  },
  "bad-quality": {
    blocking: false,
    name: { zh: "数据质量不足", en: "bad quality" },
    remedy: {
      zh: "等待质量恢复；定位设备请检查天线遮挡和差分信号。",
      en: "Wait until it recovers; for a receiver check the sky view and the corrections.",
    },
  },
} as const satisfies Record<string, FaultWords>;

export type FaultCode = keyof typeof FAULTS;

export const FAULT_CODES = Object.keys(FAULTS) as readonly FaultCode[];

export function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code);
}

export function faultName(code: string): Sentence {
  return isFaultCode(code) ? FAULTS[code].name : { zh: code, en: code };
}
