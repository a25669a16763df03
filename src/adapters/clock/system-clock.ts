import { performance } from "node:perf_hooks";
import type { Clock, TimerHandle, Timers } from "../../ports/clock.ts";

/** The machine's own clocks. */
export class SystemClock implements Clock, Timers {
  monoMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  start(_name: string, afterMs: number, fire: () => void): TimerHandle {
    const timer = setTimeout(fire, Math.max(0, afterMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
