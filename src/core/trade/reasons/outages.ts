import { type AnyReason, type ReasonRows, type Sentence, sayAll } from "../reason-shape.ts";

/** Times are ISO instants: who shows them has no other zone than the station's, and a record names it in its time. */
export const OUTAGE_REASONS = {
  OFFLINE_SINCE: (p: { since: string; from: string; by: CountedFrom; days: number; pending: number }) => {
    const apart = p.from !== p.since;
    const { zh, en } = countedFrom(p);
    return {
      zh: `自 ${p.since} 起离线，${apart ? `${zh}起算` : ""}已 ${p.days} 天；${p.pending} 条结果待回执`,
      en: `offline since ${p.since}, ${days(p.days)} by now${apart ? ` from ${en}` : ""}; ${awaiting(p.pending)}`,
    };
  },
  OFFLINE_UNCOUNTED: (p: { since: string; pending: number }) => ({
    zh: `自 ${p.since} 起离线；时钟可疑期间不计天数；${p.pending} 条结果待回执`,
    en: `offline since ${p.since}; no days are counted while the clock is in doubt; ${awaiting(p.pending)}`,
  }),
  OFFLINE_TOO_LONG: (p: {
    from: string;
    by: CountedFrom;
    days: number;
    stopDays: number;
    stopped: string;
  }) => {
    const { zh, en } = countedFrom(p);
    return {
      zh: `离线已 ${p.days} 天（${zh}起算），达到 ${p.stopDays} 天的上限：自 ${p.stopped} 起不能开始新的检验、考试，不能叫号；正在进行的作业可以做完，结果照常签封。请恢复与登记中心的联系；收到其应答并取得所等待的回执后自动恢复。`,
      en: `Offline for ${days(p.days)}, counted from ${en}, and the limit is ${days(p.stopDays)}: since ${p.stopped} nobody can begin an inspection or a driving test, or call the next one. Jobs that run are finished and sealed as ever. Let the registry be reached again; once it has answered, and what waits has its receipts, the station goes on by itself.`,
    };
  },
  OUTAGE_DAYS_NOT_RISING: (p: { warnDays: number; provisionalDays: number; stopDays: number }) => ({
    zh: `warnDays、provisionalDays、stopDays 必须依次不减，现为 ${p.warnDays}、${p.provisionalDays}、${p.stopDays}`,
    en: `warnDays, provisionalDays and stopDays must not fall, and are ${p.warnDays}, ${p.provisionalDays} and ${p.stopDays}`,
  }),
  OUTAGE_MORE: (p: { count: number; devices: readonly string[] }) => ({
    zh: `另有 ${p.count} 项${p.devices.length === 0 ? "" : `：${p.devices.join("、")}`}`,
    en: `${p.count} more${p.devices.length === 0 ? "" : `: ${p.devices.join(", ")}`}`,
  }),
  DEVICE_NOTED_DOWN: (p: { device: string }) => ({
    zh: `设备 ${p.device} 未连接或有故障`,
    en: `the device ${p.device} is away or at fault`,
  }),
  // --- notes of a record: what stood when its job was begun
  BEGUN_OFFLINE: (p: { since: string }) => ({
    zh: `开始时本站自 ${p.since} 起与登记中心失去联系：此后吊销的密钥和下达的指令，本站可能不知道`,
    en: `when this was begun the station had been without its registry since ${p.since}: it may not know of keys revoked and of orders given since then`,
  }),
  BEGUN_PROVISIONAL: (p: { since: string }) => ({
    zh: `暂定结果：开始时本站自 ${p.since} 起与登记中心失去联系，取得回执并核对后生效`,
    en: `a provisional result: when it was begun the station had been without its registry since ${p.since}; it counts once it has its receipt and was looked at`,
  }),
  BEGUN_WITH_DEVICE_DOWN: (p: { since: string; because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return {
      zh: `开始时自 ${p.since} 起设备异常：${why.zh}`,
      en: `when this was begun a device had been degraded since ${p.since}: ${why.en}`,
    };
  },
  // --- what cannot stand in a journal
  OUTAGE_STANDS_ALREADY: (p: { state: string }) => ({
    zh: `状态 ${p.state} 已经存在，却又记为进入`,
    en: `the state ${p.state} is entered, and it stands already`,
  }),
  OUTAGE_STANDS_NOT: (p: { state: string }) => ({
    zh: `状态 ${p.state} 并不存在，却记为离开或改变`,
    en: `the state ${p.state} is left or changed, and it does not stand`,
  }),
  OUTAGE_CLOSED_OTHERWISE: (p: { state: string; said: string; found: string }) => ({
    zh: `状态 ${p.state} 的结束记录写的是 ${p.said}，日志中是 ${p.found}`,
    en: `what closes the state ${p.state} says ${p.said}, and the journal has ${p.found}`,
  }),
  OUTAGES_OF_JOB_OTHERWISE: (p: { job: string; said: string; found: string }) => ({
    zh: `作业 ${p.job} 开始时写明的异常状态是 ${p.said}，日志中是 ${p.found}`,
    en: `the job ${p.job} says that it was begun in ${p.said}, and by the journal it was ${p.found}`,
  }),
} as const satisfies ReasonRows;

/** What the days of OFFLINE count from. */
type CountedFrom = "noted" | "away" | "oldest" | "receipt";

const COUNTED_FROM: Readonly<Record<CountedFrom, (at: string) => Sentence>> = {
  noted: (at) => ({
    zh: `自日志记下离线的 ${at} `,
    en: `${at}, since when the journal says that it is offline`,
  }),
  away: (at) => ({ zh: `自与登记中心失去联系的 ${at} `, en: `${at}, when the registry was lost` }),
  oldest: (at) => ({
    zh: `自最早一条待回执结果签封的 ${at} `,
    en: `${at}, when the oldest result that awaits its receipt was sealed`,
  }),
  receipt: (at) => ({
    zh: `自最近一次回执的 ${at}（登记中心时间）`,
    en: `${at}, the registry's time of its newest receipt`,
  }),
};

/** A word of another software's journal is no reason to say nothing. */
function countedFrom({ from, by }: { readonly from: string; readonly by: CountedFrom }): Sentence {
  return (
    (COUNTED_FROM[by] as ((at: string) => Sentence) | undefined)?.(from) ?? { zh: `自 ${from} `, en: from }
  );
}

function awaiting(count: number): string {
  return count === 1 ? "1 result awaits its receipt" : `${count} results await their receipts`;
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
