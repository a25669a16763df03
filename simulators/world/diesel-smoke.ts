import type { EngineSpec } from "../../src/scenario/lane-vehicle.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";

type DieselSpec = NonNullable<EngineSpec["diesel"]>;

/** The engine just now: pedal 0..1, and its speed as a share of the way from idle to the governor, 0..1. */
interface Load {
  readonly throttle: number;
  readonly speedShare: number;
}

const RISE_S = 0.2;
const FALL_S = 0.4;
const IDLE_SHARE = 0.08;
const GOVERNED_SHARE = 0.3;
/** Below this share of the speed range a floored pedal gives more fuel than the air burns. */
const GOVERNOR_CUTS_IN = 0.97;
/** What of the soot in the pipe each acceleration leaves behind. */
const SOOT_LEFT = 0.4;
const FLOORED = 0.9;

/**
 * Light absorption of a diesel's exhaust at the tail pipe, 1/m. Under a floored pedal it rises exponentially to the peak of that
 * acceleration and falls when the governor cuts in; no two accelerations are alike, and the first ones blow out what has
 * settled in the pipe.
 */
export class DieselSmoke {
  readonly #spec: DieselSpec;
  readonly #random: SeededRandom;
  #kPerM: number;
  #sootShare: number;
  #peakPerM: number;
  #floored = false;

  constructor(spec: DieselSpec, random: SeededRandom) {
    this.#spec = spec;
    this.#random = random;
    this.#sootShare = spec.sootShare;
    this.#peakPerM = spec.smokePerM;
    this.#kPerM = spec.smokePerM * IDLE_SHARE;
  }

  get kPerM(): number {
    return this.#kPerM;
  }

  step({ throttle, speedShare }: Load, stepS: number): void {
    const floored = throttle > FLOORED;
    if (floored && !this.#floored) {
      const luck = Math.max(-2.5, Math.min(2.5, this.#random.normal())) * this.#spec.spreadShare;
      this.#peakPerM = this.#spec.smokePerM * (1 + luck + this.#sootShare);
      this.#sootShare *= SOOT_LEFT;
    }
    this.#floored = floored;
    const steady = this.#spec.smokePerM * (IDLE_SHARE + (GOVERNED_SHARE - IDLE_SHARE) * speedShare);
    const target = floored && speedShare < GOVERNOR_CUTS_IN ? this.#peakPerM : steady;
    const lagS = target > this.#kPerM ? RISE_S : FALL_S;
    this.#kPerM += ((target - this.#kPerM) * stepS) / lagS;
  }
}
