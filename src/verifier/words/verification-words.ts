import {
  more,
  type None,
  named,
  REVOCATION_NAMES,
  SEVERITY_NAMES,
  type Told,
  VERDICT_NAMES,
} from "./word-shape.ts";

/** Why a record, a withdrawal or a proof is refused. Whole sentences; `because` says what exactly. The codes are those of the station's own check. */
export const VERIFICATION_WORDS = {
  ENVELOPE_MALFORMED: (p: { because: Told }) =>
    more({ zh: "信封格式不符", en: "It is not a well-formed envelope" }, p.because),
  PAYLOAD_TYPE_WRONG: (p: { found: string }) => ({
    zh: `签名内容的类型不是检验或考试结果：${p.found}。`,
    en: `What is signed is not a result record: ${p.found}.`,
  }),
  SCHEMA_OUTDATED: (p: { found: number; reads: number; software: string }) => ({
    zh: `这是第 ${p.found} 版格式的记录，本软件只读第 ${p.reads} 版；请用 Proofmark ${p.software} 核验。`,
    en: `This record has format ${p.found}, and this software reads format ${p.reads}; verify it with Proofmark ${p.software}.`,
  }),
  SCHEMA_NEWER: (p: { found: number; reads: number }) => ({
    zh: `这是第 ${p.found} 版格式的记录，本软件只读第 ${p.reads} 版；请用更新的软件核验。`,
    en: `This record has format ${p.found}, and this software reads format ${p.reads}; verify it with a newer software.`,
  }),
  SIGNER_UNKNOWN: (_p: None) => ({
    zh: "没有信任列表中记录密钥的签名。",
    en: "No record key of the trust list has signed it.",
  }),
  SIGNATURE_INVALID: (p: { key: string; name: string }) => ({
    zh: `签名与内容不符，内容可能被改动（密钥 ${p.name}，${p.key}）。`,
    en: `The signature does not fit the content: one of them was changed (key ${p.name}, ${p.key}).`,
  }),
  SIGNATURE_MISSING: (p: { algorithm: string; station: string; from: string | null }) => ({
    zh:
      p.from === null
        ? `缺少站点 ${p.station} 的第一签名（${p.algorithm}）：每条记录都必须有它。`
        : `缺少站点 ${p.station} 的第二签名（${p.algorithm}）：信任列表规定该站点自 ${p.from} 起封存的记录须有双签名。`,
    en:
      p.from === null
        ? `The first signature of station ${p.station} (${p.algorithm}) is missing: every record bears it.`
        : `The second signature of station ${p.station} (${p.algorithm}) is missing: by the trust list, what it sealed from ${p.from} on bears both.`,
  }),
  SIGNATURE_UNASKED: (p: { key: string; station: string }) => ({
    zh: `有一个签名的密钥 ${p.key} 不是站点 ${p.station} 的记录密钥：此处只允许该站点列入信任列表的密钥签名。`,
    en: `It bears a signature by key ${p.key}, which is no record key of station ${p.station}: here only the station's own keys of the trust list may sign.`,
  }),
  PAYLOAD_UNREADABLE: (p: { because: Told }) =>
    more({ zh: "签名内容无法解压", en: "What is signed cannot be decompressed" }, p.because),
  PAYLOAD_NOT_STRICT_JSON: (p: { because: Told; at: number }) =>
    more(
      {
        zh: `签名内容不是无歧义的 JSON（第 ${p.at} 个字符处）`,
        en: `What is signed is not JSON with one meaning (at character ${p.at})`,
      },
      p.because,
    ),
  SCHEMA_WRONG: (p: { field: string }) => ({
    zh: `记录缺少规定的字段，或含有未知或不符的字段：${p.field}。`,
    en: `The record lacks a field, or has one that is not known or not of its form: ${p.field}.`,
  }),
  STATION_MISMATCH: (p: { found: string; expected: string }) => ({
    zh: `站点不符：这里写的是 ${p.found}，密钥或日志属于 ${p.expected}。`,
    en: `It is of station ${p.found}, and key or journal are of ${p.expected}.`,
  }),
  KEY_NOT_VALID_THEN: (p: { key: string; ended: string }) => ({
    zh: `签名密钥在当时（${p.ended}）无效：${p.key}。`,
    en: `The key was not valid at the time of the record (${p.ended}): ${p.key}.`,
  }),
  KEY_REVOKED: (p: { key: string; ended: string; from: string; why: string }) => ({
    zh: `签名密钥自 ${p.from} 起已吊销（${named(REVOCATION_NAMES, p.why).zh}），而记录结束于 ${p.ended}：${p.key}。`,
    en: `The key was revoked from ${p.from} on (${named(REVOCATION_NAMES, p.why).en}), and the record ended at ${p.ended}: ${p.key}.`,
  }),
  VERDICT_INCONSISTENT: (p: { because: Told }) =>
    more({ zh: "结论与各项目结果不符", en: "The verdict does not follow from the items" }, p.because),
  ITEM_PASSED_UNDECIDED: (p: { item: string; rule: string }) => ({
    zh: `项目 ${p.item} 合格，而规则 ${p.rule} 未定`,
    en: `item ${p.item} passes, rule ${p.rule} is undecided`,
  }),
  SEVERITY_UNLIKE_OUTCOME: (p: { item: string; rule: string; severity: string; outcome: string }) => ({
    zh: `项目 ${p.item} 的规则 ${p.rule} 为${named(SEVERITY_NAMES, p.severity).zh}，却判为${named(VERDICT_NAMES, p.outcome).zh}`,
    en: `rule ${p.rule} of item ${p.item} is a ${named(SEVERITY_NAMES, p.severity).en} and yet ${named(VERDICT_NAMES, p.outcome).en}`,
  }),
  ITEM_UNLIKE_FINDINGS: (p: { item: string; verdict: string; findings: string | null }) => ({
    zh: `项目 ${p.item} 为${named(VERDICT_NAMES, p.verdict).zh}，其规则得出${p.findings === null ? "不出结论" : named(VERDICT_NAMES, p.findings).zh}`,
    en: `item ${p.item} is ${named(VERDICT_NAMES, p.verdict).en}, its findings say ${p.findings === null ? "nothing" : named(VERDICT_NAMES, p.findings).en}`,
  }),
  EXAM_PASSED_OVER: (p: { item: string; verdict: string }) => ({
    zh: `考试合格，而项目 ${p.item} 为${named(VERDICT_NAMES, p.verdict).zh}`,
    en: `the exam is passed, item ${p.item} is ${named(VERDICT_NAMES, p.verdict).en}`,
  }),
  EXAM_PASSED_EMPTY: (_p: None) => ({
    zh: "考试合格，而没有一个项目合格",
    en: "the exam is passed without an item that is passed",
  }),
  VERDICT_WITHOUT_REASON: (p: { verdict: string }) => ({
    zh: `结论为${named(VERDICT_NAMES, p.verdict).zh}而没有原因`,
    en: `${named(VERDICT_NAMES, p.verdict).en} without a reason`,
  }),
  VERDICT_UNLIKE_ITEMS: (p: { verdict: string; items: string }) => ({
    zh: `结论为${named(VERDICT_NAMES, p.verdict).zh}，各项目得出${named(VERDICT_NAMES, p.items).zh}`,
    en: `${named(VERDICT_NAMES, p.verdict).en}, but the items give ${named(VERDICT_NAMES, p.items).en}`,
  }),
  SCORE_INCONSISTENT: (p: { because: Told }) =>
    more({ zh: "得分与扣分不符", en: "The score does not follow from the deductions" }, p.because),
  SCORE_OF_INSPECTION: (_p: None) => ({ zh: "检验没有得分", en: "an inspection has no score" }),
  SCORE_MISSING: (_p: None) => ({ zh: "考试应有得分", en: "an exam has a score" }),
  SCORE_UNLIKE_DEDUCTIONS: (p: { points: number; deducted: number; left: number }) => ({
    zh: `得分 ${p.points} 分；共扣 ${p.deducted} 分，应余 ${p.left} 分`,
    en: `${p.points} points; ${p.deducted} deducted leave ${p.left}`,
  }),
  EVIDENCE_INCONSISTENT: (p: { because: Told }) =>
    more(
      {
        zh: "证据范围或时间自相矛盾",
        en: "The range of evidence or the times contradict each other",
      },
      p.because,
    ),
  EVIDENCE_LOG_FOREIGN: (p: { log: string }) => ({ zh: `日志为 ${p.log}`, en: `its log is ${p.log}` }),
  EVIDENCE_RANGE: (p: { entries: number; firstIndex: number; endIndex: number }) => ({
    zh: `第 ${p.firstIndex} 至 ${p.endIndex} 条之间有 ${p.entries} 条`,
    en: `${p.entries} entries between ${p.firstIndex} and ${p.endIndex}`,
  }),
  EVIDENCE_AHEAD: (p: { endIndex: number; index: number }) => ({
    zh: `证据至第 ${p.endIndex} 条，而记录签封于第 ${p.index} 条`,
    en: `evidence up to entry ${p.endIndex}, sealed as entry ${p.index}`,
  }),
  TIME_UNREADABLE: (p: { time: string }) => ({
    zh: `开始时间为 ${p.time}`,
    en: `it began ${p.time}`,
  }),
  ENDED_BEFORE_BEGUN: (_p: None) => ({ zh: "结束早于开始", en: "it ended before it began" }),
  PROOF_MALFORMED: (p: { because: Told }) =>
    more({ zh: "证明文件格式不符", en: "It is not a well-formed proof" }, p.because),
  ENTRY_MISMATCH: (_p: None) => ({
    zh: "日志条目与记录不一致。",
    en: "The journal entry does not hold this record.",
  }),
  CHECKPOINT_MALFORMED: (p: { because: Told }) =>
    more({ zh: "检查点格式不符", en: "The checkpoint is not well-formed" }, p.because),
  CHECKPOINT_FOREIGN: (p: { origin: string; size: number }) => ({
    zh: `检查点属于其他日志或大小不符：${p.origin}，大小 ${p.size}。`,
    en: `The checkpoint is of another log, or of another size: ${p.origin}, size ${p.size}.`,
  }),
  LOG_SIGNATURE_INVALID: (_p: None) => ({
    zh: "检查点没有站点日志密钥的有效签名。",
    en: "The station's log key has not signed the checkpoint.",
  }),
  WITNESSES_TOO_FEW: (p: { found: number; wanted: number }) => ({
    zh: `检查点有 ${p.found} 个不同见证的签名，要求 ${p.wanted} 个。`,
    en: `The checkpoint has cosignatures of ${p.found} different witnesses of the trust list; ${p.wanted} are asked for.`,
  }),
  WITNESS_SIGNATURE_INVALID: (_p: None) => ({
    zh: "检查点没有登记中心见证的有效签名。",
    en: "No witness of the trust list has cosigned the checkpoint.",
  }),
  INCLUSION_INVALID: (_p: None) => ({
    zh: "记录不在检查点所证明的日志中。",
    en: "The record is not in the log that the checkpoint stands for.",
  }),
  WITHDRAWS_LATER: (p: { withdraws: number; sequence: number }) => ({
    zh: `第 ${p.sequence} 号撤销所指的是第 ${p.withdraws} 号记录，它并不在其之前。`,
    en: `The withdrawal has number ${p.sequence} and names the record number ${p.withdraws}, which does not come before it.`,
  }),
  // --- what a registry said of it
  STATEMENT_UNSIGNED: (_p: None) => ({
    zh: "登记中心的说明没有信任列表中见证密钥的有效签名。",
    en: "No witness of the trust list has signed what is said of the record.",
  }),
  STATEMENT_MALFORMED: (p: { because: Told }) => ({
    zh: `登记中心的说明格式不符：${p.because.zh}。`,
    en: `What the registry says of the record is not well-formed: ${p.because.en}.`,
  }),
  STATEMENT_OF_OTHER: (p: { record: string }) => ({
    zh: `登记中心的说明针对另一份记录：${p.record}。`,
    en: `The registry's statement is of another record: ${p.record}.`,
  }),
  STATEMENT_UNLIKE_WITHDRAWAL: (_p: None) => ({
    zh: "登记中心的说明与所附的撤销记录不符。",
    en: "The registry's statement and the withdrawal beside it do not agree.",
  }),
  STATEMENT_BEFORE_RECEIPT: (p: { asOf: string; witnessed: string }) => ({
    zh: `说明的时间（${p.asOf}）早于见证签名的时间（${p.witnessed}）。`,
    en: `The statement is of ${p.asOf}, before the witness cosigned (${p.witnessed}).`,
  }),
};
