import type { OfflineGrade, OutageState } from "../../outages/outage-states.ts";
import type { ActRule, OutageAct } from "../../outages/outage-table.ts";
import type { Sentence } from "../reason-shape.ts";

/** What people read of a state of outage (`core/outages/outage-table.ts` has what it means for each act). */
export interface OutageWords {
  readonly name: Sentence;
  readonly entered: Sentence;
  readonly left: Sentence;
  /** What a person does. */
  readonly remedy: Sentence;
  /** What the result of a job says that was begun in it; null where it says nothing of it. */
  readonly inRecord: Sentence | null;
}

export const OUTAGE_WORDS: Readonly<Record<OutageState | "NORMAL", OutageWords>> = {
  NORMAL: {
    name: { zh: "正常", en: "Normal" },
    entered: { zh: "下列状态都不存在。", en: "None of the other states stands." },
    left: { zh: "进入任一其他状态。", en: "Any other state is entered." },
    remedy: { zh: "无需处理。", en: "Nothing." },
    inRecord: null,
  },
  CLOCK_UNSURE: {
    name: { zh: "时钟可疑", en: "Clock in doubt" },
    entered: {
      zh: "本机时钟与可信时间来源不一致，或早于已经写下的时间，或被拨动而无人证实。",
      en: "The clock differs from a source of the time, is before what was written already, or was set and no source confirms it.",
    },
    left: { zh: "时钟与时间来源重新一致。", en: "The clock agrees with its sources again." },
    remedy: {
      zh: "接通网络校时（chrony 或 NTP），或由站长校准本机时间；一致后自动继续。",
      en: "Let chrony or NTP set the clock, or have the manager set it by hand; once it agrees the station goes on by itself.",
    },
    inRecord: {
      zh: "过程中时钟可疑的，结果的备注写明原因，时间状态为 unknown。",
      en: "Of a job that ran meanwhile the notes say why, and the status of its time is unknown.",
    },
  },
  LOCKED: {
    name: { zh: "锁定", en: "Locked" },
    entered: {
      zh: "登记中心锁定本站、某条线（场）或某类业务；或登记中心持有本站日志的另一历史；或本站密钥被吊销；或有结果无法上传而停止发送。",
      en: "The registry locked the station, a site or a kind of job; or it has proof of another history of this log; or a key of the station is revoked; or sending has stopped at a record that cannot be sent.",
    },
    left: {
      zh: "登记中心发出解锁指令；另一历史由登记中心签署决定、停站后用命令 unlock 采用；密钥更换后启用新密钥。",
      en: "The registry's unlock; of another history its signed decision, taken by `proofmark unlock`; of a revoked key a new one that is in the list.",
    },
    remedy: {
      zh: "由站长联系登记中心；锁定的原因见下。正在进行的作业可以做完。",
      en: "The manager speaks to the registry; why it is locked stands below. Jobs that run may be finished.",
    },
    inRecord: null,
  },
  OFFLINE: {
    name: { zh: "离线", en: "Offline" },
    entered: {
      zh: "与登记中心失去联系（线路断开，或询问没有得到应答）达到 offline.fromMinutes，或有结果等待回执达到这一时长；时钟可疑期间不进入。",
      en: "The registry was not reached for offline.fromMinutes (the line is down, or what it was asked has no answer), or a result has waited so long for its receipt; not while the clock is in doubt.",
    },
    left: {
      zh: "收到登记中心签署的回执或应答（只连上消息服务器不算），并且没有结果等待回执达到这一时长（由快钟签封、登记中心已持有的结果除外，由下一结果的回执涵盖）；时钟可疑期间，没有结果等待回执。",
      en: "The registry is heard: a receipt or an answer that it signed (a line to the broker is not enough). And no result has waited so long for its receipt (but for one that a clock ahead sealed and the registry holds: the receipt of the next covers it); while the clock is in doubt, none waits at all.",
    },
    remedy: {
      zh: "检查网线、路由器和消息服务器，并询问登记中心系统是否运行；结果保存在本站，恢复后自动上传。超过期限前请联系登记中心。",
      en: "Look at cable, router and broker, and ask whether the registry runs; results are kept here and sent by themselves. Speak to the registry before the days are over.",
    },
    inRecord: {
      zh: "离线达到 offline.warnDays 后开始的作业，结果备注写明自何时离线；达到 offline.provisionalDays 后写明为暂定结果。",
      en: "Of a job begun after offline.warnDays the notes say since when; after offline.provisionalDays that the result is provisional.",
    },
  },
  SIGNER_DOWN: {
    name: { zh: "签名故障", en: "Signer down" },
    entered: {
      zh: "有结果等待签名达到 signerDown.fromSeconds。",
      en: "A result has waited for its signature for signerDown.fromSeconds.",
    },
    left: {
      zh: "又签出了结果，或没有结果等待签名。",
      en: "A result is signed again, or none waits to be signed.",
    },
    remedy: {
      zh: "由站长检查密钥文件或密钥设备；每 5 秒自动重试，结果按顺序签封，不会丢失。",
      en: "The manager looks at the key files or the key's device; it is tried every 5 s, and results are sealed in order, none is lost.",
    },
    inRecord: null,
  },
  DEVICE_DEGRADED: {
    name: { zh: "设备异常", en: "Device degraded" },
    entered: {
      zh: "设备未连接或有故障达到 deviceDegraded.fromMinutes。",
      en: "A device was away or at fault for deviceDegraded.fromMinutes.",
    },
    left: {
      zh: "列入异常的设备都已就绪且没有故障；其中部分恢复，或又有设备达到这一时长，日志另行记下。",
      en: "Every device that was so long away or at fault is ready and without a fault; where some of them are, or others are down so long, the journal says so.",
    },
    remedy: {
      zh: "按设备页的步骤处理；不需要该设备的作业照常进行。",
      en: "Follow the steps at the device; jobs that do not need it go on.",
    },
    inRecord: {
      zh: "在该设备所在位置开始的作业，结果备注写明设备和起始时间。",
      en: "Of a job begun at its place the notes name the device and since when.",
    },
  },
};

export const OUTAGE_ACT_NAMES: Readonly<Record<OutageAct, Sentence>> = {
  "begin-inspection": { zh: "开始检验", en: "begin an inspection" },
  "begin-exam": { zh: "开始考试", en: "begin a driving test" },
  "call-next": { zh: "叫号", en: "call the next one" },
  "go-on": { zh: "继续正在进行的作业", en: "go on with a job that runs" },
  seal: { zh: "签封结果", en: "seal a result" },
  withdraw: { zh: "撤回结果", en: "withdraw a result" },
  deliver: { zh: "上传结果", en: "send results" },
  "take-in": { zh: "窗口登记", en: "take in at the desk" },
  "take-orders": { zh: "接收登记中心指令", en: "take orders of the registry" },
};

export const ACT_RULE_NAMES: Readonly<Record<ActRule, Sentence>> = {
  may: { zh: "可以", en: "yes" },
  "may-noted": { zh: "可以，并在结果中注明", en: "yes, and it says so" },
  waits: { zh: "自动等待", en: "waits by itself" },
  "waits-by-part": { zh: "已停止发送时自动等待，否则照常", en: "waits where sending has stopped, else yes" },
  "by-part": { zh: "受影响的部分不可以", en: "not for what is covered" },
  "by-need": { zh: "需要该设备的不可以，其余照常", en: "not where the job needs the device" },
  "by-days": { zh: "期限内可以", en: "yes, until the last day" },
  "may-not": { zh: "不可以", en: "no" },
};

export const OFFLINE_GRADE_NAMES: Readonly<Record<OfflineGrade, Sentence>> = {
  short: { zh: "照常工作", en: "work goes on" },
  warned: { zh: "已超过提醒天数", en: "longer than the days of warning" },
  provisional: { zh: "结果为暂定", en: "results are provisional" },
  stopped: { zh: "不能开始新作业", en: "no new job begins" },
};
