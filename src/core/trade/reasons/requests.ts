import type { AnyReason, ReasonRows } from "../reason-shape.ts";
import {
  ageWords,
  preCheckAnswer,
  preCheckFound,
  preCheckName,
  preCheckRemedy,
} from "../words/pre-checks.ts";

/** What the registry was asked of a vehicle, and what comes of it. Checks by their code in `PRE_CHECKS`. */
export const REQUEST_REASONS = {
  PRE_CHECK_ASKED: (p: { checks: readonly string[] }) => ({
    zh: `正在向登记中心查询${p.checks.map((check) => preCheckName(check).zh).join("、")}，最多十秒，请稍候再叫号。`,
    en: `The registry is being asked about ${p.checks.map((check) => preCheckName(check).en).join(", ")}. Call again in a moment; it takes ten seconds at most.`,
  }),
  /** `minutes`: since it was so; null where nothing is known. */
  PRE_CHECK_ANSWER: (p: { check: string; answer: string; minutes: number | null }) => {
    const [name, answer] = [preCheckName(p.check), preCheckAnswer(p.answer)];
    const age = p.minutes === null ? null : ageWords(p.minutes);
    return {
      zh: `${name.zh}：${answer.zh}${age === null ? "" : `（${age.zh}）`}`,
      en: `${name.en}: ${answer.en}${age === null ? "" : ` (${age.en})`}`,
    };
  },
  /** `asOf` RFC 3339; the others of what was found, null where there is none. */
  PRE_CHECK_STOPS: (p: {
    check: string;
    asOf: string;
    on: string | null;
    km: number | null;
    station: string | null;
  }) => {
    const [found, remedy] = [preCheckFound(p.check), preCheckRemedy(p.check)];
    const more = [p.on, p.km === null ? null : `${p.km} km`, p.station].filter((one) => one !== null);
    return {
      zh: `登记中心查得该车${found.zh}${more.length > 0 ? `（${more.join("，")}）` : ""}，不能开始检验。${remedy.zh}`,
      en: `The registry says of this vehicle that ${found.en}${more.length > 0 ? ` (${more.join(", ")})` : ""}, so it is not inspected. ${remedy.en}`,
    };
  },
  PRE_CHECK_MISSING: (p: { check: string; because: AnyReason }, say) => ({
    zh: `规程要求先查询${preCheckName(p.check).zh}：${say(p.because).zh}。请检查与登记中心的连接，稍后再叫号。`,
    en: `The rules ask for ${preCheckName(p.check).en} to be known first: ${say(p.because).en}. Look after the link to the registry, and call again later.`,
  }),
  PRE_CHECK_FOUND: (p: { check: string; asOf: string }) => ({
    zh: `登记中心查得该车${preCheckFound(p.check).zh}（截至 ${p.asOf}）`,
    en: `the registry says that ${preCheckFound(p.check).en} (as of ${p.asOf})`,
  }),
  PRE_CHECK_UNANSWERED: (p: { check: string }) => ({
    zh: `未得到登记中心关于${preCheckName(p.check).zh}的答复`,
    en: `no answer of the registry about ${preCheckName(p.check).en}`,
  }),
  PRE_CHECK_UNKNOWN: (p: { check: string }) => ({
    zh: `登记中心不掌握该车的${preCheckName(p.check).zh}`,
    en: `the registry does not know about ${preCheckName(p.check).en}`,
  }),
  PRE_CHECK_TOO_OLD: (p: { check: string; asOf: string }) => ({
    zh: `登记中心关于${preCheckName(p.check).zh}的资料截至 ${p.asOf}，已超过规定时限`,
    en: `what the registry knows about ${preCheckName(p.check).en} is of ${p.asOf}, older than the rules allow`,
  }),
} as const satisfies ReasonRows;
