import type { Sentence } from "../reason-shape.ts";

/** Why a COSE message is not taken: what was found, and what is allowed. */
const ROWS = {
  "not-sign1": {
    zh: "不是 COSE_Sign1 的四项数组（标签 18，或无标签）",
    en: "it is no COSE_Sign1: an array of four, untagged or under tag 18",
  },
  "not-mac0": {
    zh: "不是 COSE_Mac0 的四项数组（标签 17，或无标签）",
    en: "it is no COSE_Mac0: an array of four, untagged or under tag 17",
  },
  untagged: { zh: "缺少标签；此处必须有标签", en: "it has no tag; one is demanded here" },
  "protected-headers": {
    zh: "受保护的标头不是映射",
    en: "its protected headers are no map within a byte string",
  },
  "unprotected-headers": { zh: "未受保护的标头不是映射", en: "its unprotected headers are no map" },
  "label-kind": {
    zh: "标头标签既不是整数也不是文字",
    en: "a header label is no integer and no text",
  },
  "label-twice": {
    zh: "同一标头在受保护与未受保护两处都有",
    en: "the same header stands in both buckets; one of them is allowed",
  },
  critical: {
    zh: "标有必须理解的标头（crit）中有不认识的，或未受保护",
    en: "it marks a header as critical that is not understood here or is not protected",
  },
  "algorithm-missing": { zh: "未写明算法", en: "it names no algorithm" },
  "algorithm-unprotected": {
    zh: "算法只写在未受保护的标头中；此处必须受保护",
    en: "its algorithm is not protected; here it has to be",
  },
  "algorithm-unknown": {
    zh: "不认识的算法；可用 ES256、ES384、ES512、EdDSA（MAC 为 HMAC 256/256）",
    en: "its algorithm is unknown here; ES256, ES384, ES512 and EdDSA are allowed, and HMAC 256/256 for a MAC",
  },
  "algorithm-unlike-key": {
    zh: "算法与密钥的曲线不符",
    en: "its algorithm is of another curve than the key",
  },
  "payload-missing": { zh: "没有所签内容", en: "it has no payload, and one is demanded" },
  "payload-present": {
    zh: "带有所签内容；此处应另行提供",
    en: "it carries a payload where it has to be detached",
  },
  "signature-length": { zh: "签名长度与算法不符", en: "its signature has another length than its algorithm" },
  "signature-wrong": { zh: "签名不符", en: "its signature does not verify" },
  "tag-wrong": { zh: "MAC 值不符", en: "its MAC is another one" },
  "key-malformed": {
    zh: "密钥不是所支持曲线上的公钥",
    en: "its key is no public key of a curve that is read here",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type CoseFault = keyof typeof ROWS;
export const COSE_FAULTS = Object.keys(ROWS) as readonly CoseFault[];

export function coseFaultWords(fault: string): Sentence {
  return Object.hasOwn(ROWS, fault) ? ROWS[fault as CoseFault] : { zh: fault, en: fault };
}
