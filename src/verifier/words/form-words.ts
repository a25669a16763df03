import { type None, named, type Sentence } from "./word-shape.ts";

const PARTS_OF_JSON: Readonly<Record<string, Sentence>> = {
  containers: { zh: "对象和数组", en: "objects and lists" },
  values: { zh: "值", en: "values" },
  members: { zh: "同一对象的成员", en: "members of one object" },
};

/** What is not in its form. Said after a colon, so without a full stop. */
export const FORM_WORDS = {
  // --- JSON
  TEXT_TOO_LARGE: (p: { bytesMax: number }) => ({
    zh: `超过 ${p.bytesMax} 字节`,
    en: `larger than ${p.bytesMax} bytes`,
  }),
  NOT_UTF8: (_p: None) => ({ zh: "不是有效的 UTF-8 编码", en: "not valid UTF-8" }),
  JSON_BYTE_ORDER_MARK: (_p: None) => ({
    zh: "开头有字节顺序标记",
    en: "starts with a byte order mark",
  }),
  JSON_GOES_ON: (_p: None) => ({ zh: "结尾之后还有内容", en: "goes on after its end" }),
  JSON_TOO_DEEP: (p: { depthMax: number }) => ({
    zh: `嵌套超过 ${p.depthMax} 层`,
    en: `nested deeper than ${p.depthMax}`,
  }),
  JSON_TOO_MANY: (p: { of: "containers" | "values" | "members"; most: number }) => {
    const { zh, en } = named(PARTS_OF_JSON, p.of);
    return { zh: `${zh}超过 ${p.most} 个`, en: `has more than ${p.most} ${en}` };
  },
  JSON_KEY_MISSING: (_p: None) => ({ zh: "缺少键名（可能多了逗号）", en: "a key is missing" }),
  JSON_KEY_FORBIDDEN: (p: { key: string }) => ({
    zh: `不允许使用键名 ${p.key}`,
    en: `the key ${p.key} is forbidden`,
  }),
  JSON_KEY_TWICE: (p: { key: string }) => ({
    zh: `键名 ${JSON.stringify(p.key)} 重复`,
    en: `the key ${JSON.stringify(p.key)} stands twice`,
  }),
  JSON_COLON_MISSING: (_p: None) => ({ zh: "缺少冒号", en: "a colon is missing" }),
  JSON_COMMA_MISSING: (p: { of: "object" | "array" }) =>
    p.of === "object"
      ? { zh: "缺少逗号或右花括号", en: "a comma or a closing brace is missing" }
      : { zh: "缺少逗号或右方括号", en: "a comma or a closing bracket is missing" },
  JSON_STRING_OPEN: (_p: None) => ({ zh: "文本没有结束引号", en: "a string does not end" }),
  JSON_STRING_CONTROL: (_p: None) => ({
    zh: "文本中有控制字符",
    en: "a control character stands in a string",
  }),
  JSON_LONE_SURROGATE: (_p: None) => ({
    zh: "文本中有不成对的代理字符",
    en: "a string has a lone surrogate",
  }),
  JSON_ESCAPE_UNKNOWN: (_p: None) => ({ zh: "未知的转义", en: "an unknown escape" }),
  JSON_ESCAPE_NOT_HEX: (_p: None) => ({
    zh: "转义不是四位十六进制数",
    en: "an escape is not four hex digits",
  }),
  JSON_EXPONENT: (_p: None) => ({ zh: "数字带有指数", en: "a number has an exponent" }),
  JSON_NUMBER_TOO_LARGE: (_p: None) => ({ zh: "数字超过 2^53", en: "a number is beyond 2^53" }),
  JSON_MINUS_ZERO: (_p: None) => ({ zh: "负零", en: "minus zero" }),
  JSON_VALUE_MISSING: (_p: None) => ({ zh: "此处缺少值（可能多了逗号）", en: "no value stands here" }),
  // --- what is signed
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
  BROUGHT_LIST_TOO_LARGE: (p: { found: number; most: number }) => ({
    zh: `证据包自带的列表有 ${p.found} 个密钥，最多允许 ${p.most} 个；请自备信任列表`,
    en: `the list that the bundle brings has ${p.found} keys, allowed are ${p.most}; use a trust list of your own`,
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
  KEY_STATION_WRONG: (p: { key: string }) => ({
    zh: `密钥 ${p.key} 的站点不符`,
    en: `key ${p.key} has the wrong station`,
  }),
  KEY_ISSUER_UNKNOWN: (p: { key: string; issuer: string }) => ({
    zh: `密钥 ${p.key} 属于 ${p.issuer}，而列表中没有该签发者`,
    en: `key ${p.key} is of ${p.issuer}, which is no issuer of the list`,
  }),
  // --- bytes of a mark
  ZLIB_HEAD_WRONG: (_p: None) => ({
    zh: "开头不是规定的 zlib 头",
    en: "it does not begin as zlib data does",
  }),
  CBOR_GOES_ON: (p: { at: number }) => ({
    zh: `CBOR 在第 ${p.at} 字节结束，其后还有内容`,
    en: `the CBOR ends at byte ${p.at}, and something follows it`,
  }),
  CBOR_TOO_MUCH: (p: { at: number; depthMax: number; itemsMax: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处嵌套过深或项目过多，最多 ${p.depthMax} 层、${p.itemsMax} 项`,
    en: `at byte ${p.at} the CBOR is nested too deeply or has too many items; allowed are ${p.depthMax} levels and ${p.itemsMax} items`,
  }),
  CBOR_NOT_UTF8: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处的文本不是有效的 UTF-8`,
    en: `the text at byte ${p.at} of the CBOR is not valid UTF-8`,
  }),
  CBOR_KEY_TWICE: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处的键重复`,
    en: `the key at byte ${p.at} of the CBOR stands twice`,
  }),
  CBOR_KEY_ORDER: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处的键未按字节顺序排列`,
    en: `the key at byte ${p.at} of the CBOR is not in the order of bytes`,
  }),
  CBOR_KIND_WRONG: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处是浮点数或不允许的值`,
    en: `at byte ${p.at} of the CBOR stands a float, or a value that is not allowed`,
  }),
  CBOR_NOT_SHORTEST: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处不是最短的写法`,
    en: `what stands at byte ${p.at} of the CBOR can be written more shortly`,
  }),
  CBOR_NUMBER_TOO_LARGE: (p: { at: number }) => ({
    zh: `CBOR 第 ${p.at} 字节处的数超过 2^53`,
    en: `the number at byte ${p.at} of the CBOR is beyond 2^53`,
  }),
  CBOR_CUT_OFF: (p: { at: number }) => ({
    zh: `CBOR 在第 ${p.at} 字节处中断`,
    en: `the CBOR breaks off at byte ${p.at}`,
  }),
};
