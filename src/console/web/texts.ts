import { signal } from "@preact/signals";

export type Language = "zh" | "en";

/** The person's choice lives as long as the page; nothing is stored on the console's machine. */
export const language = signal<Language>(navigator.language.startsWith("zh") ? "zh" : "en");

const TEXTS = {
  inspection: ["机动车检验", "Vehicle inspection"],
  exam: ["驾驶技能考试", "Driving test"],
  newInspection: ["检验下一辆车", "Inspect a vehicle"],
  newExam: ["考试下一位考生", "Examine a candidate"],
  next: ["下一步", "Next"],
  nothingToDo: ["无需操作", "Nothing to do"],
  noJobs: ["还没有任务。", "No jobs yet."],
  noJobsHint: ["按下方按钮开始一次。", "Start one with the buttons below."],
  offline: ["与工位的连接中断，正在重连……", "Connection to the station lost, reconnecting..."],
  devices: ["设备", "Devices"],
  registry: ["登记中心", "Registry"],
  connected: ["已连接", "connected"],
  disconnected: ["未连接", "not connected"],
  pending: ["待回执", "awaiting receipt"],
  simulated: ["模拟设备", "simulated devices"],
  simulatedHint: ["结果仅供演示，不具法律效力。", "Results are for demonstration and have no legal effect."],
  unverified: ["限值未经标准核对", "limit not yet checked against the standard"],
  score: ["得分", "Score"],
  passMark: ["合格线", "pass mark"],
  deductions: ["扣分", "Deductions"],
  noDeductions: ["目前没有扣分", "No deductions so far"],
  items: ["项目", "Items"],
  record: ["记录", "Record"],
  receipt: ["回执", "Receipt"],
  sealed: ["已签封，等待回执", "sealed, awaiting receipt"],
  receipted: ["登记中心已确认", "receipted by the registry"],
  download: ["下载记录", "Download record"],
  proof: ["下载证明", "Download proof"],
  verify: ["离线核验命令", "Check it offline with"],
  brakeForce: ["制动力", "Brake force"],
  left: ["左", "left"],
  right: ["右", "right"],
  course: ["场地", "Course"],
  waitingForPosition: ["等待定位……", "Waiting for a position..."],
  exhaust: ["尾气", "Exhaust"],
  limit: ["限值", "limit"],
  running: ["进行中", "running"],
  waiting: ["等待", "waiting"],
  suspended: ["暂停", "suspended"],
  done: ["完成", "done"],
  "not-applicable": ["不适用", "not applicable"],
  pass: ["合格", "pass"],
  fail: ["不合格", "fail"],
  void: ["无效", "void"],
  undecided: ["未定", "undecided"],
  concluded: ["已结束", "concluded"],
  aborted: ["已中止", "aborted"],
  ready: ["就绪", "ready"],
  connecting: ["连接中", "connecting"],
  fault: ["故障", "fault"],
  points: ["分", "points"],
  abort: ["中止任务", "Abort the job"],
  abortConfirm: ["再按一次确认中止", "Press again to abort"],
  keys: [
    "按键：I 检验 · E 考试 · L 语言 · ↑↓ 选择任务",
    "Keys: I inspect · E examine · L language · up/down choose a job",
  ],
  general: ["通用", "General"],
  why: ["原因", "Why"],
} as const;

export type TextKey = keyof typeof TEXTS;

export function text(key: TextKey): string {
  return TEXTS[key][language.value === "zh" ? 0 : 1];
}

export function bilingual(zh: string, en: string): string {
  return language.value === "zh" ? zh : en;
}

export function isTextKey(key: string): key is TextKey {
  return key in TEXTS;
}

/** A state or verdict word; unknown ones are shown as they are. */
export function word(key: string): string {
  return isTextKey(key) ? text(key) : key;
}
