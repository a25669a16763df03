import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { revocationName } from "../words/revocation-reasons.ts";
import { severityName } from "../words/severities.ts";
import { verdictName } from "../words/verdicts.ts";
import { EVIDENCE_REASONS } from "./evidence.ts";
import { STATEMENT_REASONS } from "./public-search.ts";

/** Why something offered as evidence is refused: record, proof, journal, receipt. Whole sentences; `because` says what exactly. */
export const VERIFICATION_REASONS = {
  // --- a record
  ENVELOPE_MALFORMED: (p: { because: AnyReason }, say) =>
    more({ zh: "信封格式不符", en: "It is not a well-formed envelope" }, say(p.because)),
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
  PAYLOAD_UNREADABLE: (p: { because: AnyReason }, say) =>
    more({ zh: "签名内容无法解压", en: "What is signed cannot be decompressed" }, say(p.because)),
  PAYLOAD_NOT_STRICT_JSON: (p: { because: AnyReason; at: number }, say) =>
    more(
      {
        zh: `签名内容不是无歧义的 JSON（第 ${p.at} 个字符处）`,
        en: `What is signed is not JSON with one meaning (at character ${p.at})`,
      },
      say(p.because),
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
    zh: `签名密钥自 ${p.from} 起已吊销（${revocationName(p.why).zh}），而记录结束于 ${p.ended}：${p.key}。`,
    en: `The key was revoked from ${p.from} on (${revocationName(p.why).en}), and the record ended at ${p.ended}: ${p.key}.`,
  }),
  RECORD_KEY_REVOKED_LATER: (p: { key: string; from: string; why: string }) => ({
    zh: `签名密钥自 ${p.from} 起已吊销（${revocationName(p.why).zh}）：没有吊销前的见证，记录的时间由该密钥自称：${p.key}。`,
    en: `The key was revoked from ${p.from} on (${revocationName(p.why).en}). No witness saw the record before that, so that its time is the key's own word: ${p.key}.`,
  }),
  // --- a record that contradicts itself
  VERDICT_INCONSISTENT: (p: { because: AnyReason }, say) =>
    more({ zh: "结论与各项目结果不符", en: "The verdict does not follow from the items" }, say(p.because)),
  ITEM_PASSED_UNDECIDED: (p: { item: string; rule: string }) => ({
    zh: `项目 ${p.item} 合格，而规则 ${p.rule} 未定`,
    en: `item ${p.item} passes, rule ${p.rule} is undecided`,
  }),
  SEVERITY_UNLIKE_OUTCOME: (p: { item: string; rule: string; severity: string; outcome: string }) => ({
    zh: `项目 ${p.item} 的规则 ${p.rule} 为${severityName(p.severity).zh}，却判为${verdictName(p.outcome).zh}`,
    en: `rule ${p.rule} of item ${p.item} is a ${severityName(p.severity).en} and yet ${verdictName(p.outcome).en}`,
  }),
  ITEM_UNLIKE_FINDINGS: (p: { item: string; verdict: string; findings: string | null }) => ({
    zh: `项目 ${p.item} 为${verdictName(p.verdict).zh}，其规则得出${p.findings === null ? "不出结论" : verdictName(p.findings).zh}`,
    en: `item ${p.item} is ${verdictName(p.verdict).en}, its findings say ${p.findings === null ? "nothing" : verdictName(p.findings).en}`,
  }),
  EXAM_PASSED_OVER: (p: { item: string; verdict: string }) => ({
    zh: `考试合格，而项目 ${p.item} 为${verdictName(p.verdict).zh}`,
    en: `the exam is passed, item ${p.item} is ${verdictName(p.verdict).en}`,
  }),
  EXAM_PASSED_EMPTY: (_p: None) => ({
    zh: "考试合格，而没有一个项目合格",
    en: "the exam is passed without an item that is passed",
  }),
  VERDICT_WITHOUT_REASON: (p: { verdict: string }) => ({
    zh: `结论为${verdictName(p.verdict).zh}而没有原因`,
    en: `${verdictName(p.verdict).en} without a reason`,
  }),
  VERDICT_UNLIKE_ITEMS: (p: { verdict: string; items: string }) => ({
    zh: `结论为${verdictName(p.verdict).zh}，各项目得出${verdictName(p.items).zh}`,
    en: `${verdictName(p.verdict).en}, but the items give ${verdictName(p.items).en}`,
  }),
  SCORE_INCONSISTENT: (p: { because: AnyReason }, say) =>
    more({ zh: "得分与扣分不符", en: "The score does not follow from the deductions" }, say(p.because)),
  SCORE_OF_INSPECTION: (_p: None) => ({ zh: "检验没有得分", en: "an inspection has no score" }),
  SCORE_MISSING: (_p: None) => ({ zh: "考试应有得分", en: "an exam has a score" }),
  SCORE_UNLIKE_DEDUCTIONS: (p: { points: number; deducted: number; left: number }) => ({
    zh: `得分 ${p.points} 分；共扣 ${p.deducted} 分，应余 ${p.left} 分`,
    en: `${p.points} points; ${p.deducted} deducted leave ${p.left}`,
  }),
  EVIDENCE_INCONSISTENT: (p: { because: AnyReason }, say) =>
    more(
      {
        zh: "证据范围或时间自相矛盾",
        en: "The range of evidence or the times contradict each other",
      },
      say(p.because),
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
  /** Nothing against the record: what its rules say in words is for a reader. */
  RULEBOOK_NOT_AT_HAND: (p: { id: string; edition: string; sha256: string }) => ({
    zh: `手边没有记录所依据的规则文件 ${p.id} ${p.edition}（sha256 ${p.sha256}），以下只列规则编号。`,
    en: `The rulebook that the record names, ${p.id} ${p.edition} (sha256 ${p.sha256}), is not at hand: its rules are told by their names alone.`,
  }),
  // --- the photos that a record names
  PHOTO_MISSING: (p: { part: string; photo: string; sha256: string }) => ({
    zh: `缺少记录所列的照片 ${p.part} ${p.photo}（sha256 ${p.sha256}）。`,
    en: `The photo ${p.part} ${p.photo} that the record names is not there (sha256 ${p.sha256}).`,
  }),
  PHOTO_DIFFERENT: (p: { part: string; photo: string; sha256: string; file: string }) => ({
    zh: `文件 ${p.file} 不是记录所列的照片 ${p.part} ${p.photo}（sha256 ${p.sha256}）：内容不同。`,
    en: `The file ${p.file} is not the photo ${p.part} ${p.photo} that the record names (sha256 ${p.sha256}): its bytes are others.`,
  }),
  /** Nothing against the record. */
  PHOTOS_NOT_LOOKED_AT: (p: { photos: number }) => ({
    zh: `记录列有 ${p.photos} 张照片；照片文件未核对（--photos 指明所在目录）。`,
    en: `The record names ${p.photos} photo${p.photos === 1 ? "" : "s"}, whose bytes were not looked at (--photos names their folder).`,
  }),
  // --- a proof
  PROOF_MALFORMED: (p: { because: AnyReason }, say) =>
    more({ zh: "证明文件格式不符", en: "It is not a well-formed proof" }, say(p.because)),
  ENTRY_MISMATCH: (_p: None) => ({
    zh: "日志条目与记录不一致。",
    en: "The journal entry does not hold this record.",
  }),
  CHECKPOINT_MALFORMED: (p: { because: AnyReason }, say) =>
    more({ zh: "检查点格式不符", en: "The checkpoint is not well-formed" }, say(p.because)),
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
  ...STATEMENT_REASONS,
  ...EVIDENCE_REASONS,
  // --- several records, a journal
  JOURNAL_OUTDATED: (p: { found: number; reads: number; software: string }) => ({
    zh: `这是第 ${p.found} 版格式的日志，本软件只读第 ${p.reads} 版；请用 Proofmark ${p.software} 读取，本站请换用空的数据目录。`,
    en: `This journal has format ${p.found}, and this software reads format ${p.reads}; read it with Proofmark ${p.software}, and give the station an empty data directory.`,
  }),
  JOURNAL_NEWER: (p: { found: number; reads: number }) => ({
    zh: `这是第 ${p.found} 版格式的日志，本软件只读第 ${p.reads} 版；请换用更新的软件。`,
    en: `This journal has format ${p.found}, and this software reads format ${p.reads}; use a newer software.`,
  }),
  SEQUENCE_GAP: (p: { found: number; expected: number }) => ({
    zh: `记录序号不连续，有记录缺失或重复：此处为 ${p.found}，应为 ${p.expected}。`,
    en: `The numbers of the records do not follow each other, one is missing or stands twice: ${p.found} where ${p.expected} should stand.`,
  }),
  SEQUENCE_REUSED: (p: { sequence: number; record: string }) => ({
    zh: `同一站点的两份不同记录使用同一序号 ${p.sequence}，另一份是 ${p.record}。`,
    en: `Two different records of one station have the same number ${p.sequence}; the other is ${p.record}.`,
  }),
  ENTRY_MALFORMED: (_p: None) => ({
    zh: "日志条目不是规定的形式。",
    en: "An entry of the journal is not one that a station writes.",
  }),
  UNFINISHED_ENTRY: (p: { bytes: number; row: string }) => ({
    zh: `末尾有未写完的条目（${p.bytes} 字节，${p.row}）；站点在此日志上启动时会将其截去。`,
    en: `After the last whole entry ${p.bytes} bytes of an unfinished one follow (${p.row}). A station that starts on this journal cuts them off.`,
  }),
  JOURNAL_ORDER_WRONG: (p: { because: AnyReason }, say) =>
    more(
      {
        zh: "日志条目的先后不成立",
        en: "An entry of the journal cannot stand after those before it",
      },
      say(p.because),
    ),
  BEFORE_START: (_p: None) => ({
    zh: "它在站点启动之前",
    en: "it stands before the station has started",
  }),
  MONOTONIC_BACK: (_p: None) => ({
    zh: "其单调时间早于前一条",
    en: "its monotonic time is before that of the entry before",
  }),
  ENTRY_OF_NO_JOB: (p: { entry: string; job: string }) => ({
    zh: `${p.entry} 所属的任务 ${p.job} 未打开`,
    en: `${p.entry} of job ${p.job}, which is not open`,
  }),
  JOB_OPENED_TWICE: (p: { job: string }) => ({
    zh: `任务 ${p.job} 被打开两次`,
    en: `job ${p.job} is opened twice`,
  }),
  RECEIPT_SHRINKS: (p: { size: number; before: number }) => ({
    zh: `大小为 ${p.before} 的回执之后，回执大小为 ${p.size}`,
    en: `a receipt of size ${p.size} after one of ${p.before}`,
  }),
  SUMMARY_UNLIKE_ENTRIES: (p: { member: string }) => ({
    zh: `日志小结与其前面的条目不符（${p.member}）`,
    en: `a summary says otherwise than the entries before it (${p.member})`,
  }),
  ARTIFACT_MISMATCH: (p: { because: AnyReason }, say) =>
    more(
      {
        zh: "规则、档案或场地文件缺失，或与其散列不符",
        en: "A rulebook, dossier, course or vehicle is missing, or is not what its hash says",
      },
      say(p.because),
    ),
  ARTIFACT_UNLIKE_HASH: (p: { sha256: string }) => ({
    zh: `文本的散列不是 ${p.sha256}`,
    en: `the text is not ${p.sha256}`,
  }),
  ARTIFACT_NOT_BEFORE: (p: { job: string; sha256: string }) => ({
    zh: `任务 ${p.job} 引用 ${p.sha256}，其前没有该文件`,
    en: `job ${p.job} names ${p.sha256}, which does not stand before it`,
  }),
  /** Both as JSON. */
  JOURNAL_CONTRADICTED: (p: { field: string; record: string; journal: string }) => ({
    zh: `记录与其所依据的日志不一致：${p.field}，记录为 ${p.record}，日志为 ${p.journal}。`,
    en: `The record says otherwise than the journal that it was made from: ${p.field}, the record says ${p.record}, the journal ${p.journal}.`,
  }),
  WITHDRAWS_NO_RECORD: (p: { record: string }) => ({
    zh: `撤销所指的记录 ${p.record} 不在其前面的日志中。`,
    en: `The withdrawal names the record ${p.record}, which is not among those before it in this journal.`,
  }),
  WITHDRAWS_LATER: (p: { withdraws: number; sequence: number }) => ({
    zh: `第 ${p.sequence} 号撤销所指的是第 ${p.withdraws} 号记录，它并不在其之前。`,
    en: `The withdrawal has number ${p.sequence} and names the record number ${p.withdraws}, which does not come before it.`,
  }),
  WITHDRAWN_TWICE: (p: { record: string }) => ({
    zh: `记录 ${p.record} 在日志中被撤销两次。`,
    en: `The record ${p.record} is withdrawn twice in this journal.`,
  }),
  WITHDRAWAL_WITHOUT_ACT: (p: { record: string }) => ({
    zh: `撤销记录 ${p.record}，其前没有相应的人员操作。`,
    en: `The withdrawal of the record ${p.record} stands after no act of a person who withdrew it.`,
  }),
  RECEIPT_ROOT_MISMATCH: (p: { size: number }) => ({
    zh: `回执所证明的日志与本日志不符（大小 ${p.size}）。`,
    en: `A receipt stands for another history than this journal holds (size ${p.size}).`,
  }),
} as const satisfies ReasonRows;

/** One sentence of a fault and of what exactly it is. */
function more(what: { zh: string; en: string }, exactly: { zh: string; en: string }) {
  return {
    zh: `${what.zh}：${exactly.zh}。`,
    en: `${what.en}: ${exactly.en}.`,
  };
}
