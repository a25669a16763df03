import type { Sentence } from "../reason-shape.ts";

/** What the registry's page for the public says beside its answers. */
export const PUBLIC_PAGE_WORDS = {
  title: { zh: "检验与考试结果查询", en: "Results of inspections and driving tests" },
  byVehicle: { zh: "机动车检验", en: "Vehicle" },
  byCandidate: { zh: "驾驶技能考试", en: "Driving test" },
  byRecord: { zh: "记录编号", en: "Record id" },
  ways: { zh: "查询方式", en: "Ask by" },
  plate: { zh: "号牌号码", en: "Plate" },
  vin: { zh: "车辆识别代号后六位", en: "Last six characters of the VIN" },
  vinHint: { zh: "见行驶证", en: "on the vehicle licence" },
  certificate: { zh: "准考证明编号", en: "Learner's certificate" },
  certificateHint: { zh: "12 位数字", en: "12 digits" },
  identity: { zh: "身份证明号码后四位", en: "Last four characters of the identity number" },
  record: { zh: "记录编号", en: "Record id" },
  recordHint: { zh: "64 位，见结果单或其二维码", en: "64 digits, on the result or in its code" },
  ask: { zh: "查询", en: "Ask" },
  asking: { zh: "正在查询…", en: "Asking…" },
  "in-force": { zh: "现行有效", en: "In force" },
  "no-verdict": { zh: "无合格与否的结论", en: "Neither pass nor fail" },
  withdrawn: { zh: "已撤销", en: "Withdrawn" },
  superseded: { zh: "已被后来的结果取代", en: "Superseded" },
  simulated: { zh: "模拟结果，无效力", en: "Simulated, not in force" },
  "kept-apart": { zh: "未采纳，无效力", en: "Not accepted, not in force" },
  "not-proven": { zh: "不能证明", en: "Not proven" },
  inspection: { zh: "机动车检验", en: "Vehicle inspection" },
  exam: { zh: "驾驶技能考试", en: "Driving test" },
  verdict: { zh: "结论", en: "Verdict" },
  ended: { zh: "结束时间", en: "Ended" },
  station: { zh: "站点", en: "Station" },
  recordId: { zh: "记录", en: "Record" },
  cosigned: { zh: "登记时间", en: "Registered" },
  heard: { zh: "该站点最近登记", en: "Last heard of the station" },
  proof: { zh: "下载证明文件", en: "Download the proof" },
  proofHint: { zh: "不联网即可核验：", en: "It is verified without a network:" },
  time: { zh: "时间为协调世界时（UTC）", en: "Times are in UTC" },
} as const satisfies Record<string, Sentence>;

export type PublicPageWord = keyof typeof PUBLIC_PAGE_WORDS;

/** How a record stands, where a sentence names it. */
export function publicStateName(state: string): Sentence {
  const word = Object.hasOwn(PUBLIC_PAGE_WORDS, state) ? PUBLIC_PAGE_WORDS[state as PublicPageWord] : null;
  return word === null ? { zh: state, en: state } : { zh: word.zh, en: word.en.toLowerCase() };
}
