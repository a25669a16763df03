/** Why a registry gives no certificate. */
export const CERTIFICATE_REFUSALS = ["log-key", "tls-key", "no-authority"] as const;
export type CertificateRefusal = (typeof CERTIFICATE_REFUSALS)[number];

/** What is wrong with one that came. */
export const CERTIFICATE_FAULTS = [
  "unreadable",
  "of-other-station",
  "other-key",
  "other-authority",
  "authority-unshown",
  "not-in-force",
  "not-longer",
  "unkept",
] as const;
export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

/** Why a station has not got its next certificate. */
export type NotRenewed = CertificateRefusal | CertificateFault | "unanswered" | "broker-away";

const WORDS: Readonly<Record<NotRenewed, { readonly zh: string; readonly en: string }>> = {
  "log-key": {
    zh: "登记中心不再接受本站的日志密钥",
    en: "the registry takes nothing any more that the station's log key signs",
  },
  "tls-key": {
    zh: "该 TLS 密钥已吊销，或属于他人",
    en: "its TLS key was revoked, or is somebody else's",
  },
  "no-authority": { zh: "登记中心没有签发证书的机构", en: "the registry has no authority for certificates" },
  unreadable: { zh: "收到的不是证书", en: "what came is no certificate" },
  "of-other-station": { zh: "收到的证书属于另一站点", en: "the one that came is another station's" },
  "other-key": { zh: "收到的证书不属于本站的密钥", en: "the one that came is for another key" },
  "other-authority": { zh: "收到的证书由另一机构签发", en: "the one that came is of another authority" },
  "authority-unshown": {
    zh: "无法证明收到的证书与现有证书由同一密钥签发；请把签发机构的证书附在 cert 文件中本站证书之后",
    en: "nothing shows that the same key signed the one that came; put the authority's certificate behind the station's own in the file `cert`",
  },
  "not-in-force": { zh: "收到的证书现在无效", en: "the one that came is not in force now" },
  "not-longer": {
    zh: "收到的证书并不比现有的更久",
    en: "the one that came ends no later than the present one",
  },
  unkept: { zh: "新证书无法写入磁盘", en: "the new one cannot be written to disk" },
  "broker-away": { zh: "连接不上消息服务器", en: "the broker is not reached" },
  unanswered: { zh: "登记中心没有应答", en: "the registry does not answer" },
};

export function notRenewedWords(why: NotRenewed): { readonly zh: string; readonly en: string } {
  return WORDS[why];
}
