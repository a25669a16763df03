/** How often one thing may be done: `burst` times at once, and then once in each `everyMs`. */
export interface AskRate {
  readonly burst: number;
  readonly everyMs: number;
}

/** Names that are remembered at most: who asks under ever new ones does not fill the memory. */
const NAMES_MAX = 20_000;

/**
 * Counts what each name did (an address, a plate), in one number a name: the time until which what it did is paid for. Whoever is refused is not counted, so that
 * waiting as long as was said is enough. Times are of one clock that does not go back, in milliseconds.
 */
export class AskLimits {
  readonly #rate: AskRate;
  readonly #paidUntilMs = new Map<string, number>();

  constructor(rate: AskRate) {
    this.#rate = rate;
  }

  /** 0: it may, and is counted. Else whole seconds until it may, 1 or more. */
  ask(name: string, nowMs: number): number {
    const { burst, everyMs } = this.#rate;
    const paidUntil = Math.max(this.#paidUntilMs.get(name) ?? 0, nowMs) + everyMs;
    const waitMs = paidUntil - nowMs - burst * everyMs;
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    // Put last, so that the first of the map was counted longest ago.
    this.#paidUntilMs.delete(name);
    this.#paidUntilMs.set(name, paidUntil);
    this.#forget(nowMs);
    return 0;
  }

  #forget(nowMs: number): void {
    for (const [name, paidUntil] of this.#paidUntilMs) {
      if (paidUntil > nowMs && this.#paidUntilMs.size <= NAMES_MAX) return;
      this.#paidUntilMs.delete(name);
    }
  }
}
