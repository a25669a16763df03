import type { Sentence } from "../reason-shape.ts";

/** What of docs/protocol.md a station and a registry agree on, each with versions of its own; the gravest first. */
export const PROTOCOL_PARTS = {
  delivery: { zh: "结果上传", en: "delivery of results" },
  records: { zh: "结果记录格式", en: "form of records" },
  withdrawals: { zh: "撤销记录格式", en: "form of withdrawals" },
  witnesses: { zh: "其他见证方的联署", en: "cosignatures of other witnesses" },
  commands: { zh: "登记中心指令", en: "orders of the registry" },
  requests: { zh: "检验前核查", en: "questions before an inspection" },
  papers: { zh: "资料调取", en: "papers from the registry" },
  "trust-list": { zh: "密钥清单", en: "list of keys" },
  certificates: { zh: "证书续期", en: "renewal of certificates" },
  time: { zh: "登记中心时间", en: "time of the registry" },
  events: { zh: "过程事件上报", en: "events" },
  evidence: { zh: "证据包报送", en: "sending of evidence" },
} as const satisfies Record<string, Sentence>;

export type ProtocolPart = keyof typeof PROTOCOL_PARTS;

export const PROTOCOL_PART_NAMES = Object.keys(PROTOCOL_PARTS) as readonly ProtocolPart[];
