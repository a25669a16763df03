import type { Sentence } from "../../core/trade/reason-shape.ts";
import { GENERAL_NAME } from "../../core/trade/words/general-item.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import { keptChoice } from "./kept-choice.ts";
import { CHECK_IN_TEXTS } from "./texts-check-in.ts";
import { EXAM_TEXTS } from "./texts-exam.ts";
import { LICENCE_TEXTS } from "./texts-licence.ts";
import { MANUAL_TEXTS } from "./texts-manual.ts";
import { ORDER_TEXTS } from "./texts-orders.ts";
import { OUTAGE_TEXTS } from "./texts-outages.ts";
import { PEOPLE_TEXTS } from "./texts-people.ts";
import { QUEUE_TEXTS } from "./texts-queue.ts";
import { RESULTS_TEXTS } from "./texts-results.ts";
import { SCREENS_TEXTS } from "./texts-screens.ts";
import { SIGN_IN_TEXTS } from "./texts-sign-in.ts";
import { STATION_TEXTS } from "./texts-station.ts";
import { TIMELINE_TEXTS } from "./texts-timeline.ts";
import { WITHDRAWAL_TEXTS } from "./texts-withdrawal.ts";

export type Language = "zh" | "en";

const OF_BROWSER: Language = navigator.language.startsWith("zh") ? "zh" : "en";
export const language = keptChoice<Language>("language", ["zh", "en"], OF_BROWSER);

const TEXTS = {
  ...SIGN_IN_TEXTS,
  ...PEOPLE_TEXTS,
  ...EXAM_TEXTS,
  ...MANUAL_TEXTS,
  ...RESULTS_TEXTS,
  ...QUEUE_TEXTS,
  ...CHECK_IN_TEXTS,
  ...LICENCE_TEXTS,
  ...WITHDRAWAL_TEXTS,
  ...SCREENS_TEXTS,
  ...ORDER_TEXTS,
  ...OUTAGE_TEXTS,
  ...STATION_TEXTS,
  ...TIMELINE_TEXTS,
  inspection: ["机动车检验", "Vehicle inspection"],
  exam: ["驾驶技能考试", "Driving test"],
  start: ["开始", "Start"],
  newInspection: ["检验下一辆车", "Inspect a vehicle"],
  newExam: ["考试下一位考生", "Examine a candidate"],
  jobs: ["任务", "Jobs"],
  pages: ["页面", "Pages"],
  skipToContent: ["跳到内容", "Skip to content"],
  next: ["下一步", "Next"],
  wait: ["准备中，暂无操作", "Getting ready, nothing to do yet"],
  begin: ["重新开始该任务", "Begin this job again"],
  goOn: ["继续检测该项目", "Let the item go on"],
  noJobs: ["还没有任务", "No jobs yet"],
  jobGone: ["画面上没有这个任务：", "This job is not on the screen:"],
  jobGoneHint: [
    "本站重新启动后，已结束的任务不再列在这里，可在结果中查找。",
    "After a start of the station, jobs that are over are not listed here any more. Look for it among the results.",
  ],
  toResults: ["在结果中查找", "Look among the results"],
  noJobsInspect: ["按 I 检验下一辆车。", "Press I to inspect the next vehicle."],
  noJobsExamine: ["按 E 考试下一位考生。", "Press E to examine the next candidate."],
  loading: ["正在连接工位……", "Connecting to the station..."],
  unknownNow: ["情况未知", "not known now"],
  newsLost: ["与工位的连接中断，正在重连。", "The connection to the station is lost; connecting again."],
  newsSilent: ["工位没有消息。", "The station says nothing."],
  newsStands: ["画面停在", "What is shown is how it stood at"],
  newsUnknown: [
    "，此后情况在这里无法得知，也不能操作。",
    ". What happened since is not known here, and nothing can be done from here.",
  ],
  pageIsOld: [
    "工位没有消息，画面已不是当前情况，未执行。",
    "The station says nothing, and the page shows how it was before: not done.",
  ],
  newsRemedy: [
    "请检查工位主机是否运行、网络是否连通；恢复后画面自动更新。",
    "Check that the station's machine runs and that the network is up; the page catches up by itself.",
  ],
  noticesOf: ["提示", "Notices"],
  fileRefusedExam: ["考生文件被退回", "A candidate's file was sent back"],
  fileRefusedInspection: ["车辆文件被退回", "A vehicle's file was sent back"],
  refused: ["未执行", "Not done"],
  notTaken: [
    "工位未能处理该请求，站点日志中有详情。",
    "The station could not take this request; its log has the details.",
  ],
  noAnswer: [
    "工位没有应答，请检查网络后重试。",
    "The station does not answer. Check the connection and try again.",
  ],
  lookOnAs: ["您以", "You look on as "],
  lookOnEnd: ["身份查看，不能操作。", ". There is nothing to do here for you."],
  operatorsAct: ["检验由检验员操作。", "An operator works on this."],
  examinersAct: ["考试由考试员操作。", "An examiner works on this."],
  dismiss: ["知道了", "Dismiss"],
  devices: ["设备", "Devices"],
  allWell: ["全部正常", "all well"],
  notWell: ["异常", "Not well"],
  lanes: ["检测线工位", "Positions of the lanes"],
  entrance: ["入口等候", "At the entrance"],
  free: ["空闲", "free"],
  strange: ["有不明遮挡", "something unknown stands there"],
  unseenPosition: ["光电开关无信号", "its beams say nothing"],
  leaving: ["驶离中", "leaving"],
  seenOut: ["已驶离", "It has left"],
  perHour: ["辆/小时", "an hour"],
  registry: ["登记中心", "Registry"],
  registryAway: ["登记中心未连接", "The registry is not connected"],
  registryAwayRemedy: [
    "结果已保存在本站，恢复连接后会按顺序自动发送，无需操作。",
    "Results are kept here and will be sent in order when it is back; nothing to do.",
  ],
  registryTrouble: ["上传受阻", "Sending is held up"],
  registryKept: ["结果已保存在本站，不会丢失。", "Results are kept here; none is lost."],
  oldestSince: ["最早的一条自", "the oldest since"],
  registryLocked: ["已停止上传", "Nothing is sent any more"],
  registryOrdered: ["登记中心已锁定", "Locked by the registry"],
  registryLockedRemedy: [
    "结果已保存在本站；请站长联系登记中心核查后再恢复。",
    "Results are kept here; the manager must look into it with the registry before sending goes on.",
  ],
  registryRefused: ["登记中心拒收", "The registry refused"],
  registryRefusedRemedy: [
    "结果已保存在本站，将自动重试；若持续拒收，请通知站长。",
    "Results are kept and sent again by themselves; if it goes on, tell the manager.",
  ],
  clock: ["时钟", "Clock"],
  disk: ["磁盘", "Disk"],
  sealingHeld: ["签名受阻", "Signing is held up"],
  journal: ["日志", "Journal"],
  calendar: ["有效期日历", "Calendar of what ends"],
  validity: ["有效期", "Validity"],
  validOf: ["对象", "What"],
  validTo: ["有效期至", "Valid to"],
  daysLeft: ["剩余天数", "Days left"],
  validState: ["状态", "State"],
  calibration: ["检定", "calibration"],
  rulebook: ["规则", "Rulebook"],
  certificateFile: ["证书", "Certificate"],
  trustList: ["密钥名单", "List of keys"],
  ownKey: ["本站密钥", "Key of this station"],
  certificateNumber: ["证书编号", "Certificate"],
  stillValid: ["有效", "valid"],
  endsSoon: ["即将到期", "Ends soon"],
  hasEnded: ["已失效", "Not valid"],
  noneOnRecord: ["无检定记录", "No record of it"],
  clockSynchronised: ["已同步", "synchronised"],
  clockInformative: ["未经校时核对", "kept by no time service"],
  clockUnknown: ["可疑", "in doubt"],
  connected: ["已连接", "connected"],
  disconnected: ["未连接", "not connected"],
  heldUp: ["上传受阻", "held up"],
  pending: ["条待回执", "awaiting receipt"],
  simulated: ["模拟设备", "Simulated devices"],
  simulatedHint: [
    "本站使用模拟设备，结果仅供演示，不具法律效力。",
    "This station runs on simulated devices; results are for demonstration and have no legal effect.",
  ],
  unverified: ["限值未经标准核对", "limit not yet checked against the standard"],
  unverifiedRule: ["规则未经标准核对", "rule not yet checked against the standard"],
  verifiedBy: ["核对人", "checked by"],
  confidence: ["可信度", "confidence"],
  source: ["来源", "source"],
  inputs: ["依据数据", "Inputs"],
  missing: ["缺失", "missing"],
  score: ["得分", "Score"],
  passMark: ["合格线", "pass mark"],
  deductions: ["扣分", "Deductions"],
  items: ["项目", "Items"],
  record: ["记录编号", "Record"],
  sealed: ["已签封，等待登记中心回执", "Sealed; awaiting the registry's receipt"],
  sealing: ["正在签封……", "Being sealed..."],
  receipted: ["登记中心已确认，日志长度", "Receipted by the registry at log size"],
  download: ["下载记录", "Download record"],
  proof: ["下载证明", "Download proof"],
  proofLater: ["收到回执后可下载证明", "The proof comes with the receipt"],
  verify: [
    "离线核验（在下载目录运行；trust.json 取自登记中心，演示时在数据目录）",
    "Check it offline (run in the download folder; trust.json comes from the registry, in the demo from the data folder)",
  ],
  copy: ["复制命令", "Copy command"],
  copied: ["已复制", "Copied"],
  copyFailed: ["无法复制，请手动选择", "Cannot copy; select it by hand"],
  brakeForce: ["制动力", "Brake force"],
  noCurve: ["制动项目开始后显示曲线", "The curve appears when a brake item runs"],
  left: ["左轮", "left"],
  right: ["右轮", "right"],
  time: ["时间", "time"],
  maxLeft: ["左轮最大", "left maximum"],
  maxRight: ["右轮最大", "right maximum"],
  difference: ["最大过程差", "greatest difference"],
  course: ["场地", "Course"],
  noCourse: ["本站没有场地图", "This station has no course map"],
  noPositionFor: ["没有新的位置：", "No position for"],
  waitingForPosition: ["等待定位……", "Waiting for a position..."],
  follow: ["跟随", "Follow"],
  whole: ["全场", "Whole course"],
  legend: ["图例", "Legend"],
  bodyLine: ["车身边线", "line for the body"],
  wheelLine: ["车轮边缘线", "edge for the wheels"],
  bayLine: ["车库/车位", "bay"],
  controlLine: ["控制线", "control line"],
  poleLine: ["桩杆线", "pole line"],
  entryExit: ["项目起点/终点", "start / end of an item"],
  trackLine: ["行驶轨迹", "way driven"],
  deductionMark: ["扣分位置", "place of a deduction"],
  vehicleFixed: ["车辆（固定解）", "vehicle, fixed position"],
  vehicleUnfixed: ["车辆（定位不可用于评判）", "vehicle, position not good enough to judge"],
  exhaust: ["尾气", "Exhaust"],
  engineSpeed: ["转速", "engine speed"],
  limit: ["限值", "limit"],
  running: ["进行中", "running"],
  waiting: ["等待", "waiting"],
  "not-done": ["未进行", "not done"],
  suspended: ["暂停", "suspended"],
  done: ["完成", "done"],
  concluded: ["已结束", "concluded"],
  closed: ["已中止，无记录", "Closed, no record"],
  closedRemedy: [
    "本任务没有结果，也不会上报；请重新受理。站点日志中有详情。",
    "There is no result of this job and none is sent; take the subject in again. The station's log has the details.",
  ],
  ready: ["就绪", "ready"],
  connecting: ["连接中", "connecting"],
  fault: ["故障", "fault"],
  points: ["分", "points"],
  machine: ["系统评判", "by the machine"],
  examiner: ["考试员评判", "by the examiner"],
  endInspection: ["中止检验", "End the inspection"],
  endExam: ["结束考试", "End the exam"],
  abortHint: [
    "提前结束后结果为无效；原因记入记录，不能撤销。",
    "It ends early and its result is void. The reason stands in the record and cannot be taken back.",
  ],
  endExamHint: [
    "请选择如何结束。原因记入记录，不能撤销。",
    "Choose how it ends. The reason stands in the record and cannot be taken back.",
  ],
  abortTyped: ["请说明原因", "The reason in your words"],
  noteOptional: ["补充说明（可不填）", "A note, if you like"],
  stopItem: ["停止本项目", "Stop this item"],
  stopHint: [
    "本次测量立即作废，设备停止。规则允许重测时等待人工确认后再测，再次停止即放弃本项目；否则结果为无效，检验继续下一项目。原因记入记录，不能撤销。",
    "This run is void and its instrument stops at once. Where the rulebook has a repeat left the item waits until somebody lets it go on; stopping it again gives it up. Else its result is void and the inspection goes on to the next one. The reason stands in the record and cannot be taken back.",
  ],
  cancel: ["取消", "Cancel"],
  keysTitle: ["快捷键", "Keys"],
  keysOn: ["启用快捷键", "Keys are on"],
  keyInspect: ["检验下一辆车", "inspect a vehicle"],
  keyExam: ["考试下一位考生", "examine a candidate"],
  keyLanguage: ["切换语言", "switch the language"],
  keyChoose: ["选择任务", "choose a job"],
  keyAbort: ["中止任务", "end the job early"],
  keyLock: ["锁定屏幕", "lock the screen"],
  keyDismiss: ["关闭提示", "dismiss a notice"],
  general: [GENERAL_NAME.zh, GENERAL_NAME.en],
  why: ["原因", "Why"],
  notes: ["请考试员判定", "For the examiner to judge"],
  remarks: ["说明", "Remarks"],
  scope: ["检验范围", "Scope of the verdict"],
  scopeElsewhere: ["另行检验（项数）", "Left to others, with the number of items"],
  scopeVoluntary: ["推荐项目未检", "Recommended, not done"],
  colon: ["：", ": "],
  semicolon: ["；", "; "],
  comma: ["、", ", "],
  openBracket: ["（", " ("],
  closeBracket: ["）", ")"],
  kept: ["条规则未违反", "rules kept"],
  setAside: ["条不适用或仅记录", "not applicable or recorded only"],
  remedy: ["处理办法", "What to do"],
} as const;

export type TextKey = keyof typeof TEXTS;

export function text(key: TextKey): string {
  return TEXTS[key][language.value === "zh" ? 0 : 1];
}

export function textIn(key: TextKey, language: "zh" | "en"): string {
  return TEXTS[key][language === "zh" ? 0 : 1];
}

/** The sentence in the person's language. */
export function said({ zh, en }: Sentence): string {
  return language.value === "zh" ? zh : en;
}

export function isTextKey(key: string): key is TextKey {
  return key in TEXTS;
}

/** As the beginning of a line of its own. */
export function headed(sentence: Sentence): string {
  const words = said(sentence);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** A state, or a verdict; unknown ones are shown as they are. */
export function word(key: string): string {
  return isTextKey(key) ? text(key) : said(verdictName(key));
}
