import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";

export interface DayWatchOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
  changed(today: string): void;
}

/** Midnight is told within this, also by a clock that is set meanwhile. */
const LOOK_MS = 15_000;

/** Tells when the station's civil date has become another one. Stopped by what it returns. */
export function watchDay({ clock, timers, localDate, changed }: DayWatchOptions): () => void {
  let today = localDate(clock.wallMs());
  let timer: TimerHandle;
  const again = (): void => {
    timer = timers.start("day", LOOK_MS, () => {
      again();
      const now = localDate(clock.wallMs());
      if (now === today) return;
      today = now;
      changed(now);
    });
  };
  again();
  return () => timer.cancel();
}
