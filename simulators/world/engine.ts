import type { EngineSpec } from "../../src/scenario/lane-vehicle.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import { DieselSmoke } from "./diesel-smoke.ts";
import { type ExhaustGasMix, exhaustOf } from "./exhaust.ts";

const GRID_MS = 100;
const GRID_S = GRID_MS / 1000;
const RISE_S = 0.55;
const FALL_S = 0.9;
const OIL_WARM_C = 92;
const AMBIENT_C = 22;

/** Revs, oil and catalyst, on a grid of 100 ms, so that how often somebody looks changes nothing. */
export class Engine {
  readonly #spec: EngineSpec;
  readonly #random: SeededRandom;
  #gridMs: number;
  #throttle = 0;
  #rpm: number;
  #wobbleRpm = 0;
  #oilC: number;
  #catalystC: number;
  /** Null: a petrol engine, which an opacimeter sees nothing of. */
  readonly #smoke: DieselSmoke | null;

  constructor(spec: EngineSpec, random: SeededRandom, atMs: number) {
    this.#spec = spec;
    this.#random = random;
    this.#gridMs = Math.ceil(atMs / GRID_MS) * GRID_MS;
    this.#rpm = spec.idleRpm;
    this.#oilC = spec.coldStart ? AMBIENT_C : 88;
    this.#catalystC = spec.coldStart ? AMBIENT_C : 430;
    this.#smoke = spec.diesel === undefined ? null : new DieselSmoke(spec.diesel, random);
  }

  /** 0 closed .. 1 fully open. */
  setThrottle(throttle: number, atMs: number): void {
    this.advanceTo(atMs);
    this.#throttle = Math.min(1, Math.max(0, throttle));
  }

  /** The throttle that ends at these revs with no load. */
  throttleFor(rpm: number): number {
    return (rpm - this.#spec.idleRpm) / (this.#spec.maxRpm - this.#spec.idleRpm);
  }

  rpmAt(atMs: number): number {
    this.advanceTo(atMs);
    return Math.max(0, this.#rpm + this.#wobbleRpm);
  }

  oilCAt(atMs: number): number {
    this.advanceTo(atMs);
    return this.#oilC;
  }

  /** Light absorption of the exhaust, 1/m. */
  smokeAt(atMs: number): number {
    this.advanceTo(atMs);
    return (this.#smoke?.kPerM ?? 0) * (1 - this.#spec.exhaustLeak);
  }

  /** Of the gas at the end of the tail pipe; it is warmer the more is burnt. */
  gasCAt(atMs: number): number {
    this.advanceTo(atMs);
    return AMBIENT_C + (this.#oilC - AMBIENT_C) * 1.1 + 40 * (this.#rpm / this.#spec.idleRpm - 1);
  }

  exhaustAt(atMs: number): ExhaustGasMix {
    this.advanceTo(atMs);
    return exhaustOf(this.#spec, { rpm: this.#rpm, oilC: this.#oilC, catalystC: this.#catalystC });
  }

  advanceTo(atMs: number): void {
    while (this.#gridMs + GRID_MS <= atMs) {
      this.#gridMs += GRID_MS;
      this.#step();
    }
  }

  #step(): void {
    const { idleRpm, maxRpm } = this.#spec;
    // Cold engines idle fast.
    const fastIdle = Math.max(0, 60 - this.#oilC) * 8;
    const target = idleRpm + fastIdle + this.#throttle * (maxRpm - idleRpm);
    const lagS = target > this.#rpm ? RISE_S : FALL_S;
    this.#rpm += ((target - this.#rpm) * GRID_S) / lagS;
    this.#wobbleRpm = this.#wobbleRpm * 0.85 + this.#random.normal() * (3 + this.#spec.misfire * 80);
    const speedShare = Math.min(1, Math.max(0, (this.#rpm - idleRpm) / (maxRpm - idleRpm)));
    this.#smoke?.step({ throttle: this.#throttle, speedShare }, GRID_S);
    const load = this.#rpm / idleRpm;
    this.#oilC += ((OIL_WARM_C + 2 * (load - 1) - this.#oilC) * GRID_S) / (420 / load);
    const catalystTarget = 440 + 45 * (load - 1);
    this.#catalystC += ((catalystTarget - this.#catalystC) * GRID_S) / (60 / Math.sqrt(load));
  }
}
