import { reason } from "../../trade/reasons.ts";
import type { Place } from "../../trade/words/places.ts";
import type { InspectionState } from "../inspection-state.ts";
import type { LaneTurn } from "../lane-turn.ts";
import { placesAt, positionOf } from "./layout.ts";

/** How a vehicle stands in its lane: what it still needs of it, what it waits for, and whether it is on its way out. */
export interface LaneStanding {
  readonly holds: readonly string[];
  readonly wants: string | null;
  readonly over: boolean;
}

export function laneStanding({ lane, phase, laneDone }: InspectionState): LaneStanding {
  return { holds: lane.holds, wants: lane.wants, over: phase === "over" || laneDone };
}

/** The vehicle stays where it is until the position is its own. */
export function askForPosition(turn: LaneTurn, position: string): void {
  if (turn.state.lane.wants !== position) turn.emit({ type: "position-wanted", position });
  turn.ask({ action: "wait", because: reason("POSITION_AWAITED", { position }) }, null);
}

/** `first`: where the next item is measured; who stands there may be this vehicle, come before it was called. */
export function takePosition(turn: LaneTurn, position: string, first: Place): void {
  const taken = placesAt(turn.layout, position).filter((place) => place !== first);
  turn.emit({ type: "position-granted", position, taken });
  turn.lamps("stop", position);
}

/** It stands at its place: what is behind it belongs to those who come after. */
export function arriveAt(turn: LaneTurn, place: Place): void {
  const { layout } = turn;
  const arrived = positionOf(layout, place);
  if (arrived !== null) turn.lamps("stop", arrived);
  for (const position of turn.state.lane.holds) {
    if (position !== arrived)
      turn.emit({ type: "position-left", position, places: placesAt(layout, position) });
  }
}
