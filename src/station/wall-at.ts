import type { Clock } from "../ports/clock.ts";

/**
 * What the wall clock, as it is set now, would have said at a moment of the steady clock; milliseconds, whole. A page takes one wall time
 * from another to say how long something lasts: both have to be of the clock as it is set now, or a clock that is set makes it hours longer.
 */
export function wallAt(clock: Clock, monoMs: number): number {
  return Math.round(clock.wallMs() - clock.monoMs() + monoMs);
}

/** The moment of the steady clock for a time that was just read from the wall clock, or, as well as can be known, stands in the journal. */
export function steadyAt(clock: Clock, wallMs: number): number {
  return clock.monoMs() - Math.max(0, clock.wallMs() - wallMs);
}
