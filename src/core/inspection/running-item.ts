import { type Reason, reason } from "../trade/reasons.ts";
import type { Place } from "../trade/words/places.ts";
import type { Beam, CurrentItem, InspectionState } from "./inspection-state.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import type { Procedure } from "./items/procedure.ts";
import type { PlannedItem } from "./plan.ts";

/** The item that runs, with everything around its procedure. */
export interface Running {
  readonly current: CurrentItem;
  readonly item: PlannedItem;
  readonly procedure: Procedure;
}

/** Index of the first item that waits; -1 with none left. */
export function waitingItem(state: InspectionState): number {
  return state.items.findIndex((item) => item.state === "waiting");
}

export function placeOf(item: PlannedItem): Place {
  return PROCEDURES[item.rule.procedure.kind].place;
}

export function whyNowhere(item: PlannedItem, position: string | null): Reason | null {
  return position === null ? reason("PLACE_ABSENT", { place: placeOf(item) }) : null;
}

/** A late timer of a run before must not be taken for one of this run. */
export function timerPrefix(state: InspectionState, running: Running): string {
  const item = state.items[running.current.index];
  return `${running.item.code}#${item?.runs ?? 0}:`;
}

/** Somebody has come into the beam and is in it, and no item has taken that for its own yet. */
export function isArrival({ active, arrivals, used }: Beam): boolean {
  return active && arrivals > used;
}
