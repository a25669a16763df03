import type { Prompt } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Place } from "../trade/words/places.ts";

/** What a person in the lane can be asked to do: `action` and `params` for a simulated operator, the text for people. */
export const PLAIN_PROMPTS = {
  "press-brake": reason("PROMPT_PRESS_BRAKE", {}),
  "release-brake": reason("PROMPT_RELEASE_BRAKE", {}),
  "roll-free": reason("PROMPT_ROLL_FREE", {}),
  "pull-parking-brake": reason("PROMPT_PULL_PARKING_BRAKE", {}),
  "release-parking-brake": reason("PROMPT_RELEASE_PARKING_BRAKE", {}),
  "lamps-high": reason("PROMPT_LAMPS_HIGH", {}),
  "lamps-off": reason("PROMPT_LAMPS_OFF", {}),
  "remove-probe": reason("PROMPT_REMOVE_PROBE", {}),
  idle: reason("PROMPT_IDLE", {}),
  "full-throttle": reason("PROMPT_FULL_THROTTLE", {}),
  "leave-lane": reason("PROMPT_LEAVE_LANE", {}),
  review: reason("PROMPT_REVIEW", {}),
} as const satisfies Record<string, Reason>;

export type PromptAsk =
  | { readonly action: keyof typeof PLAIN_PROMPTS }
  | { readonly action: "drive-onto"; readonly params: { readonly place: Place; readonly axle: number } }
  | { readonly action: "insert-probe"; readonly params: { readonly depthMm: number } }
  | {
      readonly action: "engine-speed";
      readonly params: { readonly targetRpm: number; readonly toleranceRpm: number };
    }
  | {
      readonly action: "look-by-hand";
      readonly params: { readonly parts: number };
      readonly parts: readonly (readonly [zh: string, en: string])[];
    }
  | { readonly action: "wait" | "go-on"; readonly because: Reason };

export function promptFor(ask: PromptAsk, item: string | null): Prompt {
  const { action } = ask;
  const params = "params" in ask ? ask.params : {};
  const id = action === "drive-onto" ? `${action}.${ask.params.place}` : action;
  return { id, item, action, params, text: textOf(ask) };
}

function textOf(ask: PromptAsk): Reason {
  switch (ask.action) {
    case "drive-onto":
      return reason("PROMPT_DRIVE_ONTO", ask.params);
    case "insert-probe":
      return reason("PROMPT_INSERT_PROBE", ask.params);
    case "engine-speed":
      return reason("PROMPT_ENGINE_SPEED", ask.params);
    case "look-by-hand":
      return reason("PROMPT_MANUAL", { parts: ask.parts });
    case "go-on":
      return reason("PROMPT_GO_ON", { because: ask.because });
    case "wait":
      return reason("PROMPT_WAIT", { because: ask.because });
    default:
      return PLAIN_PROMPTS[ask.action];
  }
}
