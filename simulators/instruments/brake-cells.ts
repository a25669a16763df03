import type { BenchSetting } from "../../src/scenario/lane-instruments.ts";
import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";
import type { Side } from "../world/vehicle.ts";

export type CellSettings = Partial<Pick<BenchSetting, "zeroOffsetN" | "zeroDriftNPerMin" | "residualN">>;

/** A cell has felt a force when it was so many times what it keeps of it. */
const FELT = 2;

/** The load cells with their amplifiers: a zero that is off and goes away, and what stays when a force has left. */
export class BrakeCells {
  readonly #physics: BrakeBenchPhysics;
  readonly #residualN: number;
  readonly #driftNPerMin: Record<Side, number>;
  #offsetN: Record<Side, number>;
  #zeroedMs = 0;
  #felt = { left: false, right: false };

  constructor(
    physics: BrakeBenchPhysics,
    { zeroOffsetN = 0, zeroDriftNPerMin = 0, residualN = 0 }: CellSettings,
  ) {
    this.#physics = physics;
    this.#offsetN = eachSide(zeroOffsetN);
    this.#driftNPerMin = eachSide(zeroDriftNPerMin);
    this.#residualN = residualN;
  }

  zero(atMs: number): void {
    this.#offsetN = { left: 0, right: 0 };
    this.#zeroedMs = atMs;
    this.#felt = { left: false, right: false };
  }

  readN(at: Side, atMs: number): number {
    const forceN = this.#physics.readForceN(at);
    if (forceN >= FELT * this.#residualN) this.#felt[at] = true;
    const keptN = this.#felt[at] ? Math.max(forceN, this.#residualN) : forceN;
    return keptN + this.#offsetN[at] + (this.#driftNPerMin[at] * (atMs - this.#zeroedMs)) / 60_000;
  }
}

function eachSide(both: number | Readonly<Record<Side, number>>): Record<Side, number> {
  return typeof both === "number" ? { left: both, right: both } : { ...both };
}
