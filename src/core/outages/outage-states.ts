import type { Reason } from "../trade/reasons.ts";

/** What may stand at a station beside NORMAL, the one first that is told first. Several may stand at once. */
export const OUTAGE_STATES = ["CLOCK_UNSURE", "LOCKED", "OFFLINE", "SIGNER_DOWN", "DEVICE_DEGRADED"] as const;
export type OutageState = (typeof OUTAGE_STATES)[number];

/** How long OFFLINE has lasted, against the days of the station file. */
export const OFFLINE_GRADES = ["short", "warned", "provisional", "stopped"] as const;
export type OfflineGrade = (typeof OFFLINE_GRADES)[number];

/** One that stands, as the journal has it. */
export interface NotedOutage {
  readonly state: OutageState;
  /** Null of every other state than OFFLINE. */
  readonly grade: OfflineGrade | null;
  readonly sinceWallMs: number;
  readonly because: readonly Reason[];
  /** Number of the first record that was sealed after it was entered, or will be. */
  readonly firstSequence: number;
}

/** What a new job says of it: enough to make its record again. */
export type OutageAtOpening = Pick<NotedOutage, "state" | "grade" | "sinceWallMs" | "because">;

export const DAY_MS = 86_400_000;

/** Whole days that it has lasted; a clock that was set back makes no day less than none. */
export function daysSince(sinceWallMs: number, nowWallMs: number): number {
  return Math.max(0, Math.floor((nowWallMs - sinceWallMs) / DAY_MS));
}
