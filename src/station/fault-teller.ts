import {
  clean,
  type FaultSeries,
  type FaultStep,
  holdsUntilMs,
  noted,
  standingFault,
} from "../core/link/fault-series.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { FaultCode } from "../core/trade/words/faults.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import { SessionTicker } from "./session-ticker.ts";

export interface FaultTellerOptions {
  readonly device: DeviceId;
  readonly clock: Clock;
  readonly timers: Timers;
  tell(fault: DeviceFault): void;
}

/** Between a device that says how it is, as often as it likes, and those who are told: `core/link/fault-series.ts` has the rule. */
export class FaultTeller {
  readonly #options: FaultTellerOptions;
  readonly #series = new Map<FaultCode, FaultSeries>();
  readonly #ticker: SessionTicker;
  #stopped = false;

  constructor(options: FaultTellerOptions) {
    this.#options = options;
    const { device, clock, timers } = options;
    this.#ticker = new SessionTicker(`clean ${device}`, clock, timers, (atMs) => this.#look(atMs));
  }

  /** True while the device itself has no fault, whatever still stands. */
  get isWell(): boolean {
    return ![...this.#series.values()].some(({ raised }) => raised);
  }

  /** True while the device itself has this fault. */
  hasRaised(code: FaultCode): boolean {
    return this.#series.get(code)?.raised ?? false;
  }

  note(fault: DeviceFault): void {
    if (this.#stopped) return;
    const { code } = fault;
    this.#step(code, noted(this.#series.get(code) ?? null, fault, this.#options.clock.monoMs()));
  }

  /** Those that stand, in the order in which they were told. */
  list(): readonly DeviceFault[] {
    return [...this.#series.values()].map(standingFault).filter((fault) => fault !== null);
  }

  stop(): void {
    this.#stopped = true;
    this.#ticker.cancel();
  }

  #look(atMs: number): void {
    for (const [code, series] of [...this.#series]) this.#step(code, clean(series, atMs));
  }

  #step(code: FaultCode, { series, tell }: FaultStep): void {
    if (tell !== null && tell.again !== true) this.#series.delete(code);
    if (series !== null) this.#series.set(code, series);
    const dues = [...this.#series.values()].map(holdsUntilMs).filter((due) => due !== null);
    this.#ticker.arm(dues.length === 0 ? null : Math.min(...dues));
    if (tell !== null) this.#options.tell(tell);
  }
}
