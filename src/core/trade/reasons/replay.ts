import type { None, ReasonRows } from "../reason-shape.ts";

/** Where a verdict that is recomputed from its evidence does not come out as it was sealed. */
export const REPLAY_REASONS = {
  NOT_OPENABLE_TODAY: (p: { detail: string }) => ({
    zh: `本软件不能打开此任务的文件：${p.detail}`,
    en: `this software cannot open what the job was made from: ${p.detail}`,
  }),
  NOT_REPORTABLE_TODAY: (p: { detail: string }) => ({
    zh: `本软件不能给出此任务的结果：${p.detail}`,
    en: `this software cannot report the job: ${p.detail}`,
  }),
  NOT_DECIDABLE_TODAY: (p: { index: number; detail: string }) => ({
    zh: `本软件在第 ${p.index} 条处出错：${p.detail}`,
    en: `this software fails at entry ${p.index}: ${p.detail}`,
  }),
  NOT_SEALABLE_TODAY: (p: { detail: string }) => ({
    zh: `本软件不能签封此任务：${p.detail}`,
    en: `this software cannot seal the job: ${p.detail}`,
  }),
  /** `input`: the kind of the input. */
  OTHER_EVENTS: (p: { index: number; input: string }) => ({
    zh: `第 ${p.index} 条（${p.input}）现在得出的事件与当时不同`,
    en: `entry ${p.index} (${p.input}) now leads to other events than it did`,
  }),
  EVIDENCE_WITHOUT_END: (_p: None) => ({
    zh: "由证据得不出任务的结束",
    en: "the evidence does not lead to an end of the job",
  }),
  OTHER_BYTES: (p: { at: number; sealed: string; recomputed: string }) => ({
    zh: `记录从第 ${p.at} 字节起不同：签封为 ...${p.sealed}...，重算为 ...${p.recomputed}...`,
    en: `the record differs at byte ${p.at}: sealed ...${p.sealed}... recomputed ...${p.recomputed}...`,
  }),
} as const satisfies ReasonRows;
