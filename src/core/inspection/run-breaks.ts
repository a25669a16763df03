import { type Reason, reason } from "../trade/reasons.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import { madeSafe } from "./devices-in-lane.ts";
import type { LaneTurn } from "./lane-turn.ts";
import { type Running, timerPrefix } from "./running-item.ts";

/** Where a run stops or waits before it goes on. */
export const PATIENCE = "patience";
export const PAUSE = "pause";

/** A repeat: instruments that were broken off come to rest first. */
export function pause(turn: LaneTurn, running: Running): void {
  turn.emit({ type: "stage-entered", stage: "clearing", waits: null });
  turn.ask({ action: "wait", because: reason("ABOUT_TO_MEASURE_AGAIN", {}) }, running.item.code);
  const id = timerPrefix(turn.state, running) + PAUSE;
  turn.run({ kind: "start-timer", id, afterMs: running.item.rule.repeatPauseMs });
}

/** Without a timer: only a person knows when it may go on. */
export function askToGoOn(turn: LaneTurn, running: Running, because: Reason): void {
  turn.emit({ type: "stage-entered", stage: "clearing", waits: "person" });
  turn.ask({ action: "go-on", because }, running.item.code);
}

/** Whatever ended the run: its timers are off and its instrument is made safe. The instrument's role, or null where none ran. */
export function rest(turn: LaneTurn, running: Running): DeviceRole | null {
  const prefix = timerPrefix(turn.state, running);
  const { stage } = running.current;
  const { role, timers } = running.procedure;
  if (stage === "measuring") turn.run(...madeSafe(role));
  const names = stage === "measuring" ? timers : stage === "clearing" ? [PATIENCE, PAUSE] : [];
  for (const name of names) turn.run({ kind: "cancel-timer", id: prefix + name });
  return stage === "measuring" ? role : null;
}
