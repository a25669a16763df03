import type { SeededRandom } from "../kit/seeded-random.ts";

/** Of a four-stroke engine with four cylinders, one ignition each half turn. */
const PULSES_PER_TURN = 2;

/** What share of an engine's pulses never comes, and what share comes twice. */
export interface PulseLoss {
  readonly missing: number;
  readonly doubled: number;
}

/** The engine's speed as a firmware has it that counts pulses from one reading to the next. */
export class PulseCounter {
  readonly #random: SeededRandom;
  #phase = 0;
  #loss: (PulseLoss & { readonly untilMs: number }) | null = null;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  lose(loss: PulseLoss, untilMs: number): void {
    this.#loss = { ...loss, untilMs };
  }

  /** `overMs`: since the reading before. */
  read(rpm: number, overMs: number, atMs: number): number {
    const loss = this.#loss;
    if (loss === null || atMs >= loss.untilMs) return rpm;
    this.#phase += (rpm / 60_000) * overMs * PULSES_PER_TURN;
    const pulses = Math.floor(this.#phase);
    this.#phase -= pulses;
    if (pulses === 0) return rpm;
    let counted = 0;
    for (let i = 0; i < pulses; i++)
      if (!this.#random.chance(loss.missing)) counted += this.#random.chance(loss.doubled) ? 2 : 1;
    return (rpm * counted) / pulses;
  }
}
