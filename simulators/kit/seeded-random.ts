/** sfc32: small, fast, good enough for noise, and the same on every machine. Each part takes its own stream by name. */
export class SeededRandom {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;
  #spareNormal: number | null = null;

  constructor(seed: number, stream = "") {
    this.restart(seed, stream);
  }

  /** As if made anew: whoever holds it draws from this stream from now on. */
  restart(seed: number, stream: string): void {
    let hash = 0x811c9dc5 ^ seed;
    for (const char of stream) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    this.#a = seed >>> 0;
    this.#b = hash >>> 0;
    this.#c = 0x9e3779b9;
    this.#counter = 1;
    this.#spareNormal = null;
    for (let round = 0; round < 15; round++) this.uint32();
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Standard normal (polar method, both values used). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (let attempt = 0; attempt < 1000; attempt++) {
      const x = this.unit() * 2 - 1;
      const y = this.unit() * 2 - 1;
      const r = x * x + y * y;
      if (r > 0 && r < 1) {
        const factor = Math.sqrt((-2 * Math.log(r)) / r);
        this.#spareNormal = y * factor;
        return x * factor;
      }
    }
    return 0;
  }
}
