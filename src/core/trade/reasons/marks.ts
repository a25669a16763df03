import type { None, ReasonRows } from "../reason-shape.ts";
import { publicStateName } from "../words/public-page.ts";
import { verdictName } from "../words/verdicts.ts";

/** Why a record has no electronic mark, and what is wrong with a registry's block of marks. */
export const MARK_REASONS = {
  MARK_NOT_PASSED: (p: { verdict: string }) => ({
    zh: `该结果为“${verdictName(p.verdict).zh}”，只有合格的结果才有标志。`,
    en: `The verdict of this record is ${verdictName(p.verdict).en}; only a pass has a mark.`,
  }),
  MARK_NOT_IN_FORCE: (p: { state: string }) => ({
    zh: `该结果现为“${publicStateName(p.state).zh}”，只有现行有效的结果才有标志。`,
    en: `This record is not in force (${publicStateName(p.state).en}); only one that is in force has a mark.`,
  }),
  MARK_SIMULATED: (_p: None) => ({
    zh: "该结果由模拟设备得出；只有试运行的登记中心才为其签发标志，并注明“模拟”。",
    en: "Simulated devices made this result; only a registry for trials gives it a mark, which says so.",
  }),
  MARK_SCOPE_UNTOLD: (_p: None) => ({
    zh: "该结果没有写明法定检验项目是否齐全，因此没有标志。",
    en: "This record does not say whether all was done that the law asks for, so it has no mark.",
  }),
  MARK_SCOPE_OPEN: (p: { items: readonly string[] }) => ({
    zh: `以下法定项目没有做完：${p.items.join("、")}；项目齐全才有标志。`,
    en: `Required items were not done (${p.items.join(", ")}); only a whole inspection has a mark.`,
  }),
  MARK_PARTS_ELSEWHERE: (p: { parts: readonly string[] }) => ({
    zh: `以下部分由他人另行完成，该结果不包含其结论：${p.parts.join("、")}；按标志规则，该结果没有标志。`,
    en: `Parts were left to others, and this record does not speak of them (${p.parts.join(", ")}); the rules for marks do not allow that.`,
  }),
  MARK_BEFORE_POLICY: (p: { on: string; policy: string; validFrom: string }) => ({
    zh: `检验日期为 ${p.on}，标志规则 ${p.policy} 自 ${p.validFrom} 起适用。`,
    en: `It is of ${p.on}, and the rules for marks ${p.policy} are in force from ${p.validFrom} on.`,
  }),
  MARK_NO_VEHICLE_ROW: (p: { vehicleClass: string; use: string; check: string; policy: string }) => ({
    zh: `标志规则 ${p.policy} 没有规定车辆类型 ${p.vehicleClass}、使用性质 ${p.use}、检验类别 ${p.check} 的有效期，因此没有标志。`,
    en: `The rules for marks ${p.policy} say nothing of vehicle class ${p.vehicleClass}, use ${p.use} and check ${p.check}, so there is no mark.`,
  }),
  MARK_NO_EXAM_ROW: (p: { rulebook: string; policy: string }) => ({
    zh: `标志规则 ${p.policy} 没有规定按 ${p.rulebook} 考试的有效期，因此没有标志。`,
    en: `The rules for marks ${p.policy} say nothing of exams by ${p.rulebook}, so there is no mark.`,
  }),
  MARK_AGE_UNKNOWN: (_p: None) => ({
    zh: "该结果没有初次登记日期，无法得出下次检验日期，因此没有标志。",
    en: "This record has no day of first registration, from which the next inspection is counted, so it has no mark.",
  }),
  MARK_REGISTERED_LATER: (p: { firstRegistered: string; on: string }) => ({
    zh: `初次登记日期 ${p.firstRegistered} 晚于检验日期 ${p.on}，因此没有标志。`,
    en: `The day of first registration (${p.firstRegistered}) is after the inspection (${p.on}), so there is no mark.`,
  }),
  MARK_FIELD_FORM: (p: { field: string }) => ({
    zh: `该结果的 ${p.field} 缺失或过长，无法写入标志。`,
    en: `The ${p.field} of this record is missing or too long for a mark.`,
  }),
  MARK_LISTS_USED_UP: (p: { uri: string; chars: number; charsMax: number }) => ({
    zh: `状态清单的地址 ${p.uri} 有 ${p.chars} 个字符，最多 ${p.charsMax} 个：listUrl 太长，编号已排不下，不能再签发标志，请登记中心处理。`,
    en: `The address of the status list, ${p.uri}, has ${p.chars} characters, and a mark holds at most ${p.charsMax}: listUrl is too long for so many lists, and no mark can be issued until the registry has changed it`,
  }),
  MARK_TOO_LARGE: (p: { bytes: number; bytesMax: number }) => ({
    zh: `标志连同状态有 ${p.bytes} 字节，最多 ${p.bytesMax} 字节，才能印成可识读的二维码；请缩短登记中心配置中的 issuer.name 或 listUrl。`,
    en: `Mark and status have ${p.bytes} bytes, and at most ${p.bytesMax} can be printed and read; shorten issuer.name or listUrl in the registry file.`,
  }),
  MARK_NONE_HERE: (_p: None) => ({
    zh: "本登记中心不签发标志。",
    en: "This registry issues no marks.",
  }),
  MARK_NO_RECORD: (_p: None) => ({
    zh: "本登记中心没有这一编号的检验或考试结果。",
    en: "This registry holds no result of that id.",
  }),
  MARK_NO_LIST: (_p: None) => ({
    zh: "没有这一编号的状态清单。",
    en: "There is no status list of that number.",
  }),
  // --- a registry file
  MARK_LIST_URL_FORM: (_p: None) => ({
    zh: "不超过 28 个字符，http:// 或 https:// 开头、以 / 结尾、由字母、数字和 . _ : / - 组成的地址，其后接清单编号",
    en: "an address of at most 28 characters that begins with https:// or http://, ends with a slash and has letters, digits and . _ : / - in it; the number of the list follows",
  }),
  MARK_NAMES_TOO_LONG: (p: { chars: number; charsMax: number }) => ({
    zh: `issuer.name 与 listUrl 合计最多 ${p.charsMax} 个字符（现为 ${p.chars} 个），标志才能印成可识读的二维码`,
    en: `issuer.name and listUrl with ${p.charsMax} characters together at most, found ${p.chars}: both stand in every mark`,
  }),
} as const satisfies ReasonRows;
