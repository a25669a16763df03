import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { reasonGiven } from "../words/abort-reasons.ts";
import { PUBLIC_PAGE_WORDS } from "../words/public-page.ts";
import { verdictName } from "../words/verdicts.ts";
import { everyWithdrawalReason } from "../words/withdrawal-reasons.ts";

/** What the registry answers the public: how a result stands, and why nothing is answered. Whole sentences; an `asOf` is an instant. */
export const PUBLIC_SEARCH_REASONS = {
  // --- the answer as a whole
  PUBLIC_NONE: (p: { asOf: string }) => ({
    zh: `截至 ${minute(p.asOf)}，登记中心没有与所填内容相符的结果。站点断网时结果可能尚未送达。`,
    en: `As of ${minute(p.asOf)} the registry has no result that fits what was asked. One of a station that is offline may still be on its way.`,
  }),
  PUBLIC_FOUND: (p: { results: number; asOf: string }) => ({
    zh: `截至 ${minute(p.asOf)}，查到 ${p.results} 份结果。`,
    en: `As of ${minute(p.asOf)} the registry has ${p.results} result${p.results === 1 ? "" : "s"}.`,
  }),
  PUBLIC_NEWEST_ALONE: (p: { results: number }) => ({
    zh: `只列出最近的 ${p.results} 份。`,
    en: `Only the newest ${p.results} are shown.`,
  }),
  // --- how one result stands
  PUBLIC_IN_FORCE: (p: { verdict: string }) => ({
    zh: `现行有效的结果：${verdictName(p.verdict).zh}。`,
    en: `This result is in force: ${verdictName(p.verdict).en}.`,
  }),
  PUBLIC_NO_VERDICT: (p: { verdict: string }) => ({
    zh: `已登记，但没有得出合格或不合格的结论（${verdictName(p.verdict).zh}）。`,
    en: `It is on record and says neither pass nor fail (${verdictName(p.verdict).en}).`,
  }),
  /** `choice`: of the reasons for a withdrawal; null where the registry cannot say. What a person wrote beside it is not for everybody. */
  PUBLIC_WITHDRAWN: (p: { at: string | null; choice: string | null }) => {
    const why = p.choice === null ? null : reasonGiven(everyWithdrawalReason(), p.choice, "");
    return {
      zh: `已${p.at === null ? "" : `于 ${minute(p.at)} `}撤销，不再有效${why === null ? "" : `：${why.zh}`}。`,
      en: `It was withdrawn${p.at === null ? "" : ` at ${minute(p.at)}`} and is not in force${why === null ? "" : `: ${why.en}`}.`,
    };
  },
  PUBLIC_SUPERSEDED: (p: { ended: string }) => ({
    zh: `此后另有结果（${minute(p.ended)}），以后者为准。`,
    en: `A later result (${minute(p.ended)}) has taken its place.`,
  }),
  PUBLIC_SIMULATED: (_p: None) => ({
    zh: "出自模拟设备，不是对真实车辆或考生的结果，无效力。",
    en: "It is of simulated devices: it says nothing about a vehicle or a person, and is not in force.",
  }),
  /** In the words that the registry told the station: parameters of that reason are not kept. */
  PUBLIC_KEPT_APART: (p: { defect: string; zh: string; en: string }) => ({
    zh: `登记中心收到但未采纳，不具效力：${p.zh}`,
    en: `The registry received it and did not put it in force. ${p.en}`,
  }),
  PUBLIC_NOT_PROVEN: (_p: None) => ({
    zh: "登记中心目前不能证明这份结果，请勿以此为据，并告知登记中心。",
    en: "The registry cannot prove this result at present: do not rely on it, and tell the registry.",
  }),
  PUBLIC_KEY_REVOKED: (_p: None) => ({
    zh: "签署这份结果的密钥在其结束之前已吊销，请勿以此为据；请与登记中心联系。",
    en: "The key that signed this result was revoked from before it ended: do not rely on it, and ask the registry.",
  }),
  PUBLIC_UNVERIFIED: (p: { rules: number }) => ({
    zh: `结论依据的规则中有 ${p.rules} 条的数值尚无人与标准核对。`,
    en: `It rests on ${p.rules} rule${p.rules === 1 ? "" : "s"} whose number nobody has checked against the standard yet.`,
  }),
  // --- a question that is not answered
  PUBLIC_RECORD_FORM: (_p: None) => ({
    zh: "记录编号应为 64 位十六进制字符，见结果单或其二维码。",
    en: "A record's id has 64 hexadecimal digits; it stands on the result and in its code.",
  }),
  PUBLIC_PLATE_FORM: (_p: None) => ({
    zh: "号牌号码不符合格式，如 鄂A12345。",
    en: "That is not a plate: the character of a province, a letter, then letters and digits.",
  }),
  PUBLIC_VIN_FORM: (_p: None) => ({
    zh: "请填写车辆识别代号的后六位（字母或数字）。",
    en: "Give the last six characters of the VIN, letters or digits.",
  }),
  PUBLIC_CERTIFICATE_FORM: (_p: None) => ({
    zh: "准考证明编号应为 12 位数字。",
    en: "A learner's certificate has 12 digits.",
  }),
  PUBLIC_IDENTITY_FORM: (_p: None) => ({
    zh: "请填写身份证明号码的后四位（数字，末位可以是 X）。",
    en: "Give the last four characters of the identity number, digits or a last X.",
  }),
  PUBLIC_FIELDS: (p: { wanted: string }) => ({
    zh: `查询参数应为 ${p.wanted}，每个一次，没有其他参数。`,
    en: `Ask with ${p.wanted}, each once, and with nothing else.`,
  }),
  PUBLIC_TOO_OFTEN: (p: { seconds: number }) => ({
    zh: `查询过于频繁，请 ${p.seconds} 秒后再试。`,
    en: `That was asked too often; try again in ${p.seconds} seconds.`,
  }),
  PUBLIC_AWAY: (_p: None) => ({
    zh: "登记中心的数据库暂时无法查询，请稍后再试；这不表示没有结果。",
    en: "The registry's database cannot be asked just now; try again later. This does not mean that there is no result.",
  }),
  PUBLIC_NO_PROOF: (_p: None) => ({
    zh: "登记中心没有这份记录的证明。",
    en: "The registry has no proof of such a record.",
  }),
  PUBLIC_NOWHERE: (_p: None) => ({ zh: "此地址没有内容。", en: "There is nothing at this address." }),
  PUBLIC_METHOD: (_p: None) => ({
    zh: "此处只可查询（GET、HEAD）。",
    en: "Here one can only look: GET and HEAD.",
  }),
  PUBLIC_TOO_LONG: (_p: None) => ({ zh: "地址过长。", en: "The address is too long." }),
  PUBLIC_UNREADABLE: (_p: None) => ({ zh: "请求无法读取。", en: "The request cannot be read." }),
  PUBLIC_FAILED: (_p: None) => ({
    zh: "登记中心未能处理这次查询，原因已记入其日志。",
    en: "The registry could not do this; its log says why.",
  }),
} as const satisfies ReasonRows;

/** Why what a registry says of a record, with its proof, is not believed. Part of the reasons of verification. */
export const STATEMENT_REASONS = {
  STATEMENT_UNSIGNED: (_p: None) => ({
    zh: "登记中心的说明没有信任列表中见证密钥的有效签名。",
    en: "No witness of the trust list has signed what is said of the record.",
  }),
  STATEMENT_MALFORMED: (p: { because: AnyReason }, say) => ({
    zh: `登记中心的说明格式不符：${say(p.because).zh}。`,
    en: `What the registry says of the record is not well-formed: ${say(p.because).en}.`,
  }),
  STATEMENT_OF_OTHER: (p: { record: string }) => ({
    zh: `登记中心的说明针对另一份记录：${p.record}。`,
    en: `The registry's statement is of another record: ${p.record}.`,
  }),
  STATEMENT_UNLIKE_WITHDRAWAL: (_p: None) => ({
    zh: "登记中心的说明与所附的撤销记录不符。",
    en: "The registry's statement and the withdrawal beside it do not agree.",
  }),
  /** Nothing against the record. `state`: a word of the page for the public. */
  STATEMENT_SAYS: (p: { state: string; asOf: string; witness: string }) => {
    const word = PUBLIC_PAGE_WORDS[p.state as keyof typeof PUBLIC_PAGE_WORDS] ?? { zh: p.state, en: p.state };
    return {
      zh: `登记中心（${p.witness}）声明，截至 ${minute(p.asOf)}：${word.zh}。此后的变化不在其中。`,
      en: `The registry (${p.witness}) says, as of ${minute(p.asOf)}: ${word.en}. What came later is not in it.`,
    };
  },
  STATEMENT_BEFORE_RECEIPT: (p: { asOf: string; witnessed: string }) => ({
    zh: `说明的时间（${p.asOf}）早于见证签名的时间（${p.witnessed}）。`,
    en: `The statement is of ${p.asOf}, before the witness cosigned (${p.witnessed}).`,
  }),
} as const satisfies ReasonRows;

/** Of an instant, as people read it; programs have the parameter. */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}
