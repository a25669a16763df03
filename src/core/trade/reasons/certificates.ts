import type { None, ReasonRows } from "../reason-shape.ts";
import { type NotRenewed, notRenewedWords } from "../words/certificate-faults.ts";

/** How long the broker still knows a station. */
export const CERTIFICATE_REASONS = {
  CERTIFICATE_NOT_RENEWED: (p: { minutesLeft: number; why: NotRenewed }) => ({
    zh: `连接消息服务器的证书${left(p.minutesLeft).zh}，尚未续签：${notRenewedWords(p.why).zh}。请在到期前用 certificate 命令制作申请，由登记中心签发后替换证书文件；若密钥已吊销，先移走密钥文件。`,
    en: `The certificate for the broker ${left(p.minutesLeft).en} and is not renewed: ${notRenewedWords(p.why).en}. Before it ends make a request with \`proofmark keys certificate\`, and put what the registry makes of it in its place; where the key was revoked, move the key file away first.`,
  }),
  OWN_CERTIFICATE_ENDED: (p: { until: string; why: NotRenewed }) => ({
    zh: `连接消息服务器的证书已于 ${p.until} 到期，尚未续签：${notRenewedWords(p.why).zh}。消息服务器不再凭它准许本站接入，检验照常进行，结果保存在本站。请用 certificate 命令制作申请，由登记中心签发后替换证书文件，无需重启。`,
    en: `The certificate for the broker ended at ${p.until} and was not renewed: ${notRenewedWords(p.why).en}. The broker lets the station in with it no more; work goes on, and results are kept here. Make a request with \`proofmark keys certificate\`, and put what the registry makes of it in its place; no restart is needed.`,
  }),
  CERTIFICATE_LASTS: (p: { minutesLeft: number; until: string }) => ({
    zh: `连接消息服务器的证书有效至 ${p.until}（${left(p.minutesLeft).zh}）`,
    en: `the certificate for the broker is good until ${p.until} (it ${left(p.minutesLeft).en})`,
  }),
  CERTIFICATE_ENDS_SOON: (p: { minutesLeft: number; until: string }) => ({
    zh: `连接消息服务器的证书${left(p.minutesLeft).zh}（${p.until}），尚未续签`,
    en: `the certificate for the broker ${left(p.minutesLeft).en} (${p.until}) and is not renewed yet`,
  }),
  DO_RENEW_CERTIFICATE: (_p: None) => ({
    zh: "由登记中心签发的证书，工作站联网后会自行续签；否则用 certificate 命令制作申请，由登记中心签发后替换证书文件",
    en: "one of the registry's authority is renewed by the station itself while it is connected; otherwise make a request with `proofmark keys certificate` and put what the registry makes of it in its place",
  }),
} as const satisfies ReasonRows;

const DAY_MIN = 1_440;

/** In the largest unit of which there are two at least. */
function left(minutes: number): { readonly zh: string; readonly en: string } {
  if (minutes < 0) return { zh: "已经到期", en: "has ended" };
  const [count, zh, en] =
    minutes >= 2 * DAY_MIN
      ? [Math.floor(minutes / DAY_MIN), "天", "days"]
      : minutes >= 120
        ? [Math.floor(minutes / 60), "小时", "hours"]
        : [minutes, "分钟", minutes === 1 ? "minute" : "minutes"];
  return { zh: `还有 ${count} ${zh}到期`, en: `ends in ${count} ${en}` };
}
