import type { Sentence } from "./language.ts";

const text = (zh: string, en: string): Sentence => ({ zh, en });

export const RECORD_KINDS: Readonly<Record<string, Sentence>> = {
  inspection: text("机动车检验记录", "Record of a vehicle inspection"),
  exam: text("驾驶技能考试记录", "Record of a driving test"),
};

export const SIGNERS: Readonly<Record<string, Sentence>> = {
  candidate: text("考生", "Candidate"),
  examiner: text("考试员", "Examiner"),
  signatory: text("授权签字人", "Signatory"),
};

export const RECORD_TEXTS = {
  result: text("结论", "Result"),
  ended: text("结束于", "Ended"),
  station: text("站点", "Station"),
  sequence: text("记录序号", "Sequence"),
  rulebook: text("依据的规则", "Judged by"),
  proof: text("证明", "Proof"),
  proven: text("在站点日志中，并有见证签名", "In the station's log, and a witness has signed that"),
  unproven: text(
    "只有记录本身，没有日志中的位置证明",
    "The record alone: nothing shows its place in the log",
  ),
  unchecked: text(
    "依据的规则中有尚未核对的数值。",
    "It rests on rules with numbers that nobody has checked against the standard.",
  ),
  items: text("各项目", "Items"),
  noFindings: text("没有判定内容", "Nothing was judged"),
  subject: text("车辆或考生信息", "Vehicle or candidate"),
  hidden: text("（已遮蔽）", "(hidden)"),
  found: text("实测", "Found"),
  allowed: text("允许", "Allowed"),
  points: (points: number): Sentence => text(`扣 ${points} 分`, `${points} points off`),
  signatures: text("确认与签字", "Who confirmed it"),
  agrees: text("同意", "agrees"),
  disagrees: text("不同意", "does not agree"),
  withdrawal: text("撤销声明：所指记录不再有效", "Withdrawal: the record it names is not in force"),
  withdrawn: text("被撤销的记录", "Record withdrawn"),
  at: text("撤销于", "Withdrawn"),
  by: text("撤销人", "By"),
} as const;

export const STACK_TEXTS = {
  day: text("日清单", "The records of a day"),
  date: text("日期", "Day"),
  zone: text("时区", "Zone"),
  count: text("记录数", "Records"),
  first: text("首条序号", "First number"),
  last: text("末条序号", "Last number"),
  evidence: text("证据包", "Bundle of evidence"),
  entries: text("日志条目", "Journal entries"),
  photos: text("照片", "Photos"),
  timeline: text("时间线", "Timeline"),
  list: text("记录清单", "The records"),
  withdrawn: text("已撤销，不再有效", "withdrawn, not in force"),
  neighbour: text("前后日，用于证明无缺失", "of another day: shows that nothing is missing"),
} as const;

/** Kinds of journal entries, as a timeline names them. */
export const ENTRY_NAMES: Readonly<Record<string, Sentence>> = {
  record: text("记录", "Record"),
  withdrawal: text("撤销", "Withdrawal"),
  "station-started": text("站点软件启动", "Station started"),
  "station-summary": text("日志段摘要", "Summary of the journal"),
  "clock-noted": text("时钟状态", "State of the clock"),
  "artifact-stored": text("存入依据文本", "Text stored"),
  "job-opened": text("任务开始", "Job opened"),
  "job-input": text("测量或操作", "Measurement or act"),
  "job-closed": text("任务结束", "Job closed"),
  "device-fault": text("设备故障", "Device fault"),
  "record-sealed": text("记录签署", "Record sealed"),
  "withdrawal-sealed": text("撤销签署", "Withdrawal sealed"),
  "person-acted": text("人员操作", "Act of a person"),
  "console-acted": text("控制台操作", "Act at a console"),
  receipt: text("回执", "Receipt"),
};
