import { ZONE_NAMES } from "../bundles/civil-day.ts";
import { more, type None, type Told } from "./word-shape.ts";

/** Why a day or the evidence of a job is refused, and what is told of them. Whole sentences. */
export const BUNDLE_WORDS = {
  SEQUENCE_GAP: (p: { found: number; expected: number }) => ({
    zh: `记录序号不连续，有记录缺失或重复：此处为 ${p.found}，应为 ${p.expected}。`,
    en: `The numbers of the records do not follow each other, one is missing or stands twice: ${p.found} where ${p.expected} should stand.`,
  }),
  ENTRY_MALFORMED: (_p: None) => ({
    zh: "日志条目不是规定的形式。",
    en: "An entry of the journal is not one that a station writes.",
  }),
  ARTIFACT_MISMATCH: (p: { because: Told }) =>
    more(
      {
        zh: "规则、档案或场地文件缺失，或与其散列不符",
        en: "A rulebook, dossier, course or vehicle is missing, or is not what its hash says",
      },
      p.because,
    ),
  ARTIFACT_UNLIKE_HASH: (p: { sha256: string }) => ({
    zh: `文本的散列不是 ${p.sha256}`,
    en: `the text is not ${p.sha256}`,
  }),
  ARTIFACT_NOT_BEFORE: (p: { job: string; sha256: string }) => ({
    zh: `任务 ${p.job} 引用 ${p.sha256}，其前没有该文件`,
    en: `job ${p.job} names ${p.sha256}, which does not stand before it`,
  }),
  JOURNAL_CONTRADICTED: (p: { field: string; record: string; journal: string }) => ({
    zh: `记录与其所依据的日志不一致：${p.field}，记录为 ${p.record}，日志为 ${p.journal}。`,
    en: `The record says otherwise than the journal that it was made from: ${p.field}, the record says ${p.record}, the journal ${p.journal}.`,
  }),
  WITHDRAWS_NO_RECORD: (p: { record: string }) => ({
    zh: `撤销所指的记录 ${p.record} 不在其前面的日志中。`,
    en: `The withdrawal names the record ${p.record}, which is not among those before it in this journal.`,
  }),
  JOURNAL_ORDER_WRONG: (p: { because: Told }) =>
    more(
      {
        zh: "日志条目的先后不成立",
        en: "An entry of the journal cannot stand after those before it",
      },
      p.because,
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
  WITHDRAWN_TWICE: (p: { record: string }) => ({
    zh: `记录 ${p.record} 在日志中被撤销两次。`,
    en: `The record ${p.record} is withdrawn twice in this journal.`,
  }),
  WITHDRAWAL_WITHOUT_ACT: (p: { record: string }) => ({
    zh: `撤销记录 ${p.record}，其前没有相应的人员操作。`,
    en: `The withdrawal of the record ${p.record} stands after no act of a person who withdrew it.`,
  }),
  EVIDENCE_MALFORMED: (p: { because: Told }) => ({
    zh: `证据包格式不符：${p.because.zh}。`,
    en: `It is not a well-formed evidence bundle: ${p.because.en}.`,
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
  EVIDENCE_PHOTOS_AWAY: (p: { photos: number }) => ({
    zh: `条目提到的照片中有 ${p.photos} 张不在证据包内。`,
    en: `${p.photos} photo${p.photos === 1 ? "" : "s"} that the entries name ${p.photos === 1 ? "is" : "are"} not in the bundle.`,
  }),
  EVIDENCE_NO_WITHDRAWAL: (_p: None) => ({
    zh: "证据包中没有撤销；这不能说明该记录从未被撤销。",
    en: "The bundle holds no withdrawal of this record; that there is none it cannot show.",
  }),
  WITHDRAWAL_PENDING: (p: { record: string; by: string; choice: string; note: string; at: string }) => {
    const note = p.note === "" ? { zh: "", en: "" } : { zh: `（${p.note}）`, en: ` (${p.note})` };
    return {
      zh: `记录 ${p.record} 已于 ${p.at} 由 ${p.by} 撤销，理由为 ${p.choice}${note.zh}；撤销尚未签封，或不在证据包中。`,
      en: `The record ${p.record} was withdrawn at ${p.at} by ${p.by}, for ${p.choice}${note.en}; the withdrawal is not sealed yet, or not in the bundle.`,
    };
  },
  ENTRIES_NOT_RISING: (p: { index: number; size: number }) => ({
    zh: `条目序号必须递增且小于 ${p.size}；此处为 ${p.index}。`,
    en: `The indexes of entries have to rise and to stay below ${p.size}; found ${p.index}.`,
  }),
  ENTRIES_NOT_IN_LOG: (p: { entries: number; size: number }) => ({
    zh: `这 ${p.entries} 条条目不是检查点所证明的日志（${p.size} 条）中的条目：有条目被改动、删去或增添。`,
    en: `These ${p.entries} entries are not those of the log of ${p.size} that the checkpoint stands for: one was changed, taken away or added.`,
  }),
  DAY_MALFORMED: (p: { because: Told }) => ({
    zh: `当日记录文件格式不符：${p.because.zh}。`,
    en: `It is not a well-formed file of a day's records: ${p.because.en}.`,
  }),
  DAY_TOO_LARGE: (p: { mib: number; mostMiB: number }) => ({
    zh: `当日记录文件有 ${p.mib} MiB，最多允许 ${p.mostMiB} MiB。`,
    en: `The file of the day's records has ${p.mib} MiB; allowed are ${p.mostMiB} MiB.`,
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
  DAY_ZONE_UNKNOWN: (p: { zone: string }) => ({
    zh: `本程序不认识时区 ${p.zone}；可核验的有 ${ZONE_NAMES.join("、")}。`,
    en: `The time zone ${p.zone} is not known here; allowed are ${ZONE_NAMES.join(", ")}.`,
  }),
};
