import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";

/** Calls a protocol session when it wants to be called: one timer, moved only when the session names another time. */
export class SessionTicker {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #tick: (atMs: number) => void;
  #timer: TimerHandle | null = null;
  #dueMs: number | null = null;

  constructor(name: string, clock: Clock, timers: Timers, tick: (atMs: number) => void) {
    this.#name = name;
    this.#clock = clock;
    this.#timers = timers;
    this.#tick = tick;
  }

  /** `dueMs` as `nextDueMs()` gave it; null for never. */
  arm(dueMs: number | null): void {
    if (dueMs === this.#dueMs) return;
    this.cancel();
    this.#dueMs = dueMs;
    if (dueMs === null) return;
    this.#timer = this.#timers.start(this.#name, Math.max(0, dueMs - this.#clock.monoMs()), () => {
      this.#dueMs = null;
      this.#tick(this.#clock.monoMs());
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#dueMs = null;
  }
}
