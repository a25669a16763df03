import { performance } from "node:perf_hooks";
import type { Clock, TimerHandle, Timers, TimeStatus } from "../../ports/clock.ts";

/** The machine's own clocks. Whether the wall time is to be believed is for the operator of the machine to say. */
export class SystemClock implements Clock, Timers {
  readonly #status: TimeStatus;

  constructor(status: TimeStatus = "informative") {
    this.#status = status;
  }

  monoMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  timeStatus(): TimeStatus {
    return this.#status;
  }

  start(_name: string, afterMs: number, fire: () => void): TimerHandle {
    const timer = setTimeout(fire, Math.max(0, afterMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
