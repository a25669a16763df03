import type { Sentence } from "../reason-shape.ts";

/** Why bytes are no CBOR that is read here: what was found, and what is allowed. */
const ROWS = {
  "ends-early": { zh: "数据不完整，在此处中断", en: "the data end in the middle of something" },
  "trailing-bytes": { zh: "结尾之后还有多余字节", en: "bytes follow behind the end; nothing may follow" },
  "reserved-head": {
    zh: "首字节无定义（附加信息 28 至 30）",
    en: "a first byte that means nothing (28 to 30); it has no meaning in CBOR",
  },
  "stray-break": { zh: "多余的结束符", en: "an end mark where nothing is open" },
  "mixed-pieces": {
    zh: "分段字符串的各段类型不一，或段中再分段",
    en: "a text or byte string in pieces that are not all of its own kind",
  },
  "indefinite-length": {
    zh: "长度未写明；此处须写明长度",
    en: "something without a stated length; each has to state its length here",
  },
  "longer-head": {
    zh: "数值未用最短形式书写；此处只接受最短形式",
    en: "a number that is not written in its shortest form; only that is allowed here",
  },
  "unsorted-keys": {
    zh: "映射的键未按字节顺序排列",
    en: "map keys that are not in the order of their bytes; only that order is allowed here",
  },
  "duplicate-key": { zh: "同一映射中有重复的键", en: "the same key twice in one map; once is allowed" },
  "key-kind": {
    zh: "映射的键既不是整数，也不是文字或字节串",
    en: "a map key that is no integer, text or byte string",
  },
  "bad-text": { zh: "文字不是有效的 UTF-8", en: "text that is not UTF-8" },
  "too-deep": { zh: "嵌套超过 16 层", en: "more than 16 levels of nesting; 16 are allowed" },
  "too-many": { zh: "内容项过多", en: "more items than are read; the number is capped" },
  "too-large": { zh: "超过允许的大小", en: "more bytes than are read here" },
  "simple-value": {
    zh: "无定义的简单值；只接受 true、false、null",
    en: "a simple value that is not true, false, null or undefined",
  },
  "float-here": { zh: "出现小数；此处不允许", en: "a float; none is allowed here" },
  "wide-number": { zh: "整数超出 2 的 53 次方", en: "an integer beyond 2^53; smaller ones are allowed" },
  "unknown-tag": { zh: "不认识的标签", en: "a tag that is not known here" },
  "tag-content": { zh: "标签之下的内容类型不对", en: "a tag around something that it cannot be around" },
} as const satisfies Readonly<Record<string, Sentence>>;

export type CborFault = keyof typeof ROWS;
export const CBOR_FAULTS = Object.keys(ROWS) as readonly CborFault[];

export function cborFaultWords(fault: string): Sentence {
  return Object.hasOwn(ROWS, fault) ? ROWS[fault as CborFault] : { zh: fault, en: fault };
}
