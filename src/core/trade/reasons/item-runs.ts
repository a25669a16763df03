import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";

/** The steps of a double-idle test. */
const PHASES: Readonly<Record<string, readonly [string, string]>> = {
  leak: ["检漏", "the leak test"],
  zero: ["调零", "zeroing"],
  probe: ["插入探头", "putting the probe in"],
  conditioning: ["预热加速", "conditioning"],
  "high-hold": ["高怠速稳定", "holding the high idle"],
  "high-mean": ["高怠速取样", "the mean at high idle"],
  "idle-hold": ["怠速稳定", "holding the idle"],
  "idle-mean": ["怠速取样", "the mean at idle"],
};

/** What one run of an item may end with that is not a measurement: the procedures of the lane, one after the other. */
export const ITEM_RUN_REASONS = {
  // --- axle scale
  SCALE_NOT_STILL: (_p: None) => ({
    zh: "轴重未能按时稳定",
    en: "the scale did not come to rest in time",
  }),
  // --- brake rollers
  ROLLERS_NOT_STARTED: (_p: None) => ({
    zh: "滚筒未能按时起动",
    en: "the rollers did not start in time",
  }),
  BRAKING_NOT_ASKED: (_p: None) => ({
    zh: "检验台未按时要求制动",
    en: "the bench did not ask for braking in time",
  }),
  THIRD_ROLLER_FAULT: (_p: None) => ({
    zh: "检验台报告第三滚筒故障",
    en: "the bench reports a fault of its third roller",
  }),
  ROLLERS_STOPPED_EARLY: (_p: None) => ({
    zh: "滚筒在要求制动前停止",
    en: "the rollers stopped before braking was asked for",
  }),
  ROLLERS_STOPPED_MIDWAY: (_p: None) => ({
    zh: "滚筒在检测中途停止",
    en: "the rollers stopped in the middle of the run",
  }),
  LOCKED_EARLY: (_p: None) => ({
    zh: "车轮在要求制动前抱死",
    en: "a wheel locked before braking was asked for",
  }),
  WHEEL_WITHOUT_SAMPLE: (p: { side: "left" | "right" }) => ({
    zh: `${p.side === "left" ? "左" : "右"}轮没有采样`,
    en: `the ${p.side} wheel gave no sample`,
  }),
  SAMPLE_GAP: (p: { ms: number }) => ({
    zh: `${p.ms} 毫秒内没有采样`,
    en: `no samples for ${p.ms} ms`,
  }),
  SAMPLES_ENDED_EARLY: (p: { ms: number }) => ({
    zh: `结束前 ${p.ms} 毫秒没有采样`,
    en: `no samples for ${p.ms} ms before the end`,
  }),
  SAMPLES_TOO_FEW: (p: { found: number; needed: number }) => ({
    zh: `仅 ${p.found} 个采样，至少需要 ${p.needed} 个`,
    en: `only ${p.found} samples, at least ${p.needed} are needed`,
  }),
  SAMPLES_LOST: (p: { found: number; expected: number }) => ({
    zh: `制动过程约应有 ${p.expected} 个采样，只收到 ${p.found} 个`,
    en: `only ${p.found} of about ${p.expected} samples arrived while braking`,
  }),
  NEVER_BOTH_WHEELS: (_p: None) => ({
    zh: "制动力增长过程中没有左右轮同时有力的时刻",
    en: "at no instant of the build-up did both wheels show a force",
  }),
  // --- side-slip plate
  CROSSING_LATE: (_p: None) => ({
    zh: "未能按时驶过侧滑台",
    en: "the crossing of the side-slip plate was not over in time",
  }),
  SLIP_WITHOUT_READING: (_p: None) => ({
    zh: "侧滑台没有读数",
    en: "the side-slip plate gave no reading",
  }),
  SLIP_SILENT_EARLY: (p: { ms: number }) => ({
    zh: `侧滑台提前 ${p.ms} 毫秒停止输出读数`,
    en: `the side-slip plate fell silent ${p.ms} ms too early`,
  }),
  // --- headlamps
  LAMPS_LATE: (p: { found: number; needed: number }) => ({
    zh: `前照灯检测仪按时给出的读数只有 ${p.found} 个，应有 ${p.needed} 个`,
    en: `the headlamp tester gave ${p.found} of ${p.needed} readings in time`,
  }),
  LAMP_NOT_ON_VEHICLE: (_p: None) => ({
    zh: "二灯制车辆却测到副灯",
    en: "the tester read a minor lamp of a two-lamp system",
  }),
  // --- exhaust
  ANALYSER_NO_ANSWER: (_p: None) => ({
    zh: "分析仪未按时应答",
    en: "the analyser did not answer in time",
  }),
  ANALYSER_SILENT: (_p: None) => ({ zh: "分析仪停止输出数据", en: "the analyser fell silent" }),
  PHASE_LATE: (p: { phase: string }) => {
    const [zh, en] = PHASES[p.phase] ?? [p.phase, p.phase];
    return { zh: `测试未能按时完成步骤：${zh}`, en: `the test did not get past ${en} in time` };
  },
  EXHAUST_DILUTED: (p: { leastPct: string }) => ({
    zh: `一氧化碳与二氧化碳之和持续低于 ${p.leastPct} %：探头脱出或排气管漏气`,
    en: `CO and CO2 together stayed below ${p.leastPct} %: probe out, or a leaking exhaust`,
  }),
  OIL_COLD: (p: { foundC: string; leastC: string }) => ({
    zh: `机油温度 ${p.foundC} ℃，需达到 ${p.leastC} ℃：请先热车`,
    en: `the oil is at ${p.foundC} degrees, ${p.leastC} are needed: warm the engine up`,
  }),
  HIGH_IDLE_UNMEASURED: (_p: None) => ({
    zh: "没有高怠速平均值",
    en: "the high-idle mean is missing",
  }),
  HIGH_IDLE_DEPENDS: (p: { because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `高怠速转速取决于：${why.zh}`, en: `the high-idle speed depends on ${why.en}` };
  },
  HIGH_IDLE_NOT_GIVEN: (_p: None) => ({
    zh: "规则没有给出该车的高怠速转速",
    en: "the rulebook gives no high-idle speed for this vehicle",
  }),
} as const satisfies ReasonRows;
