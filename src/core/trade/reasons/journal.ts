import type { None, ReasonRows } from "../reason-shape.ts";

const INDEX = {
  missing: { zh: "缺失", en: "was missing" },
  short: { zh: "不完整", en: "was too short" },
  damaged: { zh: "已损坏", en: "was damaged" },
} as const;

/** What the opening of a journal finds, and what it puts right. */
export const JOURNAL_REASONS = {
  JOURNAL_ALTERED: (p: { size: number; path: string }) => ({
    zh: `日志已被改动或换过：登记机构的最新回执证明的前 ${p.size} 条，不是 ${p.path} 所在日志的前 ${p.size} 条。`,
    en: `The journal was changed or replaced: the registry's newest receipt stands for other first ${p.size} entries than those of the journal that ${p.path} belongs to.`,
  }),
  JOURNAL_INDEX_REBUILT: (p: {
    found: "missing" | "short" | "damaged";
    records: number;
    asked: boolean;
  }) => ({
    zh: `日志的散列索引${INDEX[p.found].zh}，已${p.asked ? "应人工要求" : ""}由 ${p.records} 条日志重新生成；日志本身没有变化。`,
    en: `The journal's hash index ${INDEX[p.found].en} and was made again from the ${p.records} entries${p.asked ? ", as a person asked" : ""}; the entries themselves are as they were.`,
  }),
  JOURNAL_HASHES_MENDED: (p: { segment: number; hashes: number }) => ({
    zh: `日志第 ${p.segment} 段的散列索引有 ${p.hashes} 处损坏，已由日志条目重新生成；条目本身没有变化。`,
    en: `The hash index had ${p.hashes} wrong hashes of segment ${p.segment} of the journal, which were made again from the entries; the entries themselves are as they were.`,
  }),
  JOURNAL_SEGMENT_DAMAGED: (p: { segment: number; position: number }) => ({
    zh: `日志第 ${p.segment} 段在第 ${p.position} 字节处或之前已损坏，可能是磁盘故障。请更换磁盘，并从最近的备份恢复日志；不要删除任何文件。`,
    en: `Segment ${p.segment} of the journal is damaged at byte ${p.position} or before it: the disk may be failing. Replace it, restore the journal from its last copy (proofmark journal restore), and delete nothing.`,
  }),
  JOURNAL_TAIL_CUT: (p: {
    bytes: number;
    record: number;
    segment: number;
    position: number;
    row: string;
  }) => ({
    zh: `日志末尾有 ${p.bytes} 字节不成条目，已切除：在第 ${p.record} 条的位置，第 ${p.segment} 段第 ${p.position} 字节之后。之前的条目都在。`,
    en: `At the end of the journal ${p.bytes} bytes were no whole entry and were cut off, where entry ${p.record} would begin: segment ${p.segment}, after byte ${p.position}. Every entry before it is there.`,
  }),
  JOURNAL_MENDING_UNKNOWN: (_p: None) => ({
    zh: "上次启动修复过日志，但修复的说明无法读取。",
    en: "An earlier start mended the journal, and its note of what it did cannot be read.",
  }),
} as const satisfies ReasonRows;
