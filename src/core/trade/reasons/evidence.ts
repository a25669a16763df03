import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { HIDDEN_SIGN } from "../words/hidden-sign.ts";

/** What is said of evidence that left its station: the bundle of one job, and the records of one day. Whole sentences, but for what follows a `because`. */
export const EVIDENCE_REASONS = {
  // --- the bundle of a job
  EVIDENCE_MALFORMED: (p: { because: AnyReason }, say) => ({
    zh: `证据包格式不符：${say(p.because).zh}。`,
    en: `It is not a well-formed evidence bundle: ${say(p.because).en}.`,
  }),
  EVIDENCE_TOO_LARGE: (p: { mib: number; mostMiB: number }) => ({
    zh: `证据包有 ${p.mib} MiB，最多允许 ${p.mostMiB} MiB（解压前）。`,
    en: `The evidence bundle has ${p.mib} MiB; allowed are ${p.mostMiB} MiB as a file.`,
  }),
  EVIDENCE_WITHOUT_RECORD: (p: { record: string; job: string }) => ({
    zh: `证据包中没有任务 ${p.job} 的记录 ${p.record}。`,
    en: `The bundle holds no entry with the record ${p.record} of job ${p.job}.`,
  }),
  EVIDENCE_ENTRY_STRANGE: (p: { entry: string; job: string }) => ({
    zh: `条目（${p.entry}）与任务 ${p.job} 的记录无关，证据包只应含该任务的证据。`,
    en: `The entry (${p.entry}) is none that the record of job ${p.job} rests on; a bundle holds those alone.`,
  }),
  RESUMED_WITHOUT_START: (p: { job: string }) => ({
    zh: `任务 ${p.job} 在重新启动后继续，其前却没有站点启动的条目`,
    en: `job ${p.job} goes on after a restart, and no start of the station stands before it`,
  }),
  EVIDENCE_PHOTO_UNLIKE: (p: { sha256: string; mediaType: string }) => ({
    zh: `证据包中的照片与其散列或类型不符（${p.mediaType}，sha256 ${p.sha256}）。`,
    en: `A photo of the bundle is not what its hash or its type says (${p.mediaType}, sha256 ${p.sha256}).`,
  }),
  EVIDENCE_PHOTO_STRANGE: (p: { sha256: string }) => ({
    zh: `证据包中的照片没有任何条目提到，或重复出现（sha256 ${p.sha256}）。`,
    en: `A photo of the bundle is named by none of its entries, or stands twice (sha256 ${p.sha256}).`,
  }),
  /** Nothing against the record. */
  EVIDENCE_PHOTOS_AWAY: (p: { photos: number }) => ({
    zh: `条目提到的照片中有 ${p.photos} 张不在证据包内。`,
    en: `${p.photos} photo${p.photos === 1 ? "" : "s"} that the entries name ${p.photos === 1 ? "is" : "are"} not in the bundle.`,
  }),
  EVIDENCE_NO_WITHDRAWAL: (_p: None) => ({
    zh: "证据包中没有撤销；这不能说明该记录从未被撤销。",
    en: "The bundle holds no withdrawal of this record; that there is none it cannot show.",
  }),
  EVIDENCE_UNSIGNED: (_p: None) => ({
    zh: "未核对任何签名（--trust 指明信任列表）：以上只说明证据包自身一致。",
    en: "No signature was looked at (--trust names a trust list): the bundle agrees with itself, and no more is said.",
  }),
  EVIDENCE_OF_ANOTHER: (p: { found: string; record: string }) => ({
    zh: `证据包属于记录 ${p.found}，不属于记录 ${p.record}。`,
    en: `The bundle is of the record ${p.found}, and not of ${p.record}.`,
  }),
  EVIDENCE_NOT_COSIGNED: (p: { station: string; size: number }) => ({
    zh: `证据包所用的检查点（站点 ${p.station}，${p.size} 条）不是本登记中心签证过的。`,
    en: `The checkpoint of the bundle (station ${p.station}, ${p.size} entries) is none that this registry has cosigned.`,
  }),
  /** For who needs all of it: a replay, the registry. */
  EVIDENCE_REDACTED: (_p: None) => ({
    zh: "这是供他人查阅的遮蔽版证据包：姓名、号牌和人员操作不在其中，不能据此重算或归档；请提供完整的证据包，或用 verify 命令核验本文件。",
    en: "The bundle is redacted for others: names, plates and acts of persons are not in it, so nothing can be computed again from it. Give the whole bundle, or look at this one with proofmark verify.",
  }),
  REDACTION_AS_WHOLE: (p: { sequence: number }) => ({
    zh: `与同时核验的第 ${p.sequence} 号完整记录一致：未遮蔽之处完全相同。`,
    en: `It says what the whole record number ${p.sequence} says that was verified with it, wherever it hides nothing.`,
  }),
  REDACTION_UNLIKE_WHOLE: (p: { field: string; sequence: number }) => ({
    zh: `与同时核验的第 ${p.sequence} 号完整记录不符：${p.field}。站点签署了不实的遮蔽版。`,
    en: `It says otherwise than the whole record number ${p.sequence} that was verified with it: ${p.field}. The station has signed what is not true.`,
  }),
  REDACTION_WHOLE_ABSENT: (p: { station: string; job: string }) => ({
    zh: `同时核验的完整记录都不是站点 ${p.station} 作业 ${p.job} 的：未与任何完整记录比对。`,
    en: `None of the whole records that were verified with it is of job ${p.job} of station ${p.station}: it was held against none.`,
  }),
  REDACTION_UNWRITABLE: (p: { because: AnyReason }, say) => ({
    zh: `遮蔽后的结果无法写出：${say(p.because).zh}。`,
    en: `The redacted result cannot be written: ${say(p.because).en}.`,
  }),
  // --- entries of a log
  ENTRIES_NOT_RISING: (p: { index: number; size: number }) => ({
    zh: `条目序号必须递增且小于 ${p.size}；此处为 ${p.index}。`,
    en: `The indexes of entries have to rise and to stay below ${p.size}; found ${p.index}.`,
  }),
  ENTRIES_NOT_IN_LOG: (p: { entries: number; size: number }) => ({
    zh: `这 ${p.entries} 条条目不是检查点所证明的日志（${p.size} 条）中的条目：有条目被改动、删去或增添。`,
    en: `These ${p.entries} entries are not those of the log of ${p.size} that the checkpoint stands for: one was changed, taken away or added.`,
  }),
  EVIDENCE_NOT_SEALED: (p: { job: string }) => ({
    zh: `日志中任务 ${p.job} 还没有签封的记录，没有可以导出的证据。`,
    en: `Job ${p.job} has no sealed record in this journal, so there is no evidence of one.`,
  }),
  EVIDENCE_NOT_RECEIPTED: (p: { index: number; size: number }) => ({
    zh: `第 ${p.index} 条尚无登记中心的回执（最新回执到第 ${p.size} 条之前）；送达后再导出。`,
    en: `Entry ${p.index} has no receipt of the registry yet: the newest covers the entries below ${p.size}. Try again when the record is delivered.`,
  }),
  // --- the records of a day
  DAY_MALFORMED: (p: { because: AnyReason }, say) => ({
    zh: `当日记录文件格式不符：${say(p.because).zh}。`,
    en: `It is not a well-formed file of a day's records: ${say(p.because).en}.`,
  }),
  DAY_TOO_LARGE: (p: { mib: number; mostMiB: number }) => ({
    zh: `当日记录文件有 ${p.mib} MiB，最多允许 ${p.mostMiB} MiB。`,
    en: `The file of the day's records has ${p.mib} MiB; allowed are ${p.mostMiB} MiB.`,
  }),
  DAY_ZONE_UNKNOWN: (p: { zone: string }) => ({
    zh: `不认识的时区：${p.zone}；应为 IANA 名称，如 Asia/Shanghai。`,
    en: `The time zone ${p.zone} is not known here; allowed is a name of the IANA list, as Asia/Shanghai.`,
  }),
  DAY_ENTRY_STRANGE: (p: { entry: string; day: string }) => ({
    zh: `条目（${p.entry}）不是 ${p.day} 的记录，也不与当日记录相邻。`,
    en: `The entry (${p.entry}) is no record of ${p.day}, nor one beside those.`,
  }),
  DAY_BETWEEN: (p: { first: number; last: number; day: string }) => ({
    zh: `第 ${p.first} 至 ${p.last} 号记录不缺号：其间没有遗漏 ${p.day} 的记录。`,
    en: `The records number ${p.first} to ${p.last} follow each other without a gap: none of ${p.day} is missing between them.`,
  }),
  DAY_OPEN_END: (p: { last: number; day: string }) => ({
    zh: `第 ${p.last} 号之后没有更晚的记录：不能说明 ${p.day} 之后没有别的记录。`,
    en: `No record follows number ${p.last}: nothing can show that ${p.day} had no later one.`,
  }),
  DAY_OPEN_BEGINNING: (p: { first: number; day: string }) => ({
    zh: `第 ${p.first} 号之前的记录不在文件中：不能说明 ${p.day} 之前没有别的记录。`,
    en: `The record before number ${p.first} is not in the file: nothing shows that ${p.day} had no earlier one.`,
  }),
  DAY_FROM_BEGINNING: (p: { day: string }) => ({
    zh: `文件从本站第 0 号记录开始，其前没有记录（${p.day}）。`,
    en: `The file begins with number 0, the station's first record: none stands before it (${p.day}).`,
  }),
  /** In the place of a reason that nothing can be made of without its hidden parts. */
  REASON_HIDDEN: (p: { code: string }) => ({
    zh: `已遮蔽：${HIDDEN_SIGN}（${p.code}）`,
    en: `hidden: ${HIDDEN_SIGN} (${p.code})`,
  }),
} as const satisfies ReasonRows;
