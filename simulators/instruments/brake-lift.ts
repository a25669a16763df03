import type { BenchSetting } from "../../src/scenario/lane-instruments.ts";
import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";

/** The public driver waits 4 s for it. */
const MOVES_MS = 3500;

/** The lift between the rollers, on which an axle is driven in and out. One that works is up until it is told otherwise. */
export class BrakeLift {
  readonly #physics: BrakeBenchPhysics;
  readonly #lift: BenchSetting["lift"];
  readonly #risesAfterMs: number;
  #isUp: boolean;
  #thereMs = 0;

  constructor(
    physics: BrakeBenchPhysics,
    { lift = "none", liftRisesAfterMs }: Partial<Pick<BenchSetting, "lift" | "liftRisesAfterMs">>,
  ) {
    this.#physics = physics;
    this.#lift = lift;
    this.#risesAfterMs = liftRisesAfterMs ?? Number.POSITIVE_INFINITY;
    this.#isUp = lift === "works" || lift === "stuck-up";
    physics.setLifted(this.#isUp);
  }

  move(to: "up" | "down", atMs: number): void {
    if (this.#lift !== "works" || this.#isUp === (to === "up")) return;
    this.settle(atMs);
    this.#isUp = to === "up";
    this.#thereMs = atMs + MOVES_MS;
  }

  /** Half-way it still carries the wheels. */
  settle(atMs: number): void {
    this.#physics.setLifted(this.#isUp || atMs < this.#thereMs);
  }

  /** What it does by itself, so long into a run. */
  rise(intoRunMs: number): void {
    if (intoRunMs >= this.#risesAfterMs) this.#physics.setLifted(true);
  }
}
