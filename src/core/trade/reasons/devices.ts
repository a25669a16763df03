import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";
import { faultName } from "../words/faults.ts";
import { figureName } from "../words/figures.ts";
import { roleName } from "../words/roles.ts";
import { LINE_REASONS } from "./lines.ts";
import { STATION_FILE_REASONS } from "./station-file.ts";

/** Devices: what is wrong with one, why a reading is in doubt, what an instrument answered. */
export const DEVICE_REASONS = {
  ...LINE_REASONS,
  ...STATION_FILE_REASONS,
  /** A fault that stands, or that ended a run. */
  DEVICE_FAULT: (p: { role: string; device: string; fault: string; detail: AnyReason | null }, say) => {
    const role = roleName(p.role);
    const name = faultName(p.fault);
    const more = p.detail === null ? null : say(p.detail);
    return {
      zh: `${role.zh} ${p.device}：${name.zh}${more === null ? "" : `（${more.zh}）`}`,
      en: `${role.en} ${p.device}: ${name.en}${more === null ? "" : ` (${more.en})`}`,
    };
  },
  /** What has to be believed of a device that is not there. */
  NOT_CONNECTED: (p: { device: string }) => ({
    zh: `设备 ${p.device} 未连接`,
    en: `${p.device} is not connected`,
  }),
  /** The last of many changes of one fault, of which only some stand in a record. */
  FAULT_CONDENSED: (p: { nth: number; all: number; detail: AnyReason | null }, say) => {
    const more = p.detail === null ? null : say(p.detail);
    return {
      zh: `${more === null ? "" : `${more.zh}，`}第 ${p.nth} 次变化，共 ${p.all} 次`,
      en: `${more === null ? "" : `${more.en}, `}change ${p.nth} of ${p.all}`,
    };
  },
  /** One reading doubted for several reasons at once. */
  SEVERAL: (p: { because: readonly AnyReason[] }, say) => sayAll(p.because, say),

  // --- answers that do not come
  NO_ECHO: (p: { ms: number }) => ({
    zh: `命令发出后 ${p.ms} 毫秒内没有回应`,
    en: `no echo of the command within ${p.ms} ms`,
  }),
  NO_RESULT: (p: { ms: number }) => ({
    zh: `${p.ms} 毫秒内没有收到检测结果`,
    en: `no result within ${p.ms} ms`,
  }),
  RESULT_IN_TWO_WAYS: (_p: None) => ({
    zh: "仪器的结果两次不同",
    en: "the instrument tells its result in two ways that differ",
  }),
  NO_ANSWER: (_p: None) => ({ zh: "仪器没有应答", en: "the instrument does not answer" }),
  NOT_FINISHED: (p: { ms: number }) => ({
    zh: `${p.ms} 毫秒内仪器没有报告检测结束`,
    en: `the instrument did not say within ${p.ms} ms that it has finished`,
  }),
  LAMP_NOT_READ: (p: { side: "left" | "right"; lamp: "main" | "minor" }) => ({
    zh: `没有读到${p.side === "left" ? "左" : "右"}${p.lamp === "main" ? "主" : "副"}灯的数据`,
    en: `no reading of the ${p.side} ${p.lamp} lamp`,
  }),

  LAMP_NOT_SEEN: (p: { side: "left" | "right"; lamp: "main" | "minor" }) => ({
    zh: `本次检测中没有${p.side === "left" ? "左" : "右"}${p.lamp === "main" ? "主" : "副"}灯的完成信号`,
    en: `nothing was told of the ${p.side} ${p.lamp} lamp in this measurement`,
  }),

  // --- scale and exhaust analyser
  OUT_OF_RANGE: (_p: None) => ({ zh: "超出量程", en: "out of range" }),
  NOT_ZEROED: (_p: None) => ({ zh: "开机后尚未置零", en: "not zeroed since power-up" }),
  NET_MODE: (_p: None) => ({
    zh: "净重状态，已扣除皮重",
    en: "net mode: a tare is taken off",
  }),
  UNIT_NOT_TOLD: (_p: None) => ({
    zh: "站点文件没有写明称重单位",
    en: "the station file does not tell the unit of the scale",
  }),
  UNIT_NOT_A_MASS: (p: { unit: string }) => ({
    zh: `示值单位 ${p.unit} 不能换算为千克`,
    en: `the unit ${p.unit} cannot be made into kilograms`,
  }),
  NO_VALUE_FOR: (p: { figures: readonly string[] }) => ({
    zh: `没有${p.figures.map((figure) => figureName(figure).zh).join("、")}的数值`,
    en: `no value for ${p.figures.map((figure) => figureName(figure).en).join(", ")}`,
  }),
  CELL_AGED: (p: { figures: readonly string[] }) => ({
    zh: `${p.figures.map((figure) => figureName(figure).zh).join("、")}传感器老化`,
    en: `the ${p.figures.map((figure) => figureName(figure).en).join(" and ")} cell is aged`,
  }),
  LEAK_REPORTED: (_p: None) => ({
    zh: "分析仪报告气路泄漏",
    en: "the analyser reports a leak in its gas line",
  }),

  // --- opacimeter
  OPACITY_CONTRADICTS: (p: { kPerM: string; opacityPct: string; pathMm: number }) => ({
    zh: `光吸收系数 ${p.kPerM} m⁻¹ 与不透光度 ${p.opacityPct} % 在 ${p.pathMm} mm 光通道下不相符`,
    en: `k ${p.kPerM} m⁻¹ and an opacity of ${p.opacityPct} % do not belong together over ${p.pathMm} mm`,
  }),

  // --- brake bench behind a PLC
  VARIABLE_BAD: (p: { variable: string; status: string }) => ({
    zh: `变量 ${p.variable} 的状态为 ${p.status}`,
    en: `${p.variable} has the status ${p.status}`,
  }),
  VARIABLE_SENSELESS: (p: { variable: string; value: number | string | boolean | null }) => ({
    zh: `变量 ${p.variable} 的值 ${p.value} 没有意义`,
    en: `${p.variable} has the value ${p.value}, which means nothing`,
  }),
  SIDE_MISSING: (p: { side: "left" | "right" }) => ({
    zh: `${p.side === "left" ? "左" : "右"}轮在该时刻没有制动力数据`,
    en: `no force of the ${p.side} wheel for this instant`,
  }),
  SAMPLE_SKIPPED: (p: { sample: number; before: number }) => ({
    zh: `第 ${p.before} 个采样之后是第 ${p.sample} 个`,
    en: `sample ${p.sample} came after sample ${p.before}`,
  }),
  SOURCE_TIME_MISSING: (p: { variable: string }) => ({
    zh: `变量 ${p.variable} 没有 PLC 时间，左右轮数据不能配对`,
    en: `${p.variable} has no source time, so that left and right cannot be put together`,
  }),
  SOURCE_TIME_COARSE: (p: { sample: number }) => ({
    zh: `第 ${p.sample} 个采样与前一个的 PLC 时间相同：PLC 时钟过粗，不能分辨采样`,
    en: `sample ${p.sample} has the source time of the one before: the PLC's clock is too coarse to tell samples apart`,
  }),
  SOURCE_TIME_BACK: (p: { sample: number; ms: number }) => ({
    zh: `第 ${p.sample} 个采样的 PLC 时间倒退了 ${p.ms} 毫秒`,
    en: `the source time of sample ${p.sample} went back by ${p.ms} ms`,
  }),
  NO_SAMPLE_IN_RUN: (p: { ms: number }) => ({
    zh: `检验台运转中 ${p.ms} 毫秒没有采样`,
    en: `no sample for ${p.ms} ms while the bench runs`,
  }),

  // --- satellite receiver
  NO_POSITION: (_p: None) => ({ zh: "没有位置", en: "no position" }),
  NO_FIX: (_p: None) => ({ zh: "没有定位", en: "no fix" }),
  FIX_WITHOUT_SATELLITE: (_p: None) => ({
    zh: "定位所用卫星数为零",
    en: "a fix from no satellite",
  }),
  SENTENCES_MISSING: (p: { sentences: readonly string[] }) => ({
    zh: `没有收到 ${p.sentences.join("、")} 语句`,
    en: `${p.sentences.join(", ")} did not come`,
  }),
  POSITIONS_DIFFER: (p: { first: string; second: string }) => ({
    zh: `${p.first} 与 ${p.second} 的位置不一致`,
    en: `${p.first} and ${p.second} differ`,
  }),
  SIGMA_ABOVE: (p: { sigmaM: number; mostM: number }) => ({
    zh: `位置标准差 ${p.sigmaM} 米，超过 ${p.mostM} 米`,
    en: `standard deviation ${p.sigmaM} m, above ${p.mostM} m`,
  }),
  DATE_CONTRADICTS: (_p: None) => ({
    zh: "日期与此前历元矛盾",
    en: "the date contradicts the epochs before",
  }),
  POSITION_JUMPS: (p: { kmh: number }) => ({
    zh: `位置跳变，相当于时速 ${p.kmh} 千米`,
    en: `the position jumps as if at ${p.kmh} km/h`,
  }),
  NO_POSITION_FOR: (p: { ms: number; last: AnyReason | null }, say) => {
    const more = p.last === null ? null : say(p.last);
    return {
      zh: `${p.ms} 毫秒没有位置${more === null ? "" : `，最近一条未采用的语句：${more.zh}`}`,
      en: `no position for ${p.ms} ms${more === null ? "" : `; the last sentence refused: ${more.en}`}`,
    };
  },
  HEADINGS_DIFFER: (p: { first: string; second: string }) => ({
    zh: `${p.first} 与 ${p.second} 的航向不一致`,
    en: `${p.first} and ${p.second} differ in the heading`,
  }),
  /** Navigational status of RMC: C caution, U unsafe. */
  NAVIGATION_UNSAFE: (p: { status: string }) => ({
    zh: `接收机的导航状态为 ${p.status}（${p.status === "U" ? "不安全" : "须谨慎"}）`,
    en: `the receiver's navigational status is ${p.status} (${p.status === "U" ? "unsafe" : "caution"})`,
  }),
  /** What a sentence of a maker means is known from memory or from one sample alone. */
  MEANING_UNVERIFIED: (p: { sentence: string }) => ({
    zh: `${p.sentence} 语句的含义未经核实`,
    en: `what ${p.sentence} means is not verified`,
  }),
  LEAP_SECOND_MISPLACED: (p: { day: string }) => ({
    zh: `${p.day} 不是月末，不可能有闰秒`,
    en: `a leap second on ${p.day}, which no month ends with`,
  }),
  POSITION_FROZEN: (p: { ms: number; kmh: number }) => ({
    zh: `${p.ms} 毫秒内位置丝毫未变，而速度为 ${p.kmh} 千米每小时`,
    en: `the position has not changed at all for ${p.ms} ms while the speed is ${p.kmh} km/h`,
  }),

  // --- signal board in a car
  FRAMES_MISSING: (p: { count: number; before: number }) => ({
    zh: `第 ${p.before} 号帧之前缺 ${p.count} 帧`,
    en: `${p.count} frames are missing before number ${p.before}`,
  }),
  FRAME_CUT: (_p: None) => ({ zh: "有一帧不完整", en: "a frame was cut off" }),
  FRAMES_DROPPED: (p: { count: number }) => ({
    zh: `采集器丢弃了 ${p.count} 帧`,
    en: `the board dropped ${p.count} frames`,
  }),
  BOARD_RESTARTED: (_p: None) => ({ zh: "采集器重新启动", en: "the board started again" }),
  BOARD_SILENT: (p: { frame: string; ms: number }) => ({
    zh: `采集器 ${p.ms} 毫秒没有发来 ${p.frame}`,
    en: `no ${p.frame} of the board for ${p.ms} ms`,
  }),
  BOARD_VERSION: (p: { found: number; expected: number }) => ({
    zh: `采集器的协议版本是 ${p.found}，应为 ${p.expected}`,
    en: `the board speaks version ${p.found} of its protocol, not ${p.expected}`,
  }),
  BOARD_PROFILE: (p: { found: string; expected: string }) => ({
    zh: `采集器的配置是 ${p.found}，应为 ${p.expected}`,
    en: `the board has the profile ${p.found}, not ${p.expected}`,
  }),
  BOARD_SERIAL: (p: { found: number; expected: number }) => ({
    zh: `采集器的编号是 ${p.found}，应为 ${p.expected}`,
    en: `the board has the serial number ${p.found}, not ${p.expected}`,
  }),
  BOARD_UNDESCRIBED: (p: { ms: number }) => ({
    zh: `采集器 ${p.ms} 毫秒内没有说明自己的引脚`,
    en: `the board did not describe its pins within ${p.ms} ms`,
  }),
  PIN_NO_OUTPUT: (p: { pin: number; line: string }) => ({
    zh: `采集器的引脚 ${p.pin}（${p.line}）不能作输出`,
    en: `the board has no output at pin ${p.pin} (${p.line})`,
  }),
  PACKAGE_MISSING: (p: { name: string }) => ({
    zh: `软件包 ${p.name} 不能加载`,
    en: `the package ${p.name} cannot be loaded`,
  }),
  VALUE_IMPLAUSIBLE: (p: { min: number; max: number; unit: string }) => ({
    zh: `数值不在 ${p.min} 到 ${p.max} ${p.unit} 之间`,
    en: `outside ${p.min} to ${p.max} ${p.unit}`,
  }),
} as const satisfies ReasonRows;
