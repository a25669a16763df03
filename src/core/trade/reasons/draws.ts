import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** What is wrong with a lot that is drawn again, offline. `records`: SHA-256 of records, hex. */
export const DRAW_REASONS = {
  DRAW_MALFORMED: (p: { because: AnyReason }, say) => {
    const because = say(p.because);
    return {
      zh: `抽签文件格式不符：${because.zh}。`,
      en: `It is not a well-formed file of a draw: ${because.en}.`,
    };
  },
  DRAW_UNSIGNED: (_p: None) => ({
    zh: "抽签的指令没有可信清单中当时有效的登记中心密钥的签名。",
    en: "The command of the draw bears no signature of a registry's key that the trust list had valid then.",
  }),
  DRAW_OF_NO_LOT: (p: { number: number; kind: string }) => ({
    zh: `第 ${p.number} 号指令（${p.kind}）不是抽签得出的。`,
    en: `Command ${p.number} (${p.kind}) was not drawn by lot.`,
  }),
  DRAW_CHECKPOINT_EARLY: (p: { cosigned: string; to: string }) => ({
    zh: `作为种子的检查点在 ${p.cosigned} 联署，早于所抽时段的结束 ${p.to}。`,
    en: `The checkpoint of the seed was cosigned at ${p.cosigned}, before the hours ended that were drawn from, at ${p.to}.`,
  }),
  DRAW_OF_OTHERS: (p: { of: number; listed: number }) => ({
    zh: `指令称从 ${p.of} 个结果中抽取，文件列出 ${p.listed} 个不同的结果。`,
    en: `The command says that ${p.of} results were drawn from; the file lists ${p.listed} different ones.`,
  }),
  DRAW_LEAVES_OUT: (p: { records: readonly string[] }) => ({
    zh: `应抽中而指令未列的结果：${p.records.join("、")}。`,
    en: `Results on which the lot falls and that the command does not name: ${p.records.join(", ")}.`,
  }),
  DRAW_ADDS: (p: { records: readonly string[] }) => ({
    zh: `未抽中而指令列出的结果：${p.records.join("、")}。`,
    en: `Results that the command names and on which the lot does not fall: ${p.records.join(", ")}.`,
  }),
  DRAW_OTHER_VEHICLE: (p: { record: string; vin: string }) => ({
    zh: `结果 ${p.record} 在文件中不是车辆 ${p.vin} 的。`,
    en: `The result ${p.record} is not of the vehicle ${p.vin} in the list of results.`,
  }),
  /** A note. */
  DRAW_RESTS_ON: (p: { listed: number }) => ({
    zh: `所列 ${p.listed} 个结果是否为该时段的全部结果，由该站日志证明，本文件不能证明。`,
    en: `Whether the ${p.listed} results that are listed are all of those hours is shown by the station's journal, and not by this file.`,
  }),
} as const satisfies ReasonRows;
