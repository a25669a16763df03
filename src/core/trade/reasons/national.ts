import type { ReasonRows } from "../reason-shape.ts";

/** Why a call to a national system is not made, or was not taken. */
export const NATIONAL_REASONS = {
  NATIONAL_FIELD_MISSING: (p: { call: string; field: string; what: string; from: string }) => ({
    zh: `${p.call} 需要 ${p.field}（${p.what}），${p.from === "" ? "来源未知：请对照接口文档补全映射文件" : `${p.from} 没有值：请在补充文件或配置中填写`}`,
    en: `${p.call} needs ${p.field} (${p.what}); ${p.from === "" ? "where it comes from is not known: complete the mapping by the interface's own document" : `${p.from} has no value: write it into the file of what is given, or into the configuration`}`,
  }),
  NATIONAL_VALUE_UNKNOWN: (p: { call: string; field: string; value: string }) => ({
    zh: `${p.call} 的 ${p.field} 没有 ${p.value} 的代码：请补全映射文件`,
    en: `${p.call} has no code of ${p.field} for ${p.value}: complete the mapping`,
  }),
  NATIONAL_ITEM_UNKNOWN: (p: { item: string }) => ({
    zh: `映射文件没有项目 ${p.item}：请补全`,
    en: `the mapping has no item ${p.item}: complete it`,
  }),
  NATIONAL_NO_CALL: (p: { event: string }) => ({
    zh: `没有已知的接口可以上报 ${p.event}：请人工处理后标记`,
    en: `no call is known that tells ${p.event}: see to it by hand, then settle it`,
  }),
  NATIONAL_EARLIER_UNKNOWN: (p: { job: string }) => ({
    zh: `上一次任务 ${p.job} 不在此处，流水号未知：请在补充文件中填写 serial`,
    en: `the earlier job ${p.job} is not here, so its serial number is not known: give it as serial`,
  }),
  NATIONAL_STATION_UNKNOWN: (p: { station: string }) => ({
    zh: `配置中没有检验机构 ${p.station}`,
    en: `the configuration has no station ${p.station}`,
  }),
  NATIONAL_PHOTO_MISSING: (p: { sha256: string }) => ({
    zh: `照片目录中没有照片 ${p.sha256}，或内容不符`,
    en: `the folder of photos has no photo ${p.sha256}, or another one under its name`,
  }),
  NATIONAL_UNSUITABLE: (p: { call: string; field: string }) => ({
    zh: `${p.call} 的 ${p.field} 含有 XML 不允许的字符`,
    en: `${p.call}: ${p.field} has a character that XML does not allow`,
  }),
  NATIONAL_EVENTS_MISSED: (p: { station: string }) => ({
    zh: `${p.station} 的部分事件缺失，该任务不完整：请人工处理后标记`,
    en: `events of ${p.station} are missing, so this job is not whole: see to it by hand, then settle it`,
  }),
  NATIONAL_SET_BACK: (p: { station: string }) => ({
    zh: `${p.station} 收回了已经上报的内容：请人工核对后标记`,
    en: `${p.station} took back what was told to the other side already: hold both against each other, then settle it`,
  }),
  NATIONAL_OUTCOME_UNKNOWN: (p: { call: string }) => ({
    zh: `${p.call} 已发出但没有收到答复，对方是否已收下未知：请核对后标记`,
    en: `${p.call} was sent and no answer came; whether the other side has it is not known: look there, then settle it`,
  }),
  NATIONAL_REFUSED: (p: { call: string; code: string; message: string }) => ({
    zh: `对方拒绝了 ${p.call}：${p.code} ${p.message}`,
    en: `the other side refused ${p.call}: ${p.code} ${p.message}`,
  }),
  NATIONAL_UNANSWERED: (p: { call: string; tries: number; why: string }) => ({
    zh: `${p.call} 第 ${p.tries} 次未成功（${p.why}），将自动重试`,
    en: `${p.call} failed ${p.tries} times (${p.why}); it is tried again by itself`,
  }),
  NATIONAL_LET_GO: (p: { station: string; month: string; jobs: number }) => ({
    zh: `${p.station} 在 ${p.month} 登录并已全部上报的 ${p.jobs} 个任务已过保存期，已清除；此后对它们的撤销无法再上报`,
    en: `${p.jobs} jobs of ${p.station} with a login of ${p.month}, of which all was told, were let go after their time; a withdrawal of one of them is not told any more`,
  }),
} as const satisfies ReasonRows;
