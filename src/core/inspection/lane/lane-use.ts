import { holderOf, type LaneState } from "./lane-state.ts";
import type { LaneLayout } from "./layout.ts";

/** What a lane did since the station started: where its time goes, and which position the others wait for. */
export interface LaneUse {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Vehicles that left the lane. */
  readonly vehicles: number;
  readonly positions: readonly PositionUse[];
}

export interface PositionUse {
  readonly position: string;
  /** Times it was given to a vehicle. */
  readonly vehicles: number;
  /** Somebody had it. */
  readonly heldMs: number;
  /** Somebody waited for it, each vehicle counted for itself. */
  readonly awaitedMs: number;
}

export function unusedLane(layout: LaneLayout, atMs: number): LaneUse {
  const positions = layout.map(({ position }) => ({ position, vehicles: 0, heldMs: 0, awaitedMs: 0 }));
  return { sinceMs: atMs, untilMs: atMs, vehicles: 0, positions };
}

/** `before` stood from the last call until `atMs`; then the lane became `after`. */
export function usedLane(use: LaneUse, before: LaneState, after: LaneState, atMs: number): LaneUse {
  const passedMs = Math.max(0, atMs - use.untilMs);
  const left = before.vehicles.filter(({ job }) => !after.vehicles.some((other) => other.job === job));
  return {
    sinceMs: use.sinceMs,
    untilMs: Math.max(use.untilMs, atMs),
    vehicles: use.vehicles + left.length,
    positions: use.positions.map((position) => {
      const was = holderOf(before, position.position);
      const is = holderOf(after, position.position);
      const waiting = before.vehicles.filter(({ wants }) => wants === position.position).length;
      return {
        position: position.position,
        vehicles: position.vehicles + (is !== null && is.job !== was?.job ? 1 : 0),
        heldMs: position.heldMs + (was === null ? 0 : passedMs),
        awaitedMs: position.awaitedMs + waiting * passedMs,
      };
    }),
  };
}

/** Vehicles an hour, to one decimal; null before anything can be said. */
export function vehiclesPerHour(use: LaneUse): number | null {
  const hours = (use.untilMs - use.sinceMs) / 3_600_000;
  return hours <= 0 || use.vehicles === 0 ? null : Math.round((use.vehicles / hours) * 10) / 10;
}
