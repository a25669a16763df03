import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { placeName } from "../words/places.ts";

/** The one thing to do next, asked of a person in the lane or in the car. */
export const PROMPT_REASONS = {
  PROMPT_DRIVE_ONTO: (p: { place: string; axle: number }) => ({
    zh: `请将第${p.axle}轴驶上${placeName(p.place).zh}`,
    en: `Drive axle ${p.axle} onto the ${placeName(p.place).en}.`,
  }),
  PROMPT_PRESS_BRAKE: (_p: None) => ({
    zh: "请踩下制动踏板至最大制动力",
    en: "Press the brake pedal to full braking.",
  }),
  PROMPT_RELEASE_BRAKE: (_p: None) => ({ zh: "请松开制动踏板", en: "Release the brake pedal." }),
  PROMPT_ROLL_FREE: (_p: None) => ({
    zh: "空挡，勿踩制动，车轮自由滚动",
    en: "Neutral, feet off the pedals: let the wheels roll free.",
  }),
  PROMPT_PULL_PARKING_BRAKE: (_p: None) => ({ zh: "请拉紧驻车制动", en: "Pull the parking brake." }),
  PROMPT_RELEASE_PARKING_BRAKE: (_p: None) => ({ zh: "请松开驻车制动", en: "Release the parking brake." }),
  PROMPT_LAMPS_HIGH: (_p: None) => ({ zh: "请打开远光灯", en: "Switch the high beams on." }),
  PROMPT_LAMPS_OFF: (_p: None) => ({ zh: "请关闭前照灯", en: "Switch the headlamps off." }),
  PROMPT_INSERT_PROBE: (p: { depthMm: number }) => ({
    zh: `请将取样探头插入排气管不少于${p.depthMm}mm`,
    en: `Insert the probe at least ${p.depthMm} mm into the exhaust.`,
  }),
  PROMPT_REMOVE_PROBE: (_p: None) => ({ zh: "请拔出取样探头", en: "Take the probe out." }),
  PROMPT_ENGINE_SPEED: (p: { targetRpm: number; toleranceRpm: number }) => ({
    zh: `请保持发动机转速${p.targetRpm}±${p.toleranceRpm}r/min`,
    en: `Hold the engine at ${p.targetRpm} rpm within ${p.toleranceRpm}.`,
  }),
  PROMPT_IDLE: (_p: None) => ({
    zh: "请松开油门，保持怠速",
    en: "Release the accelerator and let the engine idle.",
  }),
  PROMPT_FULL_THROTTLE: (_p: None) => ({
    zh: "请在1秒内将油门踩到底并保持，直至提示松开",
    en: "Press the accelerator to the floor within a second and hold it until you are told to release it.",
  }),
  PROMPT_LEAVE_LANE: (_p: None) => ({
    zh: "检验结束，请驶离检测线",
    en: "The inspection is over: leave the lane.",
  }),
  PROMPT_WAIT: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `请稍候：${why.zh}`, en: `Wait: ${why.en}.` };
  },
  PROMPT_GO_ON: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `${why.zh}，不再自动开始。请先确认现场安全、供电和设备正常，再继续检测该项目；也可停止该项目或中止任务`,
      en: `${why.en.charAt(0).toUpperCase()}${why.en.slice(1)}, so the item does not begin by itself again: check that nobody is in danger, the power and the instrument, then let it go on. Or stop the item, or abort the job.`,
    };
  },
  // --- what is waited for
  BEAM_AWAITED: (p: { place: string }) => ({
    zh: `等待${placeName(p.place).zh}光电开关的状态`,
    en: `the beam at the ${placeName(p.place).en} has not spoken yet`,
  }),
  POSITION_TAKEN: (p: { position: string; job: string }) => ({
    zh: `${p.position} 工位由 ${p.job} 的车辆占用`,
    en: `the vehicle of ${p.job} has position ${p.position}`,
  }),
  POSITION_OCCUPIED: (p: { position: string }) => ({
    zh: `${p.position} 工位有不明车辆或物体遮挡光电开关`,
    en: `something that belongs to no job stands in a beam of position ${p.position}`,
  }),
  POSITION_UNSEEN: (p: { position: string }) => ({
    zh: `${p.position} 工位的光电开关无法读取`,
    en: `the beams of position ${p.position} cannot be read`,
  }),
  POSITION_AWAITED: (p: { position: string }) => ({
    zh: `${p.position} 工位尚未空出`,
    en: `position ${p.position} is not free yet`,
  }),
  ROLLERS_ABOUT_TO_TURN: (_p: None) => ({
    zh: "滚筒即将转动，空挡勿踩制动",
    en: "the rollers are about to turn",
  }),
  AXLE_BEING_WEIGHED: (_p: None) => ({ zh: "正在称重", en: "the axle is being weighed" }),
  ANALYSER_PREPARES: (_p: None) => ({
    zh: "分析仪检漏、调零",
    en: "the analyser checks for leaks and zeroes",
  }),
  OPACIMETER_PREPARES: (_p: None) => ({
    zh: "烟度计零位校准，探头请勿插入排气管",
    en: "the opacimeter is being zeroed, keep the probe out of the exhaust",
  }),
  ACCELERATION_COUNTS: (p: { counted: number; needed: number }) => ({
    zh: `本次加速有效（连续第${p.counted}次，共需${p.needed}次），请保持怠速`,
    en: `that acceleration counts (number ${p.counted} in a row of ${p.needed}), keep idling`,
  }),
  ACCELERATION_NOT_COUNTED: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `本次加速无效（${why.zh}），须重新计数，请保持怠速`,
      en: `that acceleration does not count (${why.en}), the row begins again, keep idling`,
    };
  },
  ROW_NOT_STEADY: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `${why.zh}，须再加速一次，请保持怠速`, en: `${why.en}, one more is needed, keep idling` };
  },
  ABOUT_TO_MEASURE_AGAIN: (_p: None) => ({
    zh: "该项目即将重新检测",
    en: "this item is about to be measured again",
  }),
  // --- the driving test
  DRIVE_OFF: (_p: None) => ({ zh: "考试开始，请起步", en: "The test has begun, please drive off" }),
  /** The name is the rulebook's. */
  ITEM_BEGINS: (p: { nameZh: string; nameEn: string }) => ({
    zh: `${p.nameZh}开始`,
    en: `${p.nameEn} begins`,
  }),
  ITEM_AGAIN: (p: { nameZh: string; nameEn: string }) => ({
    zh: `${p.nameZh}定位中断，不计成绩，请重新驶入该项目`,
    en: `Positions failed in ${p.nameEn}: it does not count, please drive it again`,
  }),
  TEST_OVER: (_p: None) => ({ zh: "考试结束", en: "The test is over" }),
} as const satisfies ReasonRows;
