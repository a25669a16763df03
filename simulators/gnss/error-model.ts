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

/** Slow drift and white noise together; 0.95 and 0.31 make the sum's variance 1. */
export class SolutionError {
  readonly #drift: GaussMarkov;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom, correlationS: number) {
    this.#random = random;
    this.#drift = new GaussMarkov(random, correlationS);
  }

  next(stepS: number): number {
    return 0.95 * this.#drift.next(stepS) + 0.3122 * this.#random.normal();
  }
}
