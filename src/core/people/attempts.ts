/** Wrong passwords and PINs, by whom and from where: after some of them each further try has to wait, longer each time. */
export interface AttemptRule {
  /** So many may be wrong before anybody waits. */
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Forgotten when nothing was tried for so long. */
  readonly forgetAfterMs: number;
}

export const ATTEMPTS: AttemptRule = {
  free: 5,
  firstWaitMs: 10_000,
  longestWaitMs: 15 * 60_000,
  forgetAfterMs: 60 * 60_000,
};

/** Whoever tries a great many names must not fill the memory. */
const KEPT_MAX = 2_000;

interface Attempts {
  readonly wrong: number;
  readonly atMs: number;
  /** Of the try before this one. */
  readonly beforeMs: number;
}

/** Times of the steady clock. A key is a person, an address, or both. */
export class AttemptBook {
  readonly #rule: AttemptRule;
  readonly #attempts = new Map<string, Attempts>();

  constructor(rule: AttemptRule = ATTEMPTS) {
    this.#rule = rule;
  }

  /** How long until the next try is looked at; 0 for at once. */
  waitMs(keys: readonly string[], nowMs: number): number {
    return Math.max(0, ...keys.map((key) => this.#waitMs(key, nowMs)));
  }

  wrong(keys: readonly string[], nowMs: number): void {
    for (const key of keys) {
      const before = this.#standing(key, nowMs);
      // Last in the order, so that the first is the one that was tried least lately.
      this.#attempts.delete(key);
      this.#attempts.set(key, {
        wrong: (before?.wrong ?? 0) + 1,
        atMs: nowMs,
        beforeMs: before?.atMs ?? nowMs,
      });
    }
    for (const key of this.#attempts.keys()) {
      if (this.#attempts.size <= KEPT_MAX) break;
      this.#attempts.delete(key);
    }
  }

  right(keys: readonly string[]): void {
    for (const key of keys) this.#attempts.delete(key);
  }

  /** The last try of these was none, or was right; what was wrong before it stays. */
  takeBack(keys: readonly string[]): void {
    for (const key of keys) {
      const known = this.#attempts.get(key);
      if (known === undefined) continue;
      if (known.wrong <= 1) this.#attempts.delete(key);
      else this.#attempts.set(key, { ...known, wrong: known.wrong - 1, atMs: known.beforeMs });
    }
  }

  #waitMs(key: string, nowMs: number): number {
    const { free, firstWaitMs, longestWaitMs } = this.#rule;
    const known = this.#standing(key, nowMs);
    if (known === null || known.wrong < free) return 0;
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (known.wrong - free));
    return Math.max(0, known.atMs + wait - nowMs);
  }

  #standing(key: string, nowMs: number): Attempts | null {
    const known = this.#attempts.get(key);
    return known === undefined || nowMs - known.atMs > this.#rule.forgetAfterMs ? null : known;
  }
}
