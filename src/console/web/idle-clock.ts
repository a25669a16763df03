const TELL_EVERY_MS = 60_000;
const WARN_MS = 60_000;
/** What another page of the same session did is not known here: the station was asked, and has not locked. */
const LOOK_AGAIN_MS = 10_000;

/**
 * How long nothing was done on this page, and what the station knows of it. Times are of the page's steady clock; it begins with
 * something that the station does not know of yet, the opening of the page.
 */
export class IdleClock {
  readonly #lockAfterMs: number;
  readonly #tellEveryMs: number;
  readonly #warnMs: number;
  #touched = true;
  #toldMs = Number.NEGATIVE_INFINITY;
  #locksMs: number;
  /** The station was asked after the time and said that it is open: somebody is at another page of the session. */
  #isElsewhere = false;

  constructor(lockAfterMs: number, nowMs: number) {
    this.#lockAfterMs = lockAfterMs;
    // So that two tellings come before the lock, however short it is.
    this.#tellEveryMs = Math.min(TELL_EVERY_MS, lockAfterMs / 2);
    this.#warnMs = Math.min(WARN_MS, lockAfterMs / 2);
    this.#locksMs = nowMs + lockAfterMs;
  }

  touched(): void {
    this.#touched = true;
  }

  /** True when the station is to be told now, at most once a minute. */
  shouldTell(nowMs: number): boolean {
    return this.#touched && nowMs - this.#toldMs >= this.#tellEveryMs;
  }

  telling(nowMs: number): void {
    this.#touched = false;
    this.#toldMs = nowMs;
  }

  /** `atMs`: when the station was told. */
  told(atMs: number): void {
    this.#isElsewhere = false;
    this.#locksMs = Math.max(this.#locksMs, atMs + this.#lockAfterMs);
  }

  /** The station could not be told: with the next look. */
  untold(): void {
    this.#touched = true;
  }

  /** Whole seconds until the lock where it is near, else null. */
  warnsS(nowMs: number): number | null {
    const leftMs = this.#locksMs - nowMs;
    if (this.#isElsewhere || leftMs > this.#warnMs || leftMs <= 0) return null;
    return Math.ceil(leftMs / 1_000);
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#locksMs;
  }

  stillOpen(nowMs: number): void {
    this.#isElsewhere = true;
    this.#locksMs = nowMs + LOOK_AGAIN_MS;
  }
}
