import type { SeededRandom } from "../kit/seeded-random.ts";

/** First-order Gauss-Markov error: what a position or heading solution drifts like from epoch to epoch. */
export class GaussMarkov {
  readonly #random: SeededRandom;
  readonly #correlationS: number;
  #value: number;

  constructor(random: SeededRandom, correlationS: number) {
    this.#random = random;
    this.#correlationS = correlationS;
    this.#value = random.normal();
  }

  /** Standardised: variance 1 at every step. */
  next(stepS: number): number {
    const keep = Math.exp(-stepS / this.#correlationS);
    this.#value = keep * this.#value + Math.sqrt(1 - keep * keep) * this.#random.normal();
    return this.#value;
  }
}

/** Standard deviations of the two parts of an error. */
export interface ErrorSize {
  readonly white: number;
  readonly drift: number;
}

/** Slow drift and white noise, each of its own size. */
export class SolutionError {
  readonly #drift: GaussMarkov;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom, correlationS: number) {
    this.#random = random;
    this.#drift = new GaussMarkov(random, correlationS);
  }

  next(stepS: number, { white, drift }: ErrorSize): number {
    return drift * this.#drift.next(stepS) + white * this.#random.normal();
  }
}
