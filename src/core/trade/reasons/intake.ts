import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** What the registry says of a submission that it refuses, and of a record that it keeps apart: whole sentences, read at the station. */
export const INTAKE_REASONS = {
  // --- a submission
  SUBMISSION_UNREADABLE: (p: { because: AnyReason }, say) => ({
    zh: `消息无法读取：${say(p.because).zh}。`,
    en: `The message cannot be read: ${say(p.because).en}.`,
  }),
  STATION_NOT_REGISTERED: (_p: None) => ({
    zh: "未登记的站点。",
    en: "This station is not registered.",
  }),
  CHECKPOINT_OF_NO_FORM: (_p: None) => ({
    zh: "检查点格式不符。",
    en: "The checkpoint does not have the documented form.",
  }),
  REGISTRY_HOLDS_OTHER_SIZE: (p: { size: number }) => ({
    zh: `起始长度与登记中心不符：登记中心已登记到 ${p.size}。`,
    en: `The registry holds size ${p.size}.`,
  }),
  LOG_NOT_CONTINUED: (p: { size: number }) => ({
    zh: `日志与已登记的历史（长度 ${p.size}）不一致。`,
    en: `The log does not continue what is registered, at size ${p.size}.`,
  }),
  RECORD_NOT_AT_PLACE: (p: { index: number }) => ({
    zh: `日志第 ${p.index} 条处没有该记录。`,
    en: `The record is not in the log at place ${p.index}.`,
  }),
  RECORD_MISSING_BEFORE: (p: { missing: number; found: number }) => ({
    zh: `缺少第${p.missing}号记录，随后是第${p.found}号。`,
    en: `Record number ${p.missing} is missing before number ${p.found}.`,
  }),
  RECORDS_UNLIKE_COUNT: (p: { counted: number; sequence: number }) => ({
    zh: `检查点记有${p.counted}条记录，实有${p.sequence}条。`,
    en: `The checkpoint counts ${p.counted} records, ${p.sequence} are here.`,
  }),
  REGISTRY_CANNOT_STORE: (_p: None) => ({
    zh: "登记中心暂时无法存储。",
    en: "The registry cannot store just now.",
  }),
  SUBMISSION_NOT_KEPT: (_p: None) => ({
    zh: "其中有登记中心数据库无法保存的内容（如字符 U+0000，或过长的号牌、编号），重发也不会收下；请联系登记中心核对。",
    en: "Something in it cannot be kept by the registry's database (a character U+0000, or a plate or number that is too long), now or later: speak to the registry.",
  }),
  // --- a record that is kept apart
  ENTRY_NOT_SEALED: (_p: None) => ({
    zh: "不是封存记录的日志条目。",
    en: "It is not the journal entry of a sealed record.",
  }),
  RECORD_ID_WRONG: (p: { found: string }) => ({
    zh: `记录编号与内容不符：${p.found}。`,
    en: `Its record id is not the hash of its content: ${p.found}.`,
  }),
  ENTRY_OF_OTHER_JOB: (p: { job: string }) => ({
    zh: `条目与签名内容不属于同一任务（${p.job}）。`,
    en: `Its entry is of another job than it signs (${p.job}).`,
  }),
  ENTRY_WITHDRAWS_OTHER: (p: { withdraws: string }) => ({
    zh: `条目所撤销的记录（${p.withdraws}）与签名内容所撤销的不同。`,
    en: `Its entry withdraws another record (${p.withdraws}) than it signs.`,
  }),
  RECORD_SIMULATED: (_p: None) => ({
    zh: "记录出自模拟设备，本登记中心只接收真实设备的结果。",
    en: "It is of simulated devices, and this registry puts results of real ones alone in force.",
  }),
  RECORD_JOB_USED: (p: { job: string; record: string }) => ({
    zh: `任务编号 ${p.job} 在保留的分支中属于另一条记录（${p.record}）。`,
    en: `Its job number ${p.job} belongs to another record (${p.record}) of a branch that stays in force.`,
  }),
  RECORD_NUMBER_USED: (p: { sequence: number }) => ({
    zh: `记录序号 ${p.sequence} 重复。`,
    en: `Its sequence number ${p.sequence} is used before.`,
  }),
  WITHDRAWS_NONE_HELD: (p: { record: string }) => ({
    zh: `所撤销的记录（${p.record}）不在登记中心，或不在其之前。`,
    en: `The record that it withdraws (${p.record}) is not held here, or not before it.`,
  }),
  WITHDRAWN_TWICE: (p: { record: string }) => ({
    zh: `所撤销的记录（${p.record}）已经撤销。`,
    en: `The record that it withdraws (${p.record}) is withdrawn already.`,
  }),
} as const satisfies ReasonRows;
