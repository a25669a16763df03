import type { None, ReasonRows } from "../reason-shape.ts";
import { scopeName } from "../words/orders.ts";

/** What the registry orders of a station, and what comes of it. Scopes as `station`, `site lane-1`, `kind exam`. */
export const COMMAND_REASONS = {
  /** `number`: of the command; `zh` and `en`: why, in the registry's words. */
  COMMAND_LOCKED: (p: { number: number; scope: string; by: string; zh: string; en: string }) => ({
    zh: `登记中心已锁定${scopeName(p.scope).zh}（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。在登记中心解锁之前不能开始新的作业，正在进行的作业照常完成；请站长联系登记中心。`,
    en: `The registry has locked ${scopeName(p.scope).en} (command ${p.number}, by ${p.by}): ${bare(p.en)}. No new job begins there until the registry unlocks it; one that runs is finished. The manager speaks to the registry.`,
  }),
  COMMAND_SITE_UNKNOWN: (p: { site: string; sites: readonly string[] }) => ({
    zh: `本站没有“${p.site}”，现有：${p.sites.join("、")}。`,
    en: `This station has no ${p.site}; it has ${p.sites.join(", ")}.`,
  }),
  /** Both of ISO 8601 in UTC. */
  COMMAND_AHEAD: (p: { issued: string; now: string }) => ({
    zh: `该指令的签发时间 ${p.issued} 晚于本站时间 ${p.now} 十分钟以上，登记中心签发时时钟有误：指令未执行，校准时钟后请重新下达。`,
    en: `The command was issued at ${p.issued}, more than ten minutes after the time here, ${p.now}: the registry's clock was wrong then. Nothing of it is done; order it again when that clock is right.`,
  }),
  /** `kind`: the word that the command has for it. */
  ORDER_UNKNOWN: (p: { kind: string }) => ({
    zh: `本站软件不认识“${p.kind}”这种指令，或不认识其内容；升级软件后由登记中心重新下达。`,
    en: `This station's software does not know a command "${p.kind}", or not one of this form; the registry orders it anew when the software is newer.`,
  }),
  COMMAND_NOT_LOCKED: (p: { scope: string }) => ({
    zh: `${scopeName(p.scope).zh}没有被锁定。`,
    en: `There is no lock on ${scopeName(p.scope).en}.`,
  }),
  /** `due`: civil date where the station stands; `zh` and `en`: why, in the registry's words. */
  RECHECK_ORDERED: (p: { number: number; by: string; due: string; zh: string; en: string }) => ({
    zh: `登记中心要求复检该车（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。请不晚于 ${p.due} 完整检验一次，检验记录即为对该指令的答复。`,
    en: `The registry orders this vehicle to be inspected again (command ${p.number}, by ${p.by}): ${bare(p.en)}. Inspect it as a whole by ${p.due}; the record of that is the answer to the order.`,
  }),
  RECHECKS_TOO_MANY: (p: { open: number; max: number }) => ({
    zh: `本站待复检车辆已有 ${p.open} 辆，最多 ${p.max} 辆。`,
    en: `${p.open} vehicles wait to be inspected again here already; ${p.max} may.`,
  }),
  /** `number`: of the command; `from`: the list of keys of this number, or a later one; `zh` and `en`: why, in the registry's words. */
  LIST_ORDERED: (p: { number: number; by: string; from: number; zh: string; en: string }) => ({
    zh: `登记中心要求本站立即取得第 ${p.from} 号或更新的密钥清单（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。本站自动向登记中心索取，无需人工操作。`,
    en: `The registry orders this station to fetch the list of keys number ${p.from}, or a later one, now (command ${p.number}, by ${p.by}): ${bare(p.en)}. The station asks the registry for it by itself.`,
  }),
  ORDERED_LIST_NOT_FETCHED: (_p: None) => ({
    zh: "本站按站点文件的设置不向登记中心索取密钥清单（askTime: false）。",
    en: "This station fetches no list of keys from the registry, as its file has it (askTime: false).",
  }),
  ORDERED_LISTS_TOO_MANY: (p: { open: number; max: number }) => ({
    zh: `本站已有 ${p.open} 条取得密钥清单的指令待完成，最多 ${p.max} 条。`,
    en: `${p.open} orders to fetch a list of keys wait here already; ${p.max} may.`,
  }),
  /** `held`: the number of the list that the station holds; 0 for none. */
  ORDERED_LIST_NOT_THERE: (p: { from: number; held: number }) => ({
    zh: `登记中心没有给出第 ${p.from} 号或更新的密钥清单，本站现有第 ${p.held} 号。`,
    en: `The registry gave no list of keys number ${p.from} or later; this station holds number ${p.held}.`,
  }),
  ORDERED_LIST_UNANSWERED: (_p: None) => ({
    zh: "登记中心没有在时限内答复密钥清单的索取；本站将再次索取。",
    en: "The registry has not answered in time when it was asked for the list of keys; the station asks again.",
  }),
  /** `id` and `validFrom`: of the rulebook; `number`: of the command that brought its last part; `zh` and `en`: why, in the registry's words. */
  BOOK_ORDERED: (p: {
    number: number;
    by: string;
    id: string;
    validFrom: string;
    zh: string;
    en: string;
  }) => ({
    zh: `登记中心要求本站自 ${p.validFrom} 起按规则 ${p.id} 判定（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。已开始的作业仍按原规则。`,
    en: `The registry orders this station to judge by the rulebook ${p.id} from ${p.validFrom} on (command ${p.number}, by ${p.by}): ${bare(p.en)}. A job that has begun keeps its own.`,
  }),
  ORDERED_BOOK_NOT_TAKEN: (_p: None) => ({
    zh: "本站按站点文件的设置不采用登记中心下发的规则（registry 中的 takesRulebooks: false）。",
    en: "This station takes no rulebook from the registry, as its file has it (takesRulebooks: false, under registry).",
  }),
  ORDERED_BOOK_PART_MISSING: (p: { part: number; parts: number }) => ({
    zh: `规则的第 ${p.part} 部分（共 ${p.parts} 部分）到达时，它前面的部分不在本站；请重新下发全部。`,
    en: `Part ${p.part} of ${p.parts} of a rulebook came, and the parts before it are not here; all of it has to be ordered again.`,
  }),
  ORDERED_BOOK_NOT_WHOLE: (p: { sha256: string }) => ({
    zh: `各部分合起来不是指令所说的规则（SHA-256 ${p.sha256}）；请重新下发全部。`,
    en: `The parts together are not the rulebook that was ordered (SHA-256 ${p.sha256}); all of it has to be ordered again.`,
  }),
  /** `zh` and `en`: what is wrong with it, with its place. */
  ORDERED_BOOK_REFUSED: (p: { id: string; zh: string; en: string }) => ({
    zh: `规则 ${p.id} 不能采用：${bare(p.zh)}。`,
    en: `The rulebook ${p.id} cannot be taken: ${bare(p.en)}.`,
  }),
  /** A rulebook that was taken, and whose file is gone or altered. */
  ORDERED_BOOK_GONE: (p: { id: string; number: number }) => ({
    zh: `登记中心以第 ${p.number} 号指令下发的规则 ${p.id} 在本站磁盘上已丢失或被改动，不再使用；请登记中心重新下发。`,
    en: `The rulebook ${p.id}, which the registry ordered by command ${p.number}, is gone from this station's disk or was altered, and is not used; have the registry order it again.`,
  }),
  /** The folder of rulebooks taken by order, which cannot be listed; each that the journal names is read by its own name. */
  ORDERED_BOOKS_UNLISTED: (p: { zh: string; en: string }) => ({
    zh: `登记中心下发的规则所在的文件夹无法列出（${bare(p.zh)}）：日志所记的每一份仍按其文件名读取，未被采用的旧文件暂不清除。`,
    en: `The folder of the rulebooks that the registry ordered cannot be listed (${bare(p.en)}): each that the journal names is still read by its own name, and files that were never taken stay.`,
  }),
  COMMANDS_DENIED: (p: { topic: string }) => ({
    zh: `消息服务器不允许本站接收登记中心的指令（主题 ${p.topic}）。请由其管理者放行；结果照常上传。`,
    en: `The broker does not let this station hear what the registry orders (topic ${p.topic}). Have whoever keeps the broker allow it; results are delivered all the same.`,
  }),
} as const satisfies ReasonRows;

function bare(sentence: string): string {
  return sentence.replace(/[.。]$/, "");
}
