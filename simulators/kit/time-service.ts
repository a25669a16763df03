import type { ClockDiscipline, DisciplineWord } from "../../src/ports/clock.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A time service that has the true time; it measures the wall clock and does not set it. */
export class TimeService implements ClockDiscipline {
  /** It cannot be reached. */
  isAway = false;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  ask(told: (word: DisciplineWord) => void): void {
    if (this.isAway) told({ kind: "free" });
    else told({ kind: "disciplined", aheadMs: this.#clock.wrongByMs, withinMs: 5 });
  }
}
