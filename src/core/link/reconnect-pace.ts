/** How the reconnecting of one link to a device stands. */
export interface ReconnectPace {
  /** From the next loss to the next try, milliseconds. */
  readonly afterMs: number;
  /** Since when the link is open with nothing wrong on it, monotonic milliseconds; null while it is not. */
  readonly wellSinceMs: number | null;
}

/** A cable pulled and put back is found at once. */
export const RECONNECT_MS_FIRST = 200;
/** Nobody at a lane stands longer than this beside a plug just put back; and twelve tries a minute harm no device server. */
export const RECONNECT_MS_MAX = 5_000;
/**
 * So long open with nothing wrong counts as healthy. Longer than the longest wait, so that a link which lives only a moment is never
 * tried faster than one that is not there.
 */
export const HEALTHY_AFTER_MS = 10_000;

export const FIRST_PACE: ReconnectPace = { afterMs: RECONNECT_MS_FIRST, wellSinceMs: null };

/** It is open and nothing is wrong on it from now on. That alone slows nothing down and speeds nothing up. */
export function well(pace: ReconnectPace, atMs: number): ReconnectPace {
  return pace.wellSinceMs === null ? { ...pace, wellSinceMs: atMs } : pace;
}

/** Something is wrong on it. Only a healthy time before makes the next tries quick again. */
export function unwell(pace: ReconnectPace, atMs: number): ReconnectPace {
  const { wellSinceMs } = pace;
  if (wellSinceMs === null) return pace;
  return atMs - wellSinceMs >= HEALTHY_AFTER_MS ? FIRST_PACE : { ...pace, wellSinceMs: null };
}

/** It is lost, or was not reached: try again after `afterMs`, and wait twice as long the next time. */
export function lost(
  pace: ReconnectPace,
  atMs: number,
): { readonly afterMs: number; readonly pace: ReconnectPace } {
  const { afterMs } = unwell(pace, atMs);
  return { afterMs, pace: { afterMs: Math.min(afterMs * 2, RECONNECT_MS_MAX), wellSinceMs: null } };
}
