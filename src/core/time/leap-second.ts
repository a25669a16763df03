/**
 * Time that runs on through a leap second. UTC in milliseconds has no place for it: between the epochs before and after it a second
 * would be missing, and a car would have jumped.
 */
interface Told {
  readonly utcMs: number;
  readonly leapMs?: number;
}

const LEAP_MS = 1000;

/** When the leap second that this epoch stands in began, by time that runs on: the midnight after it. Null where it is in none. */
export function leapSecondAt({ utcMs, leapMs }: Told): number | null {
  return leapMs === undefined ? null : Math.floor(utcMs) + 1;
}

/** Milliseconds since 1970 that run on from a leap second, where one was seen (`leapAtMs`): what durations are made of. */
export function runningMs(epoch: Told, leapAtMs: number | null): number {
  const { utcMs, leapMs } = epoch;
  const began = leapSecondAt(epoch);
  if (began !== null) return began + (leapMs ?? 0);
  return leapAtMs !== null && utcMs >= leapAtMs ? utcMs + LEAP_MS : utcMs;
}

/** As UTC, which every calendar can print: a moment within the leap second is told as the last millisecond before the midnight. */
export function toldUtcMs(running: number, leapAtMs: number | null): number {
  if (leapAtMs === null || running < leapAtMs) return running;
  return running < leapAtMs + LEAP_MS ? leapAtMs - 1 : running - LEAP_MS;
}

/** From one epoch to the next, milliseconds. */
export function elapsedMs(before: Told, after: Told): number {
  const leapAtMs = leapSecondAt(before);
  return runningMs(after, leapAtMs) - runningMs(before, leapAtMs);
}
