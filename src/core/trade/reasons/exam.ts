import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";
import { drivingWord } from "../words/driving.ts";
import { faultName } from "../words/faults.ts";
import { signalName } from "../words/signals.ts";
import { type VERDICTS, verdictName } from "../words/verdicts.ts";
import { COURSE_REASONS } from "./course.ts";
import { EXAM_SEEN_REASONS } from "./exam-seen.ts";
import { GROUND_REASONS } from "./ground.ts";
import { LAYOUT_REASONS } from "./layout.ts";

/** A driving test: why something is void, undecided, refused or to be looked at. */
const SIGNER_NAMES = {
  candidate: { zh: "考生", en: "candidate" },
  examiner: { zh: "考试员", en: "examiner" },
} as const;

export const EXAM_REASONS = {
  PRACTICE_OVER: (p: { verdict: keyof typeof VERDICTS; points: number }) => ({
    zh: `练习结束：按考试规则为${verdictName(p.verdict).zh}，${p.points} 分。练习不产生成绩，未保存记录，未上传。`,
    en: `The practice is over: as an exam it would be ${verdictName(p.verdict).en} with ${p.points} points. Practice has no result: no record was made and nothing was sent.`,
  }),
  PRACTICE_OF_EXAM: (_: None) => ({
    zh: "只有考试可以练习，且不能接在其他考试之后。",
    en: "Only an exam can be practised, and not after another one.",
  }),
  ...EXAM_SEEN_REASONS,
  ...COURSE_REASONS,
  ...GROUND_REASONS,
  ...LAYOUT_REASONS,

  // --- an epoch that may not score
  EPOCH_QUALITY: (p: { quality: string; because: AnyReason | null }, say) => {
    const quality = drivingWord(p.quality);
    const why = p.because === null ? null : say(p.because);
    return {
      zh: `定位数据${quality.zh}${why === null ? "" : `：${why.zh}`}`,
      en: `the position is ${quality.en}${why === null ? "" : `: ${why.en}`}`,
    };
  },
  FIX_NOT_FIXED: (p: { fix: string }) => ({
    zh: `定位状态为${drivingWord(p.fix).zh}`,
    en: `the fix is ${drivingWord(p.fix).en}`,
  }),
  HEADING_MISSING: (_p: None) => ({ zh: "没有航向", en: "no heading" }),
  HEADING_FLOAT: (_p: None) => ({ zh: "航向为浮点解", en: "the heading is float" }),
  POSITION_SENSELESS: (_p: None) => ({
    zh: "位置、航向或时间的数值没有意义",
    en: "position, heading or time is not a number of this world",
  }),
  PITCH_SENSELESS: (p: { pitchDeg: string }) => ({
    zh: `俯仰角 ${p.pitchDeg}° 不可能是道路坡度`,
    en: `a pitch of ${p.pitchDeg} degrees is not a road's`,
  }),
  CORRECTIONS_OLD: (p: { ageS: string; mostS: number }) => ({
    zh: `差分改正已 ${p.ageS} 秒未更新，最多 ${p.mostS} 秒`,
    en: `corrections are ${p.ageS} s old, at most ${p.mostS} s are allowed`,
  }),
  SPEED_SENSELESS: (p: { kmh: string; mostKmh: number }) => ({
    zh: `速度 ${p.kmh} 千米/小时不在 0 至 ${p.mostKmh} 之间`,
    en: `a speed of ${p.kmh} km/h is not within 0 to ${p.mostKmh}`,
  }),
  POSITION_JUMPED: (p: { distanceM: string; withinS: string }) => ({
    zh: `位置在 ${p.withinS} 秒内跳变 ${p.distanceM} 米`,
    en: `the position jumped ${p.distanceM} m in ${p.withinS} s`,
  }),
  HEADING_JUMPED: (p: { turnedDeg: string; withinS: string }) => ({
    zh: `航向在 ${p.withinS} 秒内跳变 ${p.turnedDeg}°`,
    en: `the heading jumped ${p.turnedDeg} degrees in ${p.withinS} s`,
  }),
  DEDUCTION_WITHDRAWN: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `扣分已撤销：${why.zh}`, en: `the deduction is withdrawn: ${why.en}` };
  },
  SATELLITES_FEW: (p: { satellites: number; leastSatellites: number }) => ({
    zh: `卫星数 ${p.satellites}，少于 ${p.leastSatellites}`,
    en: `${p.satellites} satellites, fewer than ${p.leastSatellites}`,
  }),
  DILUTION_ABOVE: (p: { hdop: string; most: number }) => ({
    zh: `水平精度因子 ${p.hdop}，大于 ${p.most}`,
    en: `the horizontal dilution is ${p.hdop}, above ${p.most}`,
  }),
  BASELINE_OFF: (p: { measuredM: string; surveyedM: string }) => ({
    zh: `接收机测得两天线间距 ${p.measuredM} 米，车辆档案为 ${p.surveyedM} 米`,
    en: `the receiver measures ${p.measuredM} m between its antennas; the vehicle file says ${p.surveyedM} m`,
  }),
  HEADING_AGAINST_COURSE: (p: { m: string }) => ({
    zh: `航向与行驶方向相反（与挡位相反行驶 ${p.m} 米），请检查两天线是否接反`,
    en: `the heading is against the way driven (${p.m} m against the gear): check whether the two antennas are swapped`,
  }),
  RECEIVER_DATE_WRONG: (p: { receiver: string }) => ({
    zh: `接收机日期为 ${p.receiver}，与本站日期不符`,
    en: `the receiver's date is ${p.receiver}, which is not the station's`,
  }),
  TRACE_OF_OTHER_DAY: (p: { recorded: string; scoredFor: string }) => ({
    zh: `接收机记录的日期为 ${p.recorded}，按 ${p.scoredFor} 评判`,
    en: `by its receiver the trace is of ${p.recorded}, and it is scored for ${p.scoredFor}`,
  }),
  POSITION_OFF_COURSE: (p: { km: string }) => ({
    zh: `位置距场地 ${p.km} 千米，不在场地内`,
    en: `the position is ${p.km} km from the course`,
  }),
  RECEIVER_TIME_BACK: (_p: None) => ({ zh: "接收机时间倒退", en: "the receiver's time went back" }),
  RECEIVER_TIME_AHEAD: (_p: None) => ({
    zh: "接收机时间超前于本站时钟",
    en: "the receiver's time ran ahead of the station's clock",
  }),
  NO_EPOCHS: (_p: None) => ({ zh: "没有收到定位数据", en: "no epochs came" }),

  // --- an item that is void, undecided or not driven
  TRACK_LOST: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `长时间没有可用定位：${why.zh}`,
      en: `no usable position for too long: ${why.en}`,
    };
  },
  /** Because: what was wrong with the positions that came meanwhile; null where none came. */
  TRACK_GAP: (p: { gapS: string; because: AnyReason | null }, say) => {
    const why = p.because === null ? null : say(p.because);
    return {
      zh: `${p.gapS} 秒没有可用定位${why === null ? "" : `：${why.zh}`}`,
      en: `no usable position for ${p.gapS} s${why === null ? "" : `: ${why.en}`}`,
    };
  },
  BEGUN_IN_GAP: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `进入项目时${why.zh}`, en: `while it began, ${why.en}` };
  },
  CROSSED_IN_GAP: (p: { part: string }) => ({
    zh: `定位数据缺失期间${drivingWord(p.part).zh}可能越线`,
    en: `${drivingWord(p.part).en} may have crossed a line while epochs were missing`,
  }),
  STOOD_IN_GAP: (p: { upToS: string }) => ({
    zh: `定位数据缺失期间停车可能长达 ${p.upToS} 秒`,
    en: `stood still for up to ${p.upToS} s while epochs were missing`,
  }),
  SIGNALS_NOT_KNOWN: (p: { signals: readonly string[] }) => ({
    zh: `${p.signals.map((name) => signalName(name).zh).join("、")}状态未知`,
    en: `${p.signals.map((name) => signalName(name).en).join(", ")}: not known`,
  }),
  /** Something happened that is a fault or none, depending on what is not known. */
  HAPPENED_UNKNOWN: (p: { what: Happening; signal: string }) => ({
    zh: `${HAPPENED[p.what].zh}而${signalName(p.signal).zh}状态未知`,
    en: `${HAPPENED[p.what].en} and the ${signalName(p.signal).en} was not known`,
  }),
  COURSE_LACKS_ITEM: (_p: None) => ({ zh: "考场没有该项目", en: "the course has no such item" }),
  ITEM_NOT_JUDGED: (p: { kind: string }) => ({
    zh: `本程序不能评判项目 ${p.kind}`,
    en: `no machine judges the item ${p.kind}`,
  }),
  COURSE_ITEM_LACKS: (p: { parts: readonly string[] }) => ({
    zh: `考场文件中该项目缺少${p.parts.map((part) => drivingWord(part).zh).join("、")}`,
    en: `in the course file the item lacks ${p.parts.map((part) => drivingWord(part).en).join(", ")}`,
  }),
  NOT_DRIVEN: (_p: None) => ({ zh: "未驾驶", en: "not driven" }),
  NOT_SEEN_DRIVEN: (_p: None) => ({
    zh: "未见驾驶该项目；期间曾没有可用定位",
    en: "not seen driven; for a time there was no usable position",
  }),
  ITEM_OPEN: (p: { item: string; because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `${p.item}：${why.zh}`, en: `${p.item}: ${why.en}` };
  },
  CANNOT_BE_DECIDED: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `无法判定：${why.zh}`, en: `cannot be decided: ${why.en}` };
  },

  // --- the end of a test
  TEST_ENDED_IN_ITEM: (_p: None) => ({
    zh: "该项目进行中考试结束",
    en: "the test ended while the item was driven",
  }),
  TEST_RESTARTED: (_p: None) => ({
    zh: "考试中本站重新启动，期间的行驶未被观测",
    en: "the station was restarted while the test was driven; the motion was not observed",
  }),
  CLOSED_WITHOUT_POSITION: (p: { afterS: number; because: AnyReason | null }, say) => {
    const why = p.because === null ? null : say(p.because);
    return {
      zh: `${p.afterS} 秒没有定位，考试结束${why === null ? "" : `：${why.zh}`}`,
      en: `closed: no position for ${p.afterS} s${why === null ? "" : `: ${why.en}`}`,
    };
  },
  CLOSED_AT_STANDSTILL: (p: { afterS: number }) => ({
    zh: `车辆静止 ${p.afterS} 秒，考试结束`,
    en: `closed: the vehicle stood still for ${p.afterS} s`,
  }),

  // --- for the examiner to judge
  /** The words are the rulebook's; without a time where no receiver has told one yet. */
  LINE_NOTED: (p: { zh: string; en: string; at: string | null; item: string | null }) => ({
    zh: `${p.at ?? "时间未知"}${p.item === null ? "" : `，${p.item}`}：${p.zh}，由考试员判定`,
    en: `${p.en} at ${p.at ?? "a time not yet known"}${p.item === null ? "" : ` in ${p.item}`}, for the examiner to judge`,
  }),

  // --- a command that is refused
  TEST_IS_OVER: (_p: None) => ({ zh: "考试已结束", en: "the test is over" }),
  KEPT_OF_FIRST_ATTEMPT: (p: { job: string }) => ({
    zh: `第一次考试（${p.job}）中未扣分，本次不再考`,
    en: `driven without a deduction in the first attempt, ${p.job}`,
  }),
  NO_SECOND_OF_INSPECTION: (_p: None) => ({
    zh: "只有考试才有第二次机会",
    en: "there is a second attempt of exams only",
  }),
  NO_THIRD_ATTEMPT: (_p: None) => ({
    zh: "这已是第二次考试，须重新预约",
    en: "this was the second attempt; the candidate has to book again",
  }),
  FIRST_NOT_FAILED: (p: { verdict: string }) => ({
    zh: `第一次考试的结论是“${verdictName(p.verdict).zh}”，只有不合格才能补考`,
    en: `the first attempt came to ${verdictName(p.verdict).en}, and only one that failed has a second`,
  }),
  FIRST_OF_ANOTHER_DAY: (p: { firstOn: string; today: string }) => ({
    zh: `第一次考试在 ${p.firstOn}，今天是 ${p.today}，只能当场补考`,
    en: `the first attempt was on ${p.firstOn} and today is ${p.today}: the second is driven on the spot`,
  }),
  SECOND_TAKEN: (_p: None) => ({
    zh: "该记录之后已补考或复检过，请从最后一份记录继续",
    en: "this record has been followed by another attempt or inspection; go on from the last one",
  }),
  NO_SECOND_BY_RULES: (p: { rulebook: string }) => ({
    zh: `规则 ${p.rulebook} 没有第二次考试`,
    en: `the rules ${p.rulebook} know no second attempt`,
  }),
  FIRST_NOT_FOUND: (_p: None) => ({
    zh: "本站日志中没有这份记录，或已不在本站，请重新受理",
    en: "this station's journal has no such record, or has it no more; take the subject in anew",
  }),
  TEST_IS_DRIVEN: (_p: None) => ({
    zh: "考试已驾驶完毕，等待确认",
    en: "the test is driven and waits to be confirmed",
  }),
  SIGN_RESULT: (p: { who: "candidate" | "examiner" }) => ({
    zh: p.who === "candidate" ? "请考生确认成绩" : "请考试员签字确认成绩",
    en: p.who === "candidate" ? "Let the candidate confirm the result" : "Sign the result as examiner",
  }),
  NOT_TO_SIGN: (p: { who: "candidate" | "examiner"; next: "candidate" | "examiner" | null }) => ({
    zh: `现在不由${SIGNER_NAMES[p.who].zh}确认${p.next === null ? "" : `，应由${SIGNER_NAMES[p.next].zh}确认`}`,
    en: `it is not for the ${SIGNER_NAMES[p.who].en} to confirm now${p.next === null ? "" : `, but for the ${SIGNER_NAMES[p.next].en}`}`,
  }),
  SAY_WHY_NOT: (_p: None) => ({
    zh: "考生不同意时须写明原因",
    en: "a candidate who does not agree says why",
  }),
  ENTRY_UNKNOWN: (p: { entry: number }) => ({
    zh: `没有第 ${p.entry} 条人工扣分`,
    en: `nothing was entered by hand under number ${p.entry}`,
  }),
  ENTRY_WITHDRAWN: (p: { entry: number }) => ({
    zh: `第 ${p.entry} 条人工扣分已撤销`,
    en: `entry ${p.entry} was taken back before`,
  }),
  TEST_HAS_BEGUN: (_p: None) => ({ zh: "考试已开始", en: "the test has begun" }),
  TEST_NOT_BEGUN: (_p: None) => ({ zh: "考试尚未开始", en: "the test has not begun" }),
  DEVICE_NOT_READY: (p: { device: string; fault: string; detail: AnyReason | null }, say) => {
    const fault = faultName(p.fault);
    const more = p.detail === null ? null : say(p.detail);
    return {
      zh: `设备 ${p.device} 未就绪：${fault.zh}${more === null ? "" : `（${more.zh}）`}`,
      en: `${p.device} is not ready: ${fault.en}${more === null ? "" : ` (${more.en})`}`,
    };
  },
  RULE_NOT_IN_BOOK: (p: { rule: string }) => ({
    zh: `规则文件中没有 ${p.rule}`,
    en: `the rulebook has no rule ${p.rule}`,
  }),
  RULE_OF_MACHINE: (p: { rule: string }) => ({
    zh: `${p.rule} 只由系统评判`,
    en: `${p.rule} is judged by the machine alone`,
  }),
  RULE_COUNTED: (p: { rule: string }) => ({
    zh: `${p.rule} 已扣分，只计一次`,
    en: `${p.rule} is deducted already and counts once`,
  }),
  KIND_NOT_DRIVEN: (p: { kind: string }) => ({
    zh: `尚未驾驶 ${p.kind} 项目`,
    en: `no ${p.kind} has been driven yet`,
  }),
} as const satisfies ReasonRows;

type Happening = "engine-started" | "engine-stopped" | "moved-backward";

const HAPPENED: Readonly<Record<Happening, { zh: string; en: string }>> = {
  "engine-started": { zh: "起动发动机", en: "the engine was started" },
  "engine-stopped": { zh: "发动机停转", en: "the engine stopped" },
  "moved-backward": { zh: "车辆后退", en: "the vehicle moved backward" },
};
