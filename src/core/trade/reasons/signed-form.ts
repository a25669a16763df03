import type { None, ReasonRows } from "../reason-shape.ts";

/** What of a signed text is not in its form: envelope, proof, note, trust list. Said after a colon, so without a full stop. */
export const SIGNED_FORM_REASONS = {
  FIELD_MALFORMED: (p: { field: string }) => ({
    zh: `字段 ${p.field} 缺失、未知或不符`,
    en: `the field ${p.field} is missing, not known or not of its form`,
  }),
  NOT_BASE64: (p: { field: string }) => ({
    zh: `${p.field} 不是严格的 base64`,
    en: `${p.field} is not strict base64`,
  }),
  SIGNATURES_TOO_MANY: (p: { most: number }) => ({
    zh: `超过 ${p.most} 个签名`,
    en: `more than ${p.most} signatures`,
  }),
  PAYLOAD_TOO_LARGE: (p: { bytes: number; bytesMax: number }) => ({
    zh: `签名内容有 ${p.bytes} 字节，最多 ${p.bytesMax} 字节`,
    en: `the payload has ${p.bytes} bytes, at most ${p.bytesMax} are allowed`,
  }),
  // --- a compressed payload
  STREAM_HEAD_WRONG: (_p: None) => ({
    zh: "开头不是规定的 gzip 头",
    en: "it does not begin as a gzip member of a record does",
  }),
  STREAM_SPOILT: (_p: None) => ({
    zh: "压缩数据含有不成立的编码",
    en: "a code in the compressed data stands for nothing",
  }),
  STREAM_CUT_OFF: (_p: None) => ({ zh: "压缩数据不完整", en: "the compressed data ends before its end" }),
  STREAM_GOES_ON: (_p: None) => ({ zh: "压缩数据之后还有内容", en: "something follows the compressed data" }),
  STREAM_TOO_LONG: (p: { bytesMax: number }) => ({
    zh: `解压后超过 ${p.bytesMax} 字节`,
    en: `opened, it is longer than ${p.bytesMax} bytes`,
  }),
  STREAM_CHECKSUM_WRONG: (_p: None) => ({
    zh: "内容与压缩数据自带的校验和不符",
    en: "the content is not what the checksum of the compressed data says",
  }),
  // --- a note
  NOTE_CONTROL: (_p: None) => ({ zh: "含有控制字符", en: "a control character stands in it" }),
  NOTE_WITHOUT_SIGNATURES: (_p: None) => ({
    zh: "签名前没有空行",
    en: "no blank line stands before the signatures",
  }),
  NOTE_SIGNATURE_LINE: (_p: None) => ({ zh: "签名行格式不符", en: "a signature line is not well-formed" }),
  NOT_A_CHECKPOINT: (_p: None) => ({ zh: "文本不是检查点", en: "its text is no checkpoint" }),
  // --- a trust list
  TRUST_LIST_OF_OTHER: (p: { authority: string }) => ({
    zh: `由 ${p.authority} 签发，不是指定的签发机构`,
    en: `signed by authority ${p.authority}, not by the expected one`,
  }),
  TRUST_LIST_TYPE: (p: { found: string }) => ({
    zh: `签名内容的类型是 ${p.found}`,
    en: `a payload of type ${p.found}`,
  }),
  TRUST_LIST_UNSIGNED: (_p: None) => ({
    zh: "签发机构的签名验证不通过",
    en: "the authority's signature does not verify",
  }),
  KEY_UNLIKE_ID: (p: { key: string }) => ({
    zh: `密钥与其编号 ${p.key} 不符`,
    en: `key ${p.key} is not what its id says`,
  }),
  KEY_UNLIKE_KIND: (p: { key: string; algorithm: string }) => ({
    zh: `密钥 ${p.key} 不是 ${p.algorithm}`,
    en: `key ${p.key} is not of kind ${p.algorithm}`,
  }),
  KEY_ISSUER_UNKNOWN: (p: { key: string; issuer: string }) => ({
    zh: `密钥 ${p.key} 的签发者 ${p.issuer} 不在名单中`,
    en: `key ${p.key} is of issuer ${p.issuer}, who does not stand in the list`,
  }),
  KEY_STATION_WRONG: (p: { key: string }) => ({
    zh: `密钥 ${p.key} 的站点不符`,
    en: `key ${p.key} has the wrong station`,
  }),
} as const satisfies ReasonRows;
