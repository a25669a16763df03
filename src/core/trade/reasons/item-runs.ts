import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";
import { inputValue } from "../words/inputs.ts";

/** The steps of a double-idle and of a free-acceleration test. */
const PHASES: Readonly<Record<string, readonly [string, string]>> = {
  leak: ["检漏", "the leak test"],
  zero: ["调零", "zeroing"],
  probe: ["插入探头", "putting the probe in"],
  conditioning: ["预热加速", "conditioning"],
  "high-hold": ["高怠速稳定", "holding the high idle"],
  "high-mean": ["高怠速取样", "the mean at high idle"],
  "idle-hold": ["怠速稳定", "holding the idle"],
  "idle-mean": ["怠速取样", "the mean at idle"],
  clear: ["取出探头", "taking the probe out"],
  start: ["进入加速测量", "making ready for accelerations"],
  air: ["空气中零位核查", "the look at clean air"],
  idle: ["怠速稳定", "holding the idle"],
  trigger: ["触发加速测量", "starting to sample"],
  drive: ["加速并回到怠速", "the acceleration and the way back to idle"],
  summary: ["读取仪器结果", "the results of the instrument"],
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
  SAMPLES_HOLE: (p: { ms: number }) => ({
    zh: `制动过程中有 ${p.ms} 毫秒缺少采样`,
    en: `samples of ${p.ms} ms of the braking are missing in one place`,
  }),
  SAMPLES_REPEATED: (p: { found: number; of: number }) => ({
    zh: `制动力增长时 ${p.of} 个采样中有 ${p.found} 个与前一个相同：检验台重复发送采样`,
    en: `${p.found} of ${p.of} samples repeat the one before while the forces grow: the bench sends samples twice`,
  }),
  SAMPLES_UNCARRIED: (p: { found: number; of: number }) => ({
    zh: `${p.of} 个采样中有 ${p.found} 个与前后采样不符：线路受干扰`,
    en: `${p.found} of ${p.of} samples do not fit the ones beside them: the line is disturbed`,
  }),
  FORCE_NEGATIVE: (_p: None) => ({ zh: "制动力为负值", en: "a braking force is negative" }),
  LOCK_CONTRADICTED: (p: { side: "left" | "right" }) => ({
    zh: `检验台通知${p.side === "left" ? "左" : "右"}轮抱死，但其制动力此后继续增长`,
    en: `the bench told that the ${p.side} wheel had locked, and its force grew on`,
  }),
  LOCK_UNTOLD: (p: { side: "left" | "right" }) => ({
    zh: `${p.side === "left" ? "左" : "右"}轮制动力中途骤降，而检验台没有报告抱死`,
    en: `the force of the ${p.side} wheel broke down, and the bench did not say that it locked`,
  }),
  BRAKE_NOT_PRESSED: (_p: None) => ({
    zh: "两轮均无制动：未踩（拉）制动，或制动失效",
    en: "neither wheel braked: nobody pressed or pulled, or the brakes do nothing at all",
  }),
  LOCK_WITHOUT_FORCE: (p: { side: "left" | "right" }) => ({
    zh: `检验台报告${p.side === "left" ? "左" : "右"}轮抱死，而该轮没有制动`,
    en: `the bench said that the ${p.side} wheel locked, which had not braked`,
  }),
  FORCE_STILL_ROSE: (_p: None) => ({
    zh: "检测结束时制动力仍在增长：踩（拉）制动太迟或太慢",
    en: "the force still rose when the braking was over: pressed or pulled too late or too slowly",
  }),
  MOTOR_NOT_ON: (p: { side: "left" | "right" }) => ({
    zh: `要求制动时${p.side === "left" ? "左" : "右"}侧滚筒电机未运转`,
    en: `the motor of the ${p.side} rollers did not run when braking was asked for`,
  }),
  SIDE_SHOWS_NOTHING: (p: { side: "left" | "right" }) => ({
    zh: `${p.side === "left" ? "左" : "右"}轮滚动时也无示值：滚筒未转或传感器无信号`,
    en: `the ${p.side} side showed nothing of a wheel that rolls: its rollers stood, or its cell is dead`,
  }),
  BENCH_RATE_UNKNOWN: (_p: None) => ({
    zh: "不知道检验台的采样频率",
    en: "nobody has said how often the bench samples",
  }),
  BENCH_SUMMARY_MISSING: (_p: None) => ({
    zh: "检验台没有给出自己的结果",
    en: "the bench did not tell its own result",
  }),
  MAXIMA_DIFFER: (p: { side: "left" | "right"; oursN: string; benchN: string }) => ({
    zh: `${p.side === "left" ? "左" : "右"}轮最大制动力：由采样得 ${p.oursN} N，检验台自己的结果为 ${p.benchN} N`,
    en: `greatest force of the ${p.side} wheel: ${p.oursN} N by the samples, ${p.benchN} N by the bench itself`,
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
  SLIP_RESULT_DIFFERS: (p: { ours: string; plates: string }) => ({
    zh: `侧滑台给出的结果为 ${p.plates} m/km，读数得出 ${p.ours} m/km，两者不符`,
    en: `the side-slip plate's own result is ${p.plates} m/km, its readings come to ${p.ours} m/km`,
  }),
  // --- headlamps
  LAMPS_LATE: (p: { found: number; needed: number }) => ({
    zh: `前照灯检测仪按时给出的读数只有 ${p.found} 个，应有 ${p.needed} 个`,
    en: `the headlamp tester gave ${p.found} of ${p.needed} readings in time`,
  }),
  LAMP_NOT_ON_VEHICLE: (p: { lamps: string }) => {
    const { zh, en } = inputValue("vehicle.lampSystem", p.lamps);
    return {
      zh: `${zh}车辆没有测到的这只灯`,
      en: `the tester read a lamp that a vehicle with the ${en} system does not have`,
    };
  },
  LAMP_READINGS_DIFFER: (p: { side: "left" | "right"; lamp: "main" | "minor" }) => ({
    zh: `${p.side === "left" ? "左" : "右"}${p.lamp === "main" ? "主" : "副"}灯的两次读数不同`,
    en: `two readings of the ${p.side} ${p.lamp} lamp differ`,
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
  // --- smoke of a free acceleration
  OPACIMETER_NO_ANSWER: (_p: None) => ({
    zh: "烟度计未按时应答",
    en: "the opacimeter did not answer in time",
  }),
  OPACIMETER_SILENT: (_p: None) => ({ zh: "烟度计停止输出数据", en: "the opacimeter fell silent" }),
  ZERO_NOT_KEPT: (p: { foundPerM: string; mostPerM: string }) => ({
    zh: `零位校准后空气中读数为 ${p.foundPerM} m⁻¹，应在 ±${p.mostPerM} m⁻¹ 以内：探头须离开排气管，管路须无黑烟`,
    en: `${p.foundPerM} m⁻¹ in clean air after zeroing, within ${p.mostPerM} m⁻¹ is needed: is the probe out and the line free of smoke?`,
  }),
  NO_EXHAUST_IN_PROBE: (p: { foundC: string; leastC: string }) => ({
    zh: `加速过程中气样温度最高 ${p.foundC} ℃，应达到 ${p.leastC} ℃：探头可能脱出`,
    en: `the gas came to ${p.foundC} degrees while accelerating, ${p.leastC} are needed: is the probe in?`,
  }),
  SMOKE_INCREDIBLE: (p: { found: string; from: string; to: string }) => ({
    zh: `烟度计给出光吸收系数 ${p.found} m⁻¹，超出可能范围（${p.from} 至 ${p.to}）`,
    en: `the opacimeter gave k ${p.found} m⁻¹, which no engine does (${p.from} to ${p.to})`,
  }),
  THROTTLE_NOT_PRESSED: (p: { neededRpm: number }) => ({
    zh: `采样结束前转速未达到 ${p.neededRpm} r/min`,
    en: `the engine did not come to ${p.neededRpm} rpm before sampling ended`,
  }),
  THROTTLE_SLOW: (p: { ms: number; mostMs: number }) => ({
    zh: `离开怠速到高转速用了 ${p.ms} 毫秒，最多 ${p.mostMs} 毫秒`,
    en: `it took ${p.ms} ms from idle to speed, at most ${p.mostMs} ms are allowed`,
  }),
  THROTTLE_RELEASED_EARLY: (p: { heldMs: number; neededMs: number }) => ({
    zh: `油门仅保持 ${p.heldMs} 毫秒，至少需要 ${p.neededMs} 毫秒`,
    en: `full throttle was held for ${p.heldMs} ms, ${p.neededMs} ms are needed`,
  }),
  PEAK_SPEED_LOW: (p: { foundRpm: string; neededRpm: number }) => ({
    zh: `烟度计记录的最高转速 ${p.foundRpm} r/min，应达到 ${p.neededRpm} r/min`,
    en: `the opacimeter saw ${p.foundRpm} rpm at most, ${p.neededRpm} are needed`,
  }),
  PEAK_CONTRADICTED: (p: { peakPerM: string; readPerM: string; mostPerM: string }) => ({
    zh: `烟度计给出的峰值 ${p.peakPerM} m⁻¹ 与实时读数最大值 ${p.readPerM} m⁻¹ 相差超过 ${p.mostPerM} m⁻¹`,
    en: `the peak ${p.peakPerM} m⁻¹ and the readings, ${p.readPerM} m⁻¹ at most, differ by more than ${p.mostPerM} m⁻¹`,
  }),
  ROW_SPREAD: (p: { spreadPerM: string; mostPerM: string }) => ({
    zh: `最近几次加速的峰值相差 ${p.spreadPerM} m⁻¹，最多允许 ${p.mostPerM} m⁻¹`,
    en: `the last peaks lie ${p.spreadPerM} m⁻¹ apart, at most ${p.mostPerM} m⁻¹ are allowed`,
  }),
  ROW_TREND: (p: { changePerM: string }) => ({
    zh: `最近几次加速的峰值单向变化 ${p.changePerM} m⁻¹`,
    en: `the last peaks go one way, by ${p.changePerM} m⁻¹`,
  }),
  NEVER_STEADY: (p: { done: number; because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `加速 ${p.done} 次后仍没有连续有效且稳定的结果：${why.zh}`,
      en: `after ${p.done} accelerations there is no steady row that counts: ${why.en}`,
    };
  },
  SUMMARY_CONTRADICTS: (p: { foundPerM: string; oursPerM: string; mostPerM: string }) => ({
    zh: `烟度计的平均值 ${p.foundPerM} m⁻¹ 与计算的平均值 ${p.oursPerM} m⁻¹ 相差超过 ${p.mostPerM} m⁻¹`,
    en: `the opacimeter's mean ${p.foundPerM} m⁻¹ and ours, ${p.oursPerM} m⁻¹, differ by more than ${p.mostPerM} m⁻¹`,
  }),
  SUMMARY_OF_OTHERS: (p: { found: readonly string[]; ours: readonly string[] }) => ({
    zh: `烟度计最近几次加速为 ${p.found.join("、")} m⁻¹，本次检测为 ${p.ours.join("、")} m⁻¹`,
    en: `the opacimeter's last accelerations are ${p.found.join(", ")} m⁻¹, those of this run ${p.ours.join(", ")} m⁻¹`,
  }),
} as const satisfies ReasonRows;
