import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { KEY_ROLE_NAMES, type KeyRoleName } from "../words/key-roles.ts";
import { revocationName } from "../words/revocation-reasons.ts";

/** The list of keys as a station has it: why one is not taken, and what a revoked key stops. */
export const TRUST_REASONS = {
  TRUST_LIST_NOT_OURS: (p: { station: string; found: string | null }) => ({
    zh: `不是发给站点 ${p.station} 的名单摘录（其中写的是 ${p.found ?? "无"}）`,
    en: `it is no numbered part of a list for station ${p.station} (it is for ${p.found ?? "none"})`,
  }),
  TRUST_LIST_OLDER: (p: { number: number; held: number }) => ({
    zh: `名单编号为 ${p.number}，早于本站已有的第 ${p.held} 号`,
    en: `its number is ${p.number}, and the station holds number ${p.held} already`,
  }),
  TRUST_LIST_FORKED: (p: { number: number }) => ({
    zh: `第 ${p.number} 号名单与本站已有的同号名单内容不同`,
    en: `it is another list of number ${p.number} than the one that the station holds`,
  }),
  TRUST_LIST_EARLY: (p: { issued: string; now: string }) => ({
    zh: `名单签发于 ${p.issued}，晚于本机时钟（${p.now}）：请核对时钟`,
    en: `it was issued at ${p.issued}, and the clock of this machine says ${p.now}: check the clock`,
  }),
  TRUST_LIST_REFUSED: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `登记中心给出的密钥名单未被采用：${why.zh}。已有的名单继续有效。`,
      en: `The list of keys that the registry gave is not taken: ${why.en}. The one that is held goes on counting.`,
    };
  },
  TRUST_LIST_UNKEPT: (p: { text: string }) => ({
    zh: `密钥名单无法写入数据目录（${p.text}）：日志已记下其编号，恢复后会重新获取。`,
    en: `The list of keys cannot be written into the data directory (${p.text}); the journal has its number, and it is fetched again once that is mended.`,
  }),
  // --- what is revoked
  OWN_KEY_REVOKED: (p: { role: KeyRoleName; key: string; from: string; why: string; list: number }) => {
    const of = KEY_ROLE_NAMES[p.role];
    return {
      zh: `本站${of.zh} ${p.key.slice(0, 16)} 已自 ${p.from} 起吊销（${revocationName(p.why).zh}；第 ${p.list} 号名单），不能开始新任务。请停站用 rotate 命令换发该密钥，并当面或经已知电话把新密钥编号告诉登记中心。`,
      en: `The ${of.en} ${p.key.slice(0, 16)} of this station is revoked from ${p.from} on (${revocationName(p.why).en}; list ${p.list}), so nothing new is begun. Stop the station, make the next key with \`proofmark keys rotate --role ${p.role}\`, and tell the registry its id in person or by a number that it knows.`,
    };
  },
  WITNESS_REVOKED: (p: { from: string; why: string; list: number }) => ({
    zh: `登记中心的见证密钥已自 ${p.from} 起吊销（${revocationName(p.why).zh}；第 ${p.list} 号名单）：此后的回执不采用。请向登记中心取得新的见证密钥，写入站点文件后重新启动。`,
    en: `The registry's witness key is revoked from ${p.from} on (${revocationName(p.why).en}; list ${p.list}), and receipts after that are not taken. Get the new witness key from the registry, write it into the station file and start the station again.`,
  }),
  RECEIPT_WITNESS_REVOKED: (p: { at: string; from: string }) => ({
    zh: `回执签于 ${p.at}，而该见证密钥自 ${p.from} 起已吊销`,
    en: `it was cosigned at ${p.at} by a witness key that is revoked from ${p.from} on`,
  }),
  // --- what ends on a day
  TRUST_LIST_ENDS: (p: { number: string; validTo: string; days: number }) => ({
    zh: `密钥名单第 ${p.number} 号将于 ${p.validTo} 到期（还有 ${p.days} 天），登记中心尚未给出下一份。请联系登记中心。`,
    en: `The list of keys number ${p.number} is good until ${p.validTo} (days left: ${p.days}), and the registry has given no next one; speak to the registry.`,
  }),
  TRUST_LIST_IS_OLD: (p: { number: string; validTo: string }) => ({
    zh: `密钥名单第 ${p.number} 号已于 ${p.validTo} 到期，本站不知道此后吊销了哪些密钥。请联系登记中心。`,
    en: `The list of keys number ${p.number} was good until ${p.validTo}, and the station does not know which keys were revoked since; speak to the registry.`,
  }),
  // --- for the doctor
  TRUST_LIST_HELD: (p: { number: number; issued: string; validTo: string }) => ({
    zh: `密钥名单第 ${p.number} 号（签发于 ${p.issued}，有效至 ${p.validTo}）`,
    en: `list of keys number ${p.number}, issued at ${p.issued}, good until ${p.validTo}`,
  }),
  TRUST_LIST_NOT_YET: (_p: None) => ({
    zh: "尚未从登记中心取得密钥名单",
    en: "no list of keys was fetched from the registry yet",
  }),
} as const satisfies ReasonRows;
