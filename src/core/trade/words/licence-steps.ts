import type { Sentence } from "../reason-shape.ts";

/** What is checked of an electronic licence, in this order. */
const ROWS = {
  form: { zh: "格式与大小", en: "form and size" },
  answer: { zh: "应答状态", en: "state of the answer" },
  chain: { zh: "签名者证书与签发机构", en: "signer's certificate and its authority" },
  signature: { zh: "签发机构签名", en: "signature of the issuer" },
  object: { zh: "签名数据的内容", en: "what the issuer signed" },
  type: { zh: "证件类型", en: "kind of document" },
  digests: { zh: "各项内容的摘要", en: "digest of each element" },
  times: { zh: "时间与有效期", en: "times and validity" },
  country: { zh: "签发国家", en: "country of issue" },
  holder: { zh: "出示者的设备", en: "device of the holder" },
  status: { zh: "吊销状态", en: "status of revocation" },
  licence: { zh: "驾驶证本身", en: "the licence itself" },
} as const satisfies Readonly<Record<string, Sentence>>;

export type LicenceStep = keyof typeof ROWS;
export const LICENCE_STEPS = Object.keys(ROWS) as readonly LicenceStep[];

export function licenceStepWords(step: LicenceStep): Sentence {
  return ROWS[step];
}

/** What has to stand in a part of a licence. */
const SHAPES = {
  map: { zh: "映射", en: "a map" },
  array: { zh: "数组", en: "an array" },
  bytes: { zh: "字节串", en: "a byte string" },
  text: { zh: "文字", en: "text" },
  count: { zh: "不小于 0 的整数", en: "an integer of 0 or more" },
  embedded: { zh: "标签 24 之下的 CBOR", en: "CBOR under tag 24" },
  moment: {
    zh: "标签 0 之下的 UTC 时刻，不带小数秒",
    en: "a moment in UTC under tag 0, without fractions of a second",
  },
  date: { zh: "标签 1004 或标签 0 之下的日期", en: "a date under tag 1004 or tag 0" },
  version: { zh: "版本 1.x", en: "version 1.x" },
  hash: { zh: "SHA-256、SHA-384 或 SHA-512", en: "SHA-256, SHA-384 or SHA-512" },
  transcript: { zh: "三项的会话记录数组", en: "a transcript: an array of three" },
  proof: {
    zh: "deviceSignature 与 deviceMac 两者之一",
    en: "one of deviceSignature and deviceMac, and not both",
  },
  response: { zh: "DeviceResponse 或 IssuerSigned", en: "a DeviceResponse, or an IssuerSigned alone" },
} as const satisfies Readonly<Record<string, Sentence>>;

export type LicenceShape = keyof typeof SHAPES;

export function licenceShapeWords(shape: string): Sentence {
  return Object.hasOwn(SHAPES, shape) ? SHAPES[shape as LicenceShape] : { zh: shape, en: shape };
}

/** Why nothing proves that who presents the licence is its holder. */
const UNPROVEN = {
  "no-device-part": { zh: "文件中没有设备签名", en: "the file has no proof of the holder's device" },
  "no-transcript": { zh: "没有会话记录", en: "no session transcript came with it" },
  "no-key": {
    zh: "设备只给出 MAC，核对须用读取端密钥",
    en: "the device gave a MAC, which is checked with the reader's key alone",
  },
  "not-our-session": { zh: "应答的不是本站发起的会话", en: "it answers no session of this station" },
  "data-not-authentic": {
    zh: "未证实数据出自签发机构，其中的设备密钥不足为凭",
    en: "nothing shows that its issuer said it, so that a device's key in it proves nothing",
  },
  "checks-failed": { zh: "设备证明未通过核对", en: "the proof of the device did not pass" },
} as const satisfies Readonly<Record<string, Sentence>>;

export type HolderUnproven = keyof typeof UNPROVEN;

export function holderUnprovenWords(why: string): Sentence {
  return Object.hasOwn(UNPROVEN, why) ? UNPROVEN[why as HolderUnproven] : { zh: why, en: why };
}
