import type { DeviceFault } from "../../core/observation.ts";
import { bilingual } from "./texts.ts";

type Pair = readonly [zh: string, en: string];

const SUBJECT: Readonly<Record<string, Pair>> = {
  plate: ["号牌", "Plate"],
  plateClass: ["号牌种类", "Plate class"],
  vin: ["车辆识别代号", "VIN"],
  vehicleClass: ["车辆类型", "Vehicle class"],
  use: ["使用性质", "Use"],
  check: ["检验类别", "Kind of check"],
  limitSet: ["限值组", "Limit set"],
  regionOfTest: ["检验地", "Tested in"],
  regionOfRegistration: ["登记地", "Registered in"],
  name: ["姓名", "Name"],
  idMasked: ["身份证明号码", "Identity number"],
  idKind: ["证件种类", "Document"],
  idKindName: ["证件名称", "Name of the document"],
  plateKind: ["号牌样式", "Form of plate"],
  vinKind: ["车辆号码种类", "Kind of number"],
  learnerCertificate: ["准考证明编号", "Learner's certificate"],
  licenceClass: ["准驾车型", "Licence class"],
  attempt: ["考试次数", "Attempt"],
  examiner: ["考试员", "Examiner"],
};

const SUBJECT_VALUES: Readonly<Record<string, Pair>> = {
  "check in-use": ["在用车检验", "in-use"],
  "check registration": ["注册登记检验", "registration"],
  "plate 无号牌": ["无号牌", "no plate yet"],
  "idKind resident-id": ["居民身份证", "resident identity card"],
  "idKind hk-macau-residence-permit": ["港澳居民居住证", "residence permit (Hong Kong, Macau)"],
  "idKind taiwan-residence-permit": ["台湾居民居住证", "residence permit (Taiwan)"],
  "idKind foreign-permanent-residence": ["外国人永久居留身份证", "foreign permanent residence card"],
  "idKind hk-macau-travel-permit": ["港澳居民来往内地通行证", "travel permit (Hong Kong, Macau)"],
  "idKind taiwan-travel-permit": ["台湾居民来往大陆通行证", "travel permit (Taiwan)"],
  "idKind passport": ["护照", "passport"],
  "idKind other": ["其他证件", "other"],
  "plateKind none": ["无", "none"],
  "plateKind civil": ["普通号牌", "civil"],
  "plateKind new-energy": ["新能源号牌", "new energy"],
  "plateKind training": ["教练车号牌", "training"],
  "plateKind police": ["警车号牌", "police"],
  "plateKind trailer": ["挂车号牌", "trailer"],
  "plateKind hong-kong": ["港车入境号牌", "Hong Kong"],
  "plateKind macau": ["澳车入境号牌", "Macau"],
  "plateKind embassy": ["使馆号牌", "embassy"],
  "plateKind consulate": ["领馆号牌", "consulate"],
  "plateKind temporary": ["临时号牌", "temporary"],
  "plateKind trial": ["试车号牌", "trial"],
  "plateKind oversize": ["超限号牌", "oversize"],
  "plateKind emergency": ["应急号牌", "emergency"],
  "plateKind armed-police": ["武警号牌", "armed police"],
  "plateKind military": ["军队号牌", "military"],
  "plateKind agricultural": ["农机号牌", "agricultural machine"],
  "plateKind civil-aviation": ["民航号牌", "civil aviation"],
  "plateKind other": ["其他样式，请核对", "other form: look at it"],
  "vinKind vin": ["车辆识别代号", "VIN"],
  "vinKind frame-number": ["整车出厂编号", "maker's frame number"],
};

const ROLES: Readonly<Record<string, Pair>> = {
  "axle-scale": ["轴重仪", "Axle scale"],
  "brake-bench": ["制动检验台", "Brake bench"],
  "headlamp-tester": ["前照灯检测仪", "Headlamp tester"],
  "gas-analyser": ["排气分析仪", "Exhaust analyser"],
  "side-slip-tester": ["侧滑检验台", "Side-slip tester"],
  "lane-beams": ["到位光电", "Lane light beams"],
  gnss: ["卫星定位", "Satellite receiver"],
  "vehicle-io": ["车载信号采集器", "Vehicle signal board"],
};

const FAULTS: Readonly<Record<DeviceFault["code"], { readonly name: Pair; readonly remedy: Pair }>> = {
  disconnected: {
    name: ["连接断开", "disconnected"],
    remedy: [
      "检查电源、插头和网线；恢复后自动重连，项目会重新检测。",
      "Check its power, plug and cable; it reconnects by itself and the item is measured again.",
    ],
  },
  silent: {
    name: ["无数据", "silent"],
    remedy: [
      "确认设备已开机并处于联机状态；必要时重新上电。",
      "See that it is switched on and in remote mode; if it stays silent, power it off and on.",
    ],
  },
  garbled: {
    name: ["数据损坏", "garbled"],
    remedy: [
      "检查线缆屏蔽和接地，核对波特率等串口设置。",
      "Check the cable's shield and earth, and the serial settings.",
    ],
  },
  "wrong-identity": {
    name: ["设备不符", "wrong identity"],
    remedy: [
      "接回配置中登记的设备，或由站长更新配置。",
      "Connect the device that the configuration names, or have the manager change the configuration.",
    ],
  },
  "self-check-failed": {
    name: ["自检失败", "self-check failed"],
    remedy: ["按设备说明书排除后重新自检。", "Mend it as its manual says and run the self-check again."],
  },
  "out-of-calibration": {
    name: ["检定过期", "out of calibration"],
    remedy: [
      "停止使用；检定合格并更新配置中的证书后再用。",
      "Do not use it; have it calibrated and enter the new certificate in the configuration.",
    ],
  },
  "evidence-lost": {
    name: ["数据丢失", "evidence lost"],
    remedy: [
      "该项目不作评判；检查采集器连接后重新进行。",
      "The item is not judged; check the board's connection and run it again.",
    ],
  },
  "bad-quality": {
    name: ["数据质量不足", "bad quality"],
    remedy: [
      "等待质量恢复；定位设备请检查天线遮挡和差分信号。",
      "Wait until it recovers; for a receiver check the sky view and the corrections.",
    ],
  },
};

const SIGNALS: Readonly<Record<string, Pair>> = {
  belt: ["安全带", "belt"],
  door: ["车门", "door"],
  clutch: ["离合", "clutch"],
  ignition: ["点火", "ignition"],
  brake: ["制动", "brake"],
  handbrake: ["驻车制动", "parking brake"],
  starter: ["起动机", "starter"],
  "signal-left": ["左转向灯", "left signal"],
  "signal-right": ["右转向灯", "right signal"],
};

const CONFIDENCE: Readonly<Record<string, Pair>> = {
  verified: ["已核对", "verified"],
  "two-sources": ["两个来源一致", "two sources"],
  "one-source": ["单一来源", "one source"],
  recalled: ["凭记忆", "recalled"],
  conflict: ["来源有冲突", "sources conflict"],
};

/** Whatever has no words here is shown as it came. */
function said(pairs: Readonly<Record<string, Pair>>, key: string): string {
  const pair = pairs[key];
  return pair === undefined ? key : bilingual(...pair);
}

export const subjectLabel = (name: string): string => said(SUBJECT, name);
export const roleName = (role: string): string => said(ROLES, role);
export const isRole = (name: string): boolean => ROLES[name] !== undefined;
export const signalName = (line: string): string => said(SIGNALS, line);
export const confidenceName = (confidence: string): string => said(CONFIDENCE, confidence);

export function subjectValue(name: string, value: string): string {
  const pair = SUBJECT_VALUES[`${name} ${value}`];
  return pair === undefined ? value : bilingual(...pair);
}

export function isFaultCode(code: string): code is DeviceFault["code"] {
  return code in FAULTS;
}

export function faultName(code: DeviceFault["code"]): string {
  return bilingual(...FAULTS[code].name);
}

export function faultRemedy(code: DeviceFault["code"]): string {
  return bilingual(...FAULTS[code].remedy);
}

const ROLES_OF_KIND = {
  inspection: [
    "axle-scale",
    "brake-bench",
    "headlamp-tester",
    "gas-analyser",
    "side-slip-tester",
    "lane-beams",
  ],
  exam: ["gnss", "vehicle-io"],
} as const;

/** Whether a device of this role serves jobs of this kind. */
export function serves(role: string, kind: keyof typeof ROLES_OF_KIND): boolean {
  return (ROLES_OF_KIND[kind] as readonly string[]).includes(role);
}
