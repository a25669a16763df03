import type { Sentence } from "../reason-shape.ts";

/** A line is on or off, a channel has a value. */
type SignalWords = Sentence & (LineWords | { readonly as: "channel" });

interface LineWords {
  readonly as: "line";
  /** What it says of the car. */
  readonly on: Sentence;
  readonly off: Sentence;
}

/** Lines and channels of the board in a car, by the names that boards, rulebooks and screens use. */
export const SIGNALS = {
  belt: {
    zh: "安全带",
    en: "seat belt",
    as: "line",
    on: { zh: "安全带已系", en: "belt fastened" },
    off: { zh: "安全带未系", en: "belt not fastened" },
  },
  door: {
    zh: "车门",
    en: "doors",
    as: "line",
    on: { zh: "车门已关", en: "doors closed" },
    off: { zh: "车门未关", en: "a door is open" },
  },
  clutch: {
    zh: "离合器",
    en: "clutch",
    as: "line",
    on: { zh: "离合器踩下", en: "clutch pressed" },
    off: { zh: "离合器松开", en: "clutch released" },
  },
  ignition: {
    zh: "点火开关",
    en: "ignition",
    as: "line",
    on: { zh: "点火开关接通", en: "ignition on" },
    off: { zh: "点火开关断开", en: "ignition off" },
  },
  brake: {
    zh: "制动",
    en: "brake",
    as: "line",
    on: { zh: "制动踏板踩下", en: "brake pressed" },
    off: { zh: "制动踏板松开", en: "brake released" },
  },
  handbrake: {
    zh: "驻车制动",
    en: "parking brake",
    as: "line",
    on: { zh: "驻车制动已拉", en: "parking brake on" },
    off: { zh: "驻车制动松开", en: "parking brake off" },
  },
  starter: {
    zh: "起动机",
    en: "starter",
    as: "line",
    on: { zh: "起动机运转", en: "starter turning" },
    off: { zh: "起动机停止", en: "starter at rest" },
  },
  "signal-left": {
    zh: "左转向灯",
    en: "left turn signal",
    as: "line",
    on: { zh: "左转向灯亮", en: "left signal lit" },
    off: { zh: "左转向灯灭", en: "left signal out" },
  },
  "signal-right": {
    zh: "右转向灯",
    en: "right turn signal",
    as: "line",
    on: { zh: "右转向灯亮", en: "right signal lit" },
    off: { zh: "右转向灯灭", en: "right signal out" },
  },
  "examiner-brake": {
    zh: "副制动",
    en: "examiner's brake",
    as: "line",
    on: { zh: "副制动踩下", en: "examiner's brake pressed" },
    off: { zh: "副制动松开", en: "examiner's brake released" },
  },
  "low-beam": {
    zh: "近光灯",
    en: "low beam",
    as: "line",
    on: { zh: "近光灯亮", en: "low beam lit" },
    off: { zh: "近光灯灭", en: "low beam out" },
  },
  "engine-speed": { zh: "发动机转速", en: "engine speed", as: "channel" },
  gear: { zh: "挡位", en: "gear", as: "channel" },
} as const satisfies Record<string, SignalWords>;

export type Signal = keyof typeof SIGNALS;
export type SignalLine = { [S in Signal]: (typeof SIGNALS)[S]["as"] extends "line" ? S : never }[Signal];

export const SIGNAL_LINES = (Object.keys(SIGNALS) as Signal[]).filter(
  (name): name is SignalLine => SIGNALS[name].as === "line",
);

export function signalName(signal: string): Sentence {
  return Object.hasOwn(SIGNALS, signal) ? SIGNALS[signal as Signal] : { zh: signal, en: signal };
}

/** What it says of the car that this line is on, or off; of a line that nobody knows its name. */
export function lineSaid(line: string, isOn: boolean): Sentence {
  if (!isLine(line)) return signalName(line);
  return SIGNALS[line][isOn ? "on" : "off"];
}

function isLine(name: string): name is SignalLine {
  return (SIGNAL_LINES as readonly string[]).includes(name);
}
