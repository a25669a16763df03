import type { Sentence } from "../reason-shape.ts";

/** What is wrong with a certificate by the profile of electronic licences (ISO/IEC 18013-5, annex B): what was found, and what is demanded. */
const ROWS = {
  unreadable: {
    zh: "不是可读的 X.509 v3 证书（须为 P-256、P-384、P-521 或 Ed25519）",
    en: "it is no X.509 certificate of version 3 with a key on P-256, P-384, P-521 or Ed25519",
  },
  unread: {
    zh: "文件无法读取，或大于 1 MiB",
    en: "the file cannot be read, or is larger than 1 MiB",
  },
  signature: { zh: "证书签名不符", en: "the signature on it does not verify" },
  "not-self-issued": {
    zh: "不是自签名的签发机构证书",
    en: "it was issued by another; an issuing authority signs its own",
  },
  "not-authority": {
    zh: "未标为签发机构（basicConstraints 须为关键项，CA 为真，路径长度 0）",
    en: "it is not marked as an authority (basicConstraints: critical, CA, path length 0)",
  },
  "is-authority": {
    zh: "签名者证书被标为签发机构；签名者不得为 CA",
    en: "it is marked as an authority; a document signer must not be one",
  },
  "key-usage": {
    zh: "密钥用途不符（须为关键项；签发机构须含证书签发，签名者只许数字签名）",
    en: "its key usage is another one (critical; of an authority with certificate signing, of a signer digital signature alone)",
  },
  "extended-use": {
    zh: "扩展用途不是驾驶证签名（1.0.18013.5.1.2，关键项）",
    en: "it is not for signing licences (critical extended use 1.0.18013.5.1.2)",
  },
  "subject-key": { zh: "缺少主体密钥标识", en: "it has no subject key identifier" },
  "alternative-name": { zh: "缺少签发者别名（issuerAltName）", en: "it has no issuer alternative name" },
  "revocation-point": { zh: "缺少吊销列表地址", en: "it names no place for revocation lists" },
  "critical-unknown": {
    zh: "含有不认识的关键扩展",
    en: "it has a critical extension that is not known here",
  },
  "too-long": {
    zh: "签名者证书有效期超过 457 天",
    en: "it is good for more than 457 days, the most of a document signer",
  },
  country: {
    zh: "国家与签发机构证书不一致，或未写国家",
    en: "its country is missing, or another one than that of its authority",
  },
  state: { zh: "省、州与签发机构证书不一致", en: "its state is another one than that of its authority" },
  "not-yet": { zh: "尚未生效", en: "it is not in force yet" },
  ended: { zh: "已到期", en: "it has ended" },
} as const satisfies Readonly<Record<string, Sentence>>;

export type CertificateProfileFault = keyof typeof ROWS;
export const CERTIFICATE_PROFILE_FAULTS = Object.keys(ROWS) as readonly CertificateProfileFault[];

export function certificateProfileWords(fault: string): Sentence {
  return Object.hasOwn(ROWS, fault) ? ROWS[fault as CertificateProfileFault] : { zh: fault, en: fault };
}
