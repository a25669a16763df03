import type { AnyReason, None, ReasonRows, Sentence } from "../reason-shape.ts";
import { clockSourceName } from "../words/clock-sources.ts";

/** The station's clock: why it is not believed, and what that stops. */
export const CLOCK_REASONS = {
  CLOCK_DIFFERS: (p: { source: string; aheadS: number; others: readonly string[] }) => {
    const source = clockSourceName(p.source);
    const others = p.others.map(clockSourceName);
    return {
      zh: `本机时钟比${source.zh}${lead(p.aheadS).zh}${others.length === 0 ? "" : `，但与${others.map(({ zh }) => zh).join("、")}一致`}`,
      en: `this machine's clock is ${lead(p.aheadS).en} the ${source.en}${others.length === 0 ? "" : `, and agrees with the ${others.map(({ en }) => en).join(" and the ")}`}`,
    };
  },
  CLOCK_BEHIND: (p: { behindS: number; by: string }) => ({
    zh: `本机时钟比${FLOORS[p.by]?.zh ?? p.by}早 ${span(p.behindS).zh}`,
    en: `this machine's clock is ${span(p.behindS).en} before ${FLOORS[p.by]?.en ?? p.by}`,
  }),
  CLOCK_STEPPED: (p: { byS: number }) => ({
    zh: `本机时钟被${p.byS < 0 ? "拨回" : "拨快"} ${span(p.byS).zh}，没有其他时间来源证实`,
    en: `this machine's clock was set ${p.byS < 0 ? "back" : "forward"} by ${span(p.byS).en}, and no other source of the time confirms it`,
  }),
  CLOCK_IN_DOUBT: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `时钟可疑，不能开始新任务：${why.zh}。请接通网络校时（chrony 或 NTP）或校准本机时间；恢复一致后自动继续。`,
      en: `The clock is in doubt, so nothing new is begun: ${why.en}. Let chrony or NTP set it, or set it by hand; once it agrees the station goes on by itself.`,
    };
  },
  ASKING_TIME: (_p: None) => ({
    zh: "正在与登记中心核对时间，最多约五秒；请稍候再试",
    en: "the clock is being held against the registry's, for five seconds at most; try again in a moment",
  }),
  // --- notes of a record: what happened to the clock while the job ran
  CLOCK_WAS_SET: (p: { byS: number }) => ({
    zh: `过程中本机时钟被${p.byS < 0 ? "拨回" : "拨快"} ${span(p.byS).zh}；持续时间按稳定时钟计算`,
    en: `the clock of the station was set ${p.byS < 0 ? "back" : "forward"} by ${span(p.byS).en} meanwhile; durations are of the steady clock`,
  }),
  CLOCK_DOUBTED: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `过程中时钟可疑：${why.zh}`, en: `the clock was in doubt meanwhile: ${why.en}` };
  },
  // --- what speaks against a source
  CLOCK_SOURCE_WRONG: (p: { source: string; aheadS: number }) => {
    const source = clockSourceName(p.source);
    return {
      zh: `${source.zh}的时间有误：本机时钟与其他来源一致，却比它${lead(p.aheadS).zh}。请检查${source.zh}。`,
      en: `The ${source.en} has the time wrong: this machine's clock agrees with the other sources and is ${lead(p.aheadS).en} it. Have the ${source.en} looked at.`,
    };
  },
  RECEIPT_TIME_IMPLAUSIBLE: (p: { aheadS: number }) => ({
    zh: `登记中心回执的时间不可信：当时本机时钟比它${lead(p.aheadS).zh}。未采用此回执，将再次请求；请核对两边的时钟；如已一致，下一结果的回执一并涵盖。`,
    en: `The registry's receipt is dated implausibly: this machine's clock was ${lead(p.aheadS).en} it. It is not taken and asked for again; compare both clocks; where they agree by now, the receipt of the next result covers it.`,
  }),
} as const satisfies ReasonRows;

const FLOORS: Readonly<Record<string, Sentence | undefined>> = {
  entry: { zh: "日志最后一条记录", en: "the last entry of its own journal" },
  receipt: { zh: "登记中心的最后回执", en: "the registry's last receipt" },
  software: { zh: "软件发布日期", en: "the day on which its software was released" },
};

function lead(aheadS: number): Sentence {
  const { zh, en } = span(aheadS);
  return aheadS < 0 ? { zh: `慢 ${zh}`, en: `${en} behind` } : { zh: `快 ${zh}`, en: `${en} ahead of` };
}

/** In the unit that people would say it in. */
function span(seconds: number): Sentence {
  const s = Math.abs(seconds);
  const units = [
    [365.25 * 86_400, "年", "years"],
    [86_400, "天", "days"],
    [3_600, "小时", "hours"],
    [60, "分钟", "minutes"],
  ] as const;
  for (const [length, zh, en] of units) {
    if (s < 2 * length) continue;
    const count = String(Math.round((s / length) * 10) / 10);
    return { zh: `${count} ${zh}`, en: `${count} ${en}` };
  }
  return { zh: `${s} 秒`, en: `${s} s` };
}
