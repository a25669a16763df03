import type { None, ReasonRows } from "../reason-shape.ts";
import { drivingWord } from "../words/driving.ts";
import { signalName } from "../words/signals.ts";

/** What was seen of a driving test where a rule was broken or kept, and what it costs. */
export const EXAM_SEEN_REASONS = {
  WATCHED_AND_KEPT: (_p: None) => ({ zh: "全程监测，未违反", en: "watched throughout, not broken" }),
  ENTERED_BY_EXAMINER: (_p: None) => ({ zh: "考试员录入", en: "entered by the examiner" }),
  POINTS_OFF: (p: { points: number }) => ({ zh: `扣 ${p.points} 分`, en: `${p.points} points off` }),

  // --- lines
  LINE_CROSSED: (p: { part: string; decidedMm: string; afterMs: string }) => ({
    zh: `${drivingWord(p.part).zh}越过边线外 ${p.decidedMm} 毫米处（上一历元后 ${p.afterMs} 毫秒）`,
    en: `${drivingWord(p.part).en} crossed the line ${p.decidedMm} mm outside the boundary, ${p.afterMs} ms after the epoch before`,
  }),
  BEGUN_OVER_LINE: (p: { part: string }) => ({
    zh: `项目开始时${drivingWord(p.part).zh}已压线或在线外`,
    en: `${drivingWord(p.part).en} stood on or beyond a line when the item began`,
  }),

  // --- standing
  BUMPER_FROM_POLE_LINE: (p: { mm: string }) => ({
    zh: `前保险杠距桩杆线边缘 ${p.mm} 毫米`,
    en: `front bumper ${p.mm} mm from the edge of the pole line`,
  }),
  SIDE_FROM_EDGE: (p: { mm: string }) => ({
    zh: `车身右侧距右侧边缘线 ${p.mm} 毫米`,
    en: `right side of the body ${p.mm} mm from the right edge`,
  }),
  NO_EDGE_ON_RIGHT: (_p: None) => ({
    zh: "停车时车身右侧没有边缘线",
    en: "there was no edge on the right of the body where it stopped",
  }),
  DID_NOT_STOP: (_p: None) => ({ zh: "车辆未停车", en: "the vehicle did not stop at all" }),
  STOOD_STILL: (p: { seconds: string }) => ({
    zh: `停车 ${p.seconds} 秒`,
    en: `stood still for ${p.seconds} s`,
  }),
  TOOK: (p: { seconds: string }) => ({ zh: `用时 ${p.seconds} 秒`, en: `took ${p.seconds} s` }),
  ROLLED_BACK: (p: { mm: string }) => ({
    zh: `停车后后溜 ${p.mm} 毫米`,
    en: `rolled back ${p.mm} mm from where it had stopped`,
  }),

  // --- the prescribed operation of an item
  ROUTE_LEFT: (_p: None) => ({
    zh: "未按规定路线、顺序行驶",
    en: "the prescribed order of the manoeuvre was left",
  }),
  CONTROL_LINE_NOT_PASSED: (_p: None) => ({
    zh: "两前轮未过控制线即倒车",
    en: "reversed before both front wheels were past the control line",
  }),
  BAY_NOT_ENTERED: (_p: None) => ({
    zh: "车身未全部入库即驶出",
    en: "drove out before the whole body had been in the bay",
  }),
  BODY_OUTSIDE_BAY: (_p: None) => ({
    zh: "停车时车身有部分在库外",
    en: "stood in the bay with part of the body outside it",
  }),

  // --- the car's signals
  SIGNAL_NOT_LIT: (p: { side: Side; when: When }) => ({
    zh: `${WHEN[p.when].zh}未开启${drivingWord(p.side).zh}转向灯`,
    en: `the ${drivingWord(p.side).en} turn signal was not lit ${WHEN[p.when].en}`,
  }),
  OTHER_SIGNAL_LIT: (p: { side: Side; when: When }) => ({
    zh: `${WHEN[p.when].zh}开错转向灯，应为${drivingWord(p.side).zh}侧`,
    en: `the other turn signal was lit ${WHEN[p.when].en}, not the ${drivingWord(p.side).en} one`,
  }),
  SIGNAL_STILL_LIT: (p: { side: Side }) => ({
    zh: `转弯后${drivingWord(p.side).zh}转向灯仍未关闭`,
    en: `the ${drivingWord(p.side).en} turn signal was still lit after the turn`,
  }),
  PARKING_BRAKE_NOT_APPLIED: (_p: None) => ({
    zh: "起步前未拉紧驻车制动",
    en: "the parking brake was not applied before driving off",
  }),
  SIGNAL_WHILE_DRIVING: (p: { signal: string; on: boolean }) => ({
    zh: `驾驶过程中${signalName(p.signal).zh}信号${p.on ? "接通" : "断开"}`,
    en: `the signal of the ${signalName(p.signal).en} was ${p.on ? "on" : "off"} while the test was driven`,
  }),
  SIGNAL_TOO_SHORT: (p: { signal: string; on: boolean; seconds: string }) => ({
    zh: `${signalName(p.signal).zh}信号${p.on ? "接通" : "断开"} ${p.seconds} 秒，时间过短，不计`,
    en: `the signal of the ${signalName(p.signal).en} was ${p.on ? "on" : "off"} for ${p.seconds} s: too short to count`,
  }),
  ENGINE_SPEED_TOO_SHORT: (p: { ms: number }) => ({
    zh: `发动机转速读数低于熄火判定值 ${p.ms} 毫秒，时间过短，不计`,
    en: `the engine speed read below that of a stalled engine for ${p.ms} ms: too short to count`,
  }),
  STARTED_IN_GEAR: (p: { gear: number }) => ({
    zh: `挂 ${p.gear} 挡起动发动机`,
    en: `the starter turned in gear ${p.gear}`,
  }),
  STARTER_HELD: (p: { seconds: string }) => ({
    zh: `起动开关持续接通 ${p.seconds} 秒`,
    en: `the starter was held for ${p.seconds} s`,
  }),
  ENGINE_STALLED: (p: { rpm: number }) => ({
    zh: `点火开关接通时发动机停转（${p.rpm} r/min）`,
    en: `the engine stopped (${p.rpm} rpm) with the ignition on`,
  }),
} as const satisfies ReasonRows;

type Side = "left" | "right";
type When = "turn" | "drive-off";

const WHEN: Readonly<Record<When, { zh: string; en: string }>> = {
  turn: { zh: "转弯开始时", en: "when the turn began" },
  "drive-off": { zh: "起步时", en: "when driving off" },
};
