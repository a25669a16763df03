import type { Sentence } from "../reason-shape.ts";

interface SignalWords extends Sentence {
  /** A line is on or off, a channel has a value. */
  readonly as: "line" | "channel";
}

/** Lines and channels of the board in a car, by the names that boards, rulebooks and screens use. */
export const SIGNALS = {
  belt: { zh: "安全带", en: "seat belt", as: "line" },
  door: { zh: "车门", en: "doors", as: "line" },
  clutch: { zh: "离合器", en: "clutch", as: "line" },
  ignition: { zh: "点火开关", en: "ignition", as: "line" },
  brake: { zh: "制动", en: "brake", as: "line" },
  handbrake: { zh: "驻车制动", en: "parking brake", as: "line" },
  starter: { zh: "起动机", en: "starter", as: "line" },
  "signal-left": { zh: "左转向灯", en: "left turn signal", as: "line" },
  "signal-right": { zh: "右转向灯", en: "right turn signal", as: "line" },
  "examiner-brake": { zh: "副制动", en: "examiner's brake", as: "line" },
  "low-beam": { zh: "近光灯", en: "low beam", as: "line" },
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
