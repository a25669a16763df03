import { type Reason, reason } from "../trade/reasons.ts";
import type { ItemState } from "./inspection-state.ts";
import type { ItemRule } from "./rulebook.ts";

/** How often the station was restarted while an item ran. */
export function restarted(times: number): Reason {
  return times === 1 ? reason("RESTARTED_MEANWHILE", {}) : reason("RESTARTED_OFTEN", { times });
}

/**
 * Why this item does not begin by itself once more; null where it does. What ends the process may be the item itself, as rollers whose
 * start takes the power away: without a person it would begin again for ever. And whoever stopped it may stand between the rollers.
 */
export function whyAsked(item: ItemState, { repeatsAfterRestart }: ItemRule): Reason | null {
  const { restarts, restartsAgreed, stopped } = item;
  if (stopped !== null) return stopped;
  return restarts - restartsAgreed > repeatsAfterRestart ? restarted(restarts) : null;
}
