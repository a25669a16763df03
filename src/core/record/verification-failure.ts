/** Why something offered as evidence is refused; a closed list, each with one sentence for the person who asked. */
export const VERIFICATION_FAILURES = {
  ENVELOPE_MALFORMED: { zh: "信封格式不符。", en: "It is not a well-formed envelope." },
  PAYLOAD_TYPE_WRONG: {
    zh: "签名内容的类型不是检验或考试结果。",
    en: "What is signed is not a result record.",
  },
  SIGNER_UNKNOWN: {
    zh: "没有信任列表中记录密钥的签名。",
    en: "No record key of the trust list has signed it.",
  },
  SIGNATURE_INVALID: {
    zh: "签名与内容不符，内容可能被改动。",
    en: "The signature does not fit the content: one of them was changed.",
  },
  PAYLOAD_NOT_STRICT_JSON: {
    zh: "签名内容不是无歧义的 JSON。",
    en: "What is signed is not JSON with one meaning.",
  },
  SCHEMA_WRONG: {
    zh: "记录缺少规定的字段或含有未知字段。",
    en: "The record lacks a field, or has one that is not known.",
  },
  STATION_MISMATCH: {
    zh: "签名密钥属于其他站点。",
    en: "The key that signed it belongs to another station.",
  },
  KEY_NOT_VALID_THEN: { zh: "签名密钥在当时无效。", en: "The key was not valid at the time of the record." },
  VERDICT_INCONSISTENT: { zh: "结论与各项目结果不符。", en: "The verdict does not follow from the items." },
  SCORE_INCONSISTENT: { zh: "得分与扣分不符。", en: "The score does not follow from the deductions." },
  EVIDENCE_INCONSISTENT: {
    zh: "证据范围或时间自相矛盾。",
    en: "The range of evidence or the times contradict each other.",
  },
  PROOF_MALFORMED: { zh: "证明文件格式不符。", en: "It is not a well-formed proof." },
  ENTRY_MISMATCH: { zh: "日志条目与记录不一致。", en: "The journal entry does not hold this record." },
  CHECKPOINT_MALFORMED: { zh: "检查点格式不符。", en: "The checkpoint is not well-formed." },
  CHECKPOINT_FOREIGN: {
    zh: "检查点属于其他日志或大小不符。",
    en: "The checkpoint is of another log, or of another size.",
  },
  LOG_SIGNATURE_INVALID: {
    zh: "检查点没有站点日志密钥的有效签名。",
    en: "The station's log key has not signed the checkpoint.",
  },
  WITNESS_SIGNATURE_INVALID: {
    zh: "检查点没有登记处见证的有效签名。",
    en: "No witness of the trust list has cosigned the checkpoint.",
  },
  INCLUSION_INVALID: {
    zh: "记录不在检查点所证明的日志中。",
    en: "The record is not in the log that the checkpoint stands for.",
  },
  SEQUENCE_GAP: {
    zh: "记录序号不连续，有记录缺失或重复。",
    en: "The numbers of the records do not follow each other: one is missing or stands twice.",
  },
  SEQUENCE_REUSED: {
    zh: "同一站点的两份不同记录使用同一序号。",
    en: "Two different records of one station have the same number.",
  },
  ENTRY_MALFORMED: {
    zh: "日志条目不是规定的形式。",
    en: "An entry of the journal is not one that a station writes.",
  },
  JOURNAL_ORDER_WRONG: {
    zh: "日志条目的先后不成立。",
    en: "An entry of the journal cannot stand after those before it.",
  },
  ARTIFACT_MISMATCH: {
    zh: "规则、档案或场地文件缺失，或与其散列不符。",
    en: "A rulebook, dossier, course or vehicle is missing, or is not what its hash says.",
  },
  JOURNAL_CONTRADICTED: {
    zh: "记录与其所依据的日志不一致。",
    en: "The record says otherwise than the journal that it was made from.",
  },
  RECEIPT_ROOT_MISMATCH: {
    zh: "回执所证明的日志与本日志不符。",
    en: "A receipt stands for another history than this journal holds.",
  },
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>;

export type VerificationFailure = keyof typeof VERIFICATION_FAILURES;

export interface Refusal {
  readonly kind: "refused";
  readonly code: VerificationFailure;
  /** What exactly, where there is more to say. */
  readonly detail: string;
}

export function refusal(code: VerificationFailure, detail = ""): Refusal {
  return { kind: "refused", code, detail };
}
