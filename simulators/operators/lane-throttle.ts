import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { OperatorQuirks } from "../../src/scenario/lane-operator.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { Engine } from "../world/engine.ts";

export interface LaneThrottleOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Null: nobody sits in anything with an engine. */
  readonly engine: () => Engine | null;
  readonly random: () => SeededRandom;
  readonly liftsEarly: () => OperatorQuirks["liftsEarly"];
  /** The foot came off by itself at this press, counted from 1. */
  readonly onLifted?: (press: number) => void;
}

const CORRECTION_MS = 500;

/** A foot on the accelerator. */
export class LaneThrottle {
  readonly #options: LaneThrottleOptions;
  #foot: TimerHandle | null = null;
  #floored = 0;

  constructor(options: LaneThrottleOptions) {
    this.#options = options;
  }

  takeOver(): void {
    this.#floored = 0;
  }

  /** A foot corrects every half second, and never quite. */
  hold(targetRpm: number, toleranceRpm: number): void {
    this.footOff();
    const { clock, timers, engine: engineNow, random } = this.#options;
    const correct = (): void => {
      const atMs = clock.monoMs();
      const engine = engineNow();
      if (engine === null) return;
      const error = targetRpm - engine.rpmAt(atMs);
      const aim = targetRpm + 0.15 * error + random().normal() * toleranceRpm * 0.08;
      engine.setThrottle(engine.throttleFor(aim), atMs);
      this.#foot = timers.start("operator: foot", CORRECTION_MS, correct);
    };
    correct();
  }

  footOff(): void {
    this.#foot?.cancel();
    this.#foot = null;
  }

  floor(atMs: number): void {
    this.footOff();
    const { clock, timers, engine, liftsEarly } = this.#options;
    engine()?.setThrottle(1, atMs);
    const early = liftsEarly();
    this.#floored++;
    if (early === undefined || !early.presses.includes(this.#floored)) return;
    const press = this.#floored;
    this.#foot = timers.start("operator: foot", early.afterMs, () => {
      this.#options.onLifted?.(press);
      this.idle(clock.monoMs());
    });
  }

  idle(atMs: number): void {
    this.footOff();
    this.#options.engine()?.setThrottle(0, atMs);
  }
}
