/**
 * Time is a port. Durations come from `monoMs` only; `wallMs` only stamps. A monotonic clock that goes back is a bug
 * of the adapter and asserts there.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going back; fractions allowed. */
  monoMs(): number;
  /** Milliseconds since 1970, UTC, as far as this machine knows. */
  wallMs(): number;
  /** OCMF's four: is the wall time to be believed? */
  timeStatus(): TimeStatus;
}

export type TimeStatus = "synchronised" | "informative" | "relative" | "unknown";

export interface TimerHandle {
  cancel(): void;
}

/** One-shot timers by name (the name shows in diagnostics). `fire` never runs inside `start`. */
export interface Timers {
  start(name: string, afterMs: number, fire: () => void): TimerHandle;
}
