import type { SeededRandom } from "../kit/seeded-random.ts";

/** A pair of contacts behind an input, and what the firmware makes of the input. */
export interface ContactSettings {
  /** For so long it opens and closes again after each change. */
  readonly bounceMinMs: number;
  readonly bounceMaxMs: number;
  /** An input counts as changed when it has stood for so long; 0: each change of the input is told. */
  readonly debounceMs: number;
}

/** A change as the firmware tells it. */
export interface Edge {
  readonly active: boolean;
  readonly atMs: number;
}

/** A contact touches so often again, at most, before it stays. */
const TOUCHES_MAX = 4;
const NEVER = Number.POSITIVE_INFINITY;
const LONG_AGO = Number.NEGATIVE_INFINITY;

/** One input: switch, contacts, pin, firmware. Times are monotonic milliseconds and only grow. */
export class Contact {
  readonly #settings: ContactSettings;
  readonly #random: SeededRandom;
  /** What the switch is at. */
  #wanted = false;
  /** What the pin reads. */
  #level = false;
  /** What the firmware has told. */
  #told = false;
  #changedMs = LONG_AGO;
  /** What the pin will read, in order. */
  #coming: Edge[] = [];
  #stuckUntilMs = LONG_AGO;
  #late: { readonly byMs: number; readonly untilMs: number } | null = null;

  constructor(settings: ContactSettings, random: SeededRandom) {
    this.#settings = settings;
    this.#random = random;
  }

  get told(): boolean {
    return this.#told;
  }

  /** Hand, foot or belt moves it. */
  move(active: boolean, atMs: number): void {
    if (this.#wanted === active) return;
    this.#wanted = active;
    if (atMs >= this.#stuckUntilMs) this.#close(active, atMs);
  }

  /** The input stays as it is now. */
  stick(untilMs: number): void {
    this.#stuckUntilMs = untilMs;
    this.#coming = [];
  }

  /** Worn or dirty: it follows its switch so much later. */
  slow(byMs: number, untilMs: number): void {
    this.#late = { byMs, untilMs };
  }

  /** A firmware that starts takes the input as it is. */
  settle(): void {
    this.#told = this.#level;
  }

  /** When it has to be stepped next. */
  nextMs(): number {
    const due = Math.min(this.#coming[0]?.atMs ?? NEVER, this.#settledMs());
    return this.#wanted !== this.#level && this.#coming.length === 0
      ? Math.min(due, this.#stuckUntilMs)
      : due;
  }

  /** What has become of it by then, oldest first. */
  step(atMs: number): Edge[] {
    const edges: Edge[] = [];
    if (this.#coming.length === 0 && this.#wanted !== this.#level && this.#stuckUntilMs <= atMs)
      this.#close(this.#wanted, this.#stuckUntilMs);
    for (let next = this.#coming[0]; next !== undefined && next.atMs <= atMs; next = this.#coming[0]) {
      this.#tellSettled(next.atMs, edges);
      this.#coming.shift();
      if (next.active === this.#level) continue;
      this.#level = next.active;
      this.#changedMs = next.atMs;
    }
    this.#tellSettled(atMs, edges);
    return edges;
  }

  #settledMs(): number {
    return this.#level === this.#told ? NEVER : this.#changedMs + this.#settings.debounceMs;
  }

  #tellSettled(atMs: number, edges: Edge[]): void {
    if (this.#settledMs() > atMs) return;
    this.#told = this.#level;
    edges.push({ active: this.#level, atMs: this.#changedMs });
  }

  /** The new level, and off and on again until it stays. */
  #close(active: boolean, atMs: number): void {
    const fromMs = atMs + (this.#late !== null && atMs < this.#late.untilMs ? this.#late.byMs : 0);
    const kept = this.#coming.filter((edge) => edge.atMs < fromMs);
    const again = bounceTimes(this.#settings, this.#random).map((afterMs, i) => ({
      active: i % 2 === 0 ? !active : active,
      atMs: fromMs + afterMs,
    }));
    this.#coming = [...kept, { active, atMs: fromMs }, ...again];
  }
}

/** How long after a change a contact opens and closes again: opens first, and closes for good last. */
export function bounceTimes({ bounceMinMs, bounceMaxMs }: ContactSettings, random: SeededRandom): number[] {
  if (bounceMaxMs === 0) return [];
  const forMs = bounceMinMs + (bounceMaxMs - bounceMinMs) * random.unit();
  const times = Array.from({ length: 2 * (1 + random.below(TOUCHES_MAX)) - 1 }, () => forMs * random.unit());
  return [...times.sort((a, b) => a - b), forMs];
}
