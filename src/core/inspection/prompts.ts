import { assert } from "../machine.ts";
import type { Prompt } from "../session.ts";

/** What a person in the lane can be asked to do. Texts for people, `action` and `params` for a simulated operator. */
export type PromptAction =
  | "drive-onto"
  | "press-brake"
  | "release-brake"
  | "roll-free"
  | "pull-parking-brake"
  | "release-parking-brake"
  | "lamps-high"
  | "lamps-off"
  | "insert-probe"
  | "remove-probe"
  | "engine-speed"
  | "idle"
  | "leave-lane"
  | "wait";

export type Place = "slip" | "scale" | "bench" | "headlamp" | "exhaust";

export interface PromptAsk {
  readonly action: PromptAction;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Why to wait; only with `wait`. */
  readonly why?: { readonly zh: string; readonly en: string };
}

const PLACES: Readonly<Record<Place, readonly [string, string]>> = {
  slip: ["侧滑检验台", "side-slip plate"],
  scale: ["轴重仪", "axle scale"],
  bench: ["制动检验台", "brake rollers"],
  headlamp: ["前照灯检测位", "headlamp stand"],
  exhaust: ["尾气检测位", "exhaust stand"],
};

const TEXTS: Readonly<Record<PromptAction, readonly [string, string]>> = {
  "drive-onto": ["请将第{axle}轴驶上{placeZh}", "Drive axle {axle} onto the {placeEn}."],
  "press-brake": ["请踩下制动踏板至最大制动力", "Press the brake pedal to full braking."],
  "release-brake": ["请松开制动踏板", "Release the brake pedal."],
  "roll-free": ["空挡，勿踩制动，车轮自由滚动", "Neutral, feet off the pedals: let the wheels roll free."],
  "pull-parking-brake": ["请拉紧驻车制动", "Pull the parking brake."],
  "release-parking-brake": ["请松开驻车制动", "Release the parking brake."],
  "lamps-high": ["请打开远光灯", "Switch the high beams on."],
  "lamps-off": ["请关闭前照灯", "Switch the headlamps off."],
  "insert-probe": [
    "请将取样探头插入排气管不少于{depthMm}mm",
    "Insert the probe at least {depthMm} mm into the exhaust.",
  ],
  "remove-probe": ["请拔出取样探头", "Take the probe out."],
  "engine-speed": [
    "请保持发动机转速{targetRpm}±{toleranceRpm}r/min",
    "Hold the engine at {targetRpm} rpm within {toleranceRpm}.",
  ],
  idle: ["请松开油门，保持怠速", "Release the accelerator and let the engine idle."],
  "leave-lane": ["检验结束，请驶离检测线", "The inspection is over: leave the lane."],
  wait: ["请稍候：{whyZh}", "Wait: {whyEn}."],
};

export function promptFor(ask: PromptAsk, item: string | null): Prompt {
  const params = ask.params ?? {};
  const place = PLACES[params.place as Place] ?? ["", ""];
  const words: Readonly<Record<string, string | number>> = {
    ...params,
    placeZh: place[0],
    placeEn: place[1],
    whyZh: ask.why?.zh ?? "",
    whyEn: ask.why?.en ?? "",
  };
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const word = words[name];
      assert(word !== undefined, `the prompt ${ask.action} needs ${name}`);
      return String(word);
    });
  const [zh, en] = TEXTS[ask.action];
  const id = typeof params.place === "string" ? `${ask.action}.${params.place}` : ask.action;
  return { id, item, action: ask.action, params, textZh: fill(zh), textEn: fill(en) };
}
