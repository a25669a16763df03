import type { ReasonRows } from "../reason-shape.ts";

/** What the registry orders of a station, and what comes of it. Scopes as `station`, `site lane-1`, `kind exam`. */
export const COMMAND_REASONS = {
  /** `number`: of the command; `zh` and `en`: why, in the registry's words. */
  COMMAND_LOCKED: (p: { number: number; scope: string; by: string; zh: string; en: string }) => ({
    zh: `登记中心已锁定${scopeWords(p.scope).zh}（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。在登记中心解锁之前不能开始新的作业，正在进行的作业照常完成；请站长联系登记中心。`,
    en: `The registry has locked ${scopeWords(p.scope).en} (command ${p.number}, by ${p.by}): ${bare(p.en)}. No new job begins there until the registry unlocks it; one that runs is finished. The manager speaks to the registry.`,
  }),
  COMMAND_SITE_UNKNOWN: (p: { site: string; sites: readonly string[] }) => ({
    zh: `本站没有“${p.site}”，现有：${p.sites.join("、")}。`,
    en: `This station has no ${p.site}; it has ${p.sites.join(", ")}.`,
  }),
  /** `kind`: the word that the command has for it. */
  ORDER_UNKNOWN: (p: { kind: string }) => ({
    zh: `本站软件不认识“${p.kind}”这种指令，或不认识其内容；升级软件后由登记中心重新下达。`,
    en: `This station's software does not know a command "${p.kind}", or not one of this form; the registry orders it anew when the software is newer.`,
  }),
  COMMAND_NOT_LOCKED: (p: { scope: string }) => ({
    zh: `${scopeWords(p.scope).zh}没有被锁定。`,
    en: `There is no lock on ${scopeWords(p.scope).en}.`,
  }),
  COMMANDS_DENIED: (p: { topic: string }) => ({
    zh: `消息服务器不允许本站接收登记中心的指令（主题 ${p.topic}）。请由其管理者放行；结果照常上传。`,
    en: `The broker does not let this station hear what the registry orders (topic ${p.topic}). Have whoever keeps the broker allow it; results are delivered all the same.`,
  }),
} as const satisfies ReasonRows;

function scopeWords(scope: string): { readonly zh: string; readonly en: string } {
  if (scope === "station") return { zh: "本站", en: "this station" };
  if (scope === "kind inspection") return { zh: "机动车检验", en: "inspections" };
  if (scope === "kind exam") return { zh: "驾驶考试", en: "driving tests" };
  const site = scope.replace(/^site /, "");
  return { zh: site, en: site };
}

function bare(sentence: string): string {
  return sentence.replace(/[.。]$/, "");
}
