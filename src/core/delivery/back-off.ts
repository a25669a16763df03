/**
 * Full jitter: any delay from 0 to a ceiling that doubles with each failed attempt. Twenty thousand stations that lost the same
 * broker at the same moment come back spread over the whole ceiling, not in step.
 */
export interface BackOff {
  readonly firstMs: number;
  readonly ceilingMs: number;
}

/** `attempt` counts failures, from 0; `chance` is in [0, 1). */
export function fullJitterMs(backOff: BackOff, attempt: number, chance: number): number {
  return chance * Math.min(backOff.ceilingMs, backOff.firstMs * 2 ** Math.min(attempt, 40));
}
