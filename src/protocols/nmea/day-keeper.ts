/**
 * Knows the date of a time of day. Only some sentences carry a date, and one broken date in 256 passes an XOR: so
 * midnight is counted here, and a date that contradicts the count is taken only when a second one says the same.
 */
export class DayKeeper {
  #last: { readonly day: number; readonly timeOfDayMs: number } | null = null;
  #contradiction = 0;

  forget(): void {
    this.#last = null;
    this.#contradiction = 0;
  }

  /** Days since 1970 for the next epoch, null while no sentence has told a date. `doubted`: a sentence told another. */
  settle(
    timeOfDayMs: number,
    told: number | null,
  ): { readonly day: number; readonly doubted: boolean } | null {
    const counted =
      this.#last === null ? null : this.#last.day + (timeOfDayMs < this.#last.timeOfDayMs ? 1 : 0);
    const day = counted ?? told;
    if (day === null) return null;
    const difference = told === null ? 0 : told - day;
    if (told === null || difference === 0) {
      if (told !== null) this.#contradiction = 0;
      this.#last = { day, timeOfDayMs };
      return { day, doubted: false };
    }
    const confirmed = difference === this.#contradiction;
    this.#contradiction = confirmed ? 0 : difference;
    this.#last = { day: confirmed ? told : day, timeOfDayMs };
    return { day: this.#last.day, doubted: !confirmed };
  }
}
