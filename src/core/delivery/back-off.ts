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
  return chance * ceilingOf(backOff, attempt);
}

/**
 * How long a link must have been up before its failures are forgotten: two that throw each other out again and again are up for
 * as long as the other one waits, which must not make either of them quick again.
 */
export function healthyAfterMs(backOff: BackOff, failures: number, leastMs: number): number {
  return Math.max(leastMs, 2 * ceilingOf(backOff, failures));
}

function ceilingOf({ firstMs, ceilingMs }: BackOff, attempt: number): number {
  return Math.min(ceilingMs, firstMs * 2 ** Math.min(attempt, 40));
}
