import type { Sentence } from "../../core/trade/reason-shape.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { PromptView } from "../live-message.ts";
import { saying } from "./screen-state.ts";

/** A prompt in words that are few enough for a board; null where its own are. */
export function boardWords(prompt: PromptView): Sentence | null {
  const short = shortOf(prompt);
  return short === null ? null : saying(short);
}

function shortOf({ action, params, text }: PromptView): Reason | null {
  switch (action) {
    case "roll-free":
      return reason("BOARD_ROLL_FREE", {});
    case "insert-probe":
      return reason("BOARD_INSERT_PROBE", { depthMm: Number(params.depthMm) });
    case "idle":
      return reason("BOARD_IDLE", {});
    case "full-throttle":
      return reason("BOARD_FULL_THROTTLE", {});
    case "wait":
      return waitOf(text.params.because);
    default:
      return null;
  }
}

function waitOf(because: unknown): Reason | null {
  if (typeof because !== "object" || because === null || !("code" in because)) return null;
  const { code, params } = because as {
    readonly code: unknown;
    readonly params: Readonly<Record<string, unknown>>;
  };
  if (code === "OPACIMETER_PREPARES") return reason("BOARD_PROBE_OUT", {});
  if (code !== "ACCELERATION_COUNTS") return null;
  return reason("BOARD_COUNTED", { counted: Number(params.counted), needed: Number(params.needed) });
}
