import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** A text that is not JSON as signed documents have it. Said after "not valid JSON: ", so without a full stop. */
export const JSON_REASONS = {
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
  JSON_TOO_MANY: (p: { most: number }) => ({
    zh: `值超过 ${p.most} 个`,
    en: `has more than ${p.most} values`,
  }),
  JSON_TOO_DEEP: (p: { depthMax: number }) => ({
    zh: `嵌套超过 ${p.depthMax} 层`,
    en: `nested deeper than ${p.depthMax}`,
  }),
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
  /** Of a value that cannot be written: where, and what of JavaScript's it is, or why it would not read back. */
  JSON_UNWRITABLE: (p: { path: string; found: string | AnyReason }, say) => {
    const found = typeof p.found === "string" ? { zh: p.found, en: p.found } : say(p.found);
    return {
      zh: `${p.path} 不能写成 JSON：${found.zh}`,
      en: `${p.path} cannot be written as JSON: ${found.en}`,
    };
  },
} as const satisfies ReasonRows;
