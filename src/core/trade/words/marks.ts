import type { Sentence } from "../reason-shape.ts";

/** What stands beside an electronic mark wherever it is shown. */
export const MARK_WORDS = {
  mark: { zh: "电子标志", en: "Electronic mark" },
  inspection: { zh: "机动车检验标志", en: "Inspection mark" },
  exam: { zh: "驾驶技能考试合格", en: "Driving test passed" },
  verification: { zh: "机动车查验", en: "Vehicle verification" },
  plate: { zh: "号牌号码", en: "Plate" },
  name: { zh: "姓名", en: "Name" },
  vinTail: { zh: "车辆识别代号后六位", en: "VIN ends with" },
  certificateTail: { zh: "准考证明编号后四位", en: "Learner's certificate ends with" },
  vehicleClass: { zh: "车辆类型", en: "Vehicle class" },
  licenceClass: { zh: "准驾车型/科目", en: "Licence class and subject" },
  on: { zh: "检验日期", en: "Inspected on" },
  examOn: { zh: "考试日期", en: "Examined on" },
  until: { zh: "有效期至", en: "Good through" },
  station: { zh: "站点", en: "Station" },
  issuer: { zh: "签发者", en: "Issuer" },
  status: { zh: "状态", en: "Status" },
  asOf: { zh: "状态截至", en: "Status as of" },
  valid: { zh: "有效", en: "valid" },
  invalid: { zh: "已撤销", en: "withdrawn" },
  suspended: { zh: "已暂停", en: "suspended" },
  superseded: { zh: "已被后来的结果取代", en: "superseded by a later result" },
  expired: { zh: "已过期", en: "expired" },
  unverified: {
    zh: "依据的规则中有数值尚无人与标准核对",
    en: "rests on rules whose number nobody has checked against the standard",
  },
  simulated: {
    zh: "模拟：仅供试运行，不得作为任何凭证",
    en: "SIMULATED: for trials, never good for anything real",
  },
  scan: {
    zh: "用核验页面扫描，不联网即可核验；打印时边长不小于 35 毫米。",
    en: "Scan it with the verifier page, without a network; print it no smaller than 35 mm.",
  },
  json: { zh: "下载标志数据", en: "Download the mark as data" },
} as const satisfies Record<string, Sentence>;

export type MarkWord = keyof typeof MARK_WORDS;
