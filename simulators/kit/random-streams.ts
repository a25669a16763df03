import { SeededRandom } from "./seeded-random.ts";

/** The streams of one world by name, some of which begin anew for whoever comes. */
export class RandomStreams {
  readonly #seed: number;
  readonly #kept = new Map<string, SeededRandom>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Always the same one. */
  of(name: string): SeededRandom {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const stream = this.fresh(name);
    this.#kept.set(name, stream);
    return stream;
  }

  /** At its beginning. */
  fresh(name: string): SeededRandom {
    return new SeededRandom(this.#seed, name);
  }

  /** Who holds the stream of this name draws from now on what belongs to `who`. */
  restart(name: string, who: string): void {
    this.of(name).restart(this.#seed, `${name} ${who}`);
  }
}
