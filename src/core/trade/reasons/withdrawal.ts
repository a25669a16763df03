import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { reasonGiven } from "../words/abort-reasons.ts";
import { actorName } from "../words/actors.ts";
import { everyWithdrawalReason } from "../words/withdrawal-reasons.ts";

/** Records that are taken out of force, and why one is not. */
export const WITHDRAWAL_REASON_ROWS = {
  /** By a code of `WITHDRAWAL_REASONS`. */
  WITHDRAWN_FOR: (p: { by: string; choice: string; note: string }) => {
    const by = actorName(p.by);
    const given = reasonGiven(everyWithdrawalReason(), p.choice, p.note);
    return { zh: `由${by.zh}撤销：${given.zh}`, en: `withdrawn by ${by.en}: ${given.en}` };
  },
  // --- a record that is not withdrawn
  /** `command` writes the files of records again, which say where in the journal to look. */
  WITHDRAWAL_UNKNOWN: (p: { record: string; command: string }) => ({
    zh: `本站没有记录 ${p.record}，或日志已不再保存它。请核对编号；若是本站的记录而文件缺失，停站后用 ${p.command} 重新写出，仍没有则请登记中心处理。`,
    en: `This station has no record ${p.record}, or its journal keeps it no more. Check the id; where it is the station's and only its file is gone, stop the station and write the files again with ${p.command}; otherwise ask the registry.`,
  }),
  WITHDRAWN_ALREADY: (p: { record: string }) => ({
    zh: `记录 ${p.record} 已经撤销，不必再撤。`,
    en: `The record ${p.record} is withdrawn already; nothing is left to do.`,
  }),
  WITHDRAWAL_OF_WITHDRAWAL: (p: { record: string }) => ({
    zh: `${p.record} 本身是一份撤销记录，不能再撤销。撤销有误的，请重新检验或考试。`,
    en: `${p.record} is a withdrawal itself, and stands. Where it was a mistake, inspect or examine anew.`,
  }),
  WITHDRAWAL_IN_USE: (p: { record: string; job: string }) => ({
    zh: `任务 ${p.job} 以记录 ${p.record} 为前提，正在进行。请先结束或中止该任务，再撤销。`,
    en: `The job ${p.job}, which is under way, rests on the record ${p.record}. End or abort that job first, then withdraw the record.`,
  }),
  WITHDRAWAL_NOT_SEALABLE: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `撤销不能签封，未作任何改动：${why.zh}。`,
      en: `This withdrawal could not be sealed, and nothing was done: ${why.en}.`,
    };
  },
  // --- what a withdrawn record is no good for
  FIRST_WITHDRAWN: (_p: None) => ({
    zh: "前一次的记录已被撤销，不能以它为前提，请重新受理",
    en: "the record of the first one is withdrawn, and nothing can rest on it; take the subject in anew",
  }),
  /** For whoever verifies: genuine, and of no force. `at`: an instant. */
  RECORD_WITHDRAWN: (p: { record: string; withdrawal: string; at: string; because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `记录 ${p.record} 已于 ${p.at} 被撤销，不再有效：${why.zh}。撤销记录 ${p.withdrawal}。`,
      en: `The record ${p.record} was withdrawn at ${p.at} and is not in force: ${why.en}. The withdrawal is ${p.withdrawal}.`,
    };
  },
  /** The act is durable, its record not yet. */
  WITHDRAWAL_PENDING: (p: { record: string; because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `记录 ${p.record} 的撤销尚未签封：${why.zh}。`,
      en: `The withdrawal of the record ${p.record} is not sealed yet: ${why.en}.`,
    };
  },
  /** For whoever verifies a result that another one was made for. */
  RESTS_ON_WITHDRAWN: (p: { first: string }) => ({
    zh: `它以记录 ${p.first} 为前提，而那份记录已被撤销。`,
    en: `It rests on the record ${p.first}, which is withdrawn.`,
  }),
} as const satisfies ReasonRows;
