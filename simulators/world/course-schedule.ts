import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { CourseWorld } from "./course-world.ts";

const WORLD_STEP_MS = 20;

/** What of a course simulation hangs on timers: the world while it moves, and events that wait for their moment. */
export class CourseSchedule {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #waiting = new Set<TimerHandle>();
  #pump: TimerHandle | null = null;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  in(afterS: number, act: () => void): void {
    const handle = this.#timers.start("course event", afterS * 1000, () => {
      this.#waiting.delete(handle);
      act();
    });
    this.#waiting.add(handle);
  }

  /** Steps the world every 20 ms for as long as something moves in it. */
  keepMoving(world: CourseWorld): void {
    this.#pump?.cancel();
    this.#pump = this.#timers.start("course world", WORLD_STEP_MS, () => {
      this.#pump = null;
      world.advanceTo(this.#clock.monoMs());
      if (world.active) this.keepMoving(world);
    });
  }

  clear(): void {
    this.#pump?.cancel();
    this.#pump = null;
    for (const handle of this.#waiting) handle.cancel();
    this.#waiting.clear();
  }
}
