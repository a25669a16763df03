import type { ReasonRows, Sentence } from "../reason-shape.ts";
import { roleName } from "../words/roles.ts";

/** What ends on a day, told before it: what will stop then, and what to do meanwhile. */
export const CALENDAR_REASONS = {
  CALIBRATION_ENDS: (p: {
    role: string;
    device: string;
    certificate: string | null;
    validTo: string;
    days: number;
  }) => ({
    zh: `${roleName(p.role).zh} ${p.device} 的检定（证书 ${p.certificate ?? "-"}）${inDays(p.days).zh}到期（${p.validTo}），过期后不能检测。请安排检定，并把新证书写入站点文件后重新启动。`,
    en: `The calibration of the ${roleName(p.role).en} ${p.device} (certificate ${p.certificate ?? "-"}) ends ${inDays(p.days).en}, on ${p.validTo}, and nothing is measured with it after that; have it calibrated, write the new certificate into the station file and start the station again.`,
  }),
  RULEBOOK_ENDS: (p: { rulebook: string; validTo: string; days: number }) => ({
    zh: `规则 ${p.rulebook} ${inDays(p.days).zh}失效（${p.validTo}），站点文件中没有下一版。请在此之前把新版规则加入站点文件的 rulebooks 并重新启动。`,
    en: `The rulebook ${p.rulebook} ends ${inDays(p.days).en}, on ${p.validTo}, and the station file names no next edition; add that to its rulebooks before, and start the station again.`,
  }),
  CERTIFICATE_ENDS: (p: { file: string; validTo: string; days: number }) => ({
    zh: `证书 ${p.file} ${inDays(p.days).zh}失效（${p.validTo}），此后连接会被拒绝。请续签并替换该文件。`,
    en: `The certificate ${p.file} ends ${inDays(p.days).en}, on ${p.validTo}, and no connection is made with it after that; have it renewed and put the new one in its place.`,
  }),
  CERTIFICATE_ENDED: (p: { file: string; validTo: string; today: string }) => ({
    zh: `证书 ${p.file} 已于 ${p.validTo} 失效（今天 ${p.today}）。请续签并替换该文件。`,
    en: `The certificate ${p.file} ended on ${p.validTo} and today is ${p.today}; have it renewed and put the new one in its place.`,
  }),
} as const satisfies ReasonRows;

function inDays(days: number): Sentence {
  if (days === 0) return { zh: "今天", en: "today" };
  return days === 1 ? { zh: "明天", en: "tomorrow" } : { zh: `${days} 天后`, en: `in ${days} days` };
}
