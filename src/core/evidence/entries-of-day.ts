/**
 * Chooses, of the sealed records and withdrawals of a log in their order, those of one civil day, whatever stands between them, and the one before and the
 * one after: they show that nothing is missing between. Of a day without any, the two between which it lies.
 */
export class EntriesOfDay {
  readonly #day: string;
  readonly #ofDay: number[] = [];
  #before: number | null = null;
  /** After the last of the day so far. */
  #since: number[] = [];
  /** Around the day where it has none: the last before the first of a later day, and that. */
  #around: readonly number[] | null = null;

  /** `day`: `2026-11-30`. */
  constructor(day: string) {
    this.#day = day;
  }

  /** `day`: of its end, by the same zone. */
  note(index: number, day: string): void {
    if (day === this.#day) {
      if (this.#ofDay.length === 0 && this.#before !== null) this.#ofDay.push(this.#before);
      this.#ofDay.push(...this.#since, index);
      this.#since = [];
      return;
    }
    if (this.#ofDay.length > 0) this.#since.push(index);
    else {
      if (day > this.#day) this.#around ??= this.#before === null ? [index] : [this.#before, index];
      this.#before = index;
    }
  }

  /** Rising; empty where the log holds no record at all. */
  get chosen(): readonly number[] {
    if (this.#ofDay.length > 0) return [...this.#ofDay, ...this.#since.slice(0, 1)];
    return this.#around ?? (this.#before === null ? [] : [this.#before]);
  }
}
