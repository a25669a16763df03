/**
 * Time is a port. Durations come from `monoMs` only; `wallMs` only stamps. A monotonic clock that goes back is a bug
 * of the adapter and asserts there.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going back; fractions allowed. */
  monoMs(): number;
  /** Milliseconds since 1970, UTC, as far as this machine knows. */
  wallMs(): number;
}

/** What looks after the wall clock, if anything does: asked from time to time. */
export interface ClockDiscipline {
  /** `told` comes once, later or at once. */
  ask(told: (word: DisciplineWord) => void): void;
}

/**
 * `aheadMs`: how far the wall clock is ahead of the time service's own estimate, and `withinMs` how sure that is; both null where the
 * service only says that it keeps the clock.
 */
export type DisciplineWord =
  | { readonly kind: "disciplined"; readonly aheadMs: number | null; readonly withinMs: number | null }
  /** Nothing keeps it, or nobody is there to ask. */
  | { readonly kind: "free" };

export interface TimerHandle {
  cancel(): void;
}

/** One-shot timers by name (the name shows in diagnostics). `fire` never runs inside `start`. */
export interface Timers {
  start(name: string, afterMs: number, fire: () => void): TimerHandle;
}
