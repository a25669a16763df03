import type { SeededRandom } from "../kit/seeded-random.ts";
import type { LaneWorld } from "./lane-world.ts";
import type { Side } from "./vehicle.ts";

const STEP_MS = 2;
const STEP_S = STEP_MS / 1000;
/** 2.5 km/h. */
const ROLLER_SPEED_MPS = 0.694;
const RUN_UP_S = 0.2;
const ROLLER_MASS_KG = 180;
/** Wheel, hub and drum, seen from the tyre's surface. */
const WHEEL_MASS_KG = 14;
/** Tyre slip with the greatest adhesion. */
const PEAK_SLIP = 0.12;
/** What is left of the adhesion when the wheel stands still on the turning roller. */
const SLIDING_SHARE = 0.88;
const CELL_LAG_S = 0.012;
const ROLLER_RADIUS_M = 0.1;

interface BenchSide {
  motorOn: boolean;
  rollerMps: number;
  rollerTurn: number;
  wheelMps: number;
  sliding: boolean;
  forceN: number;
  cellN: number;
}

/**
 * A pair of driven rollers under one axle: below the peak of adhesion the brake force is what the roller
 * feels; above it the tyre tears off within some hundredths of a second, which the third roller sees as slip.
 * One step is 2 ms.
 */
export class BrakeBenchPhysics {
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #sides: Record<Side, BenchSide> = { left: side(), right: side() };
  #atMs = 0;
  #lifted = false;

  constructor(world: LaneWorld, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  setMotor(at: Side, on: boolean): void {
    this.#sides[at].motorOn = on;
  }

  /** The lift between the rollers carries the wheels; nothing touches the rollers. */
  setLifted(lifted: boolean): void {
    this.#lifted = lifted;
  }

  /** The third roller of this side is pressed down. */
  pressed(at: Side): boolean {
    const axle = this.#axle;
    return axle !== null && (this.#world.vehicle?.hasWheel(axle, at) ?? false);
  }

  get #axle(): number | null {
    return this.#lifted ? null : this.#world.axleAt("bench");
  }

  /** Slip of the third roller against the driven one, 0..1; 0 while the rollers hardly turn. */
  slip(at: Side): number {
    const { rollerMps, wheelMps } = this.#sides[at];
    return rollerMps < 0.1 ? 0 : Math.max(0, 1 - wheelMps / rollerMps);
  }

  turning(at: Side): boolean {
    return this.#sides[at].rollerMps > 0.02;
  }

  /** As the load cell and its amplifier give it, with their noise. */
  readForceN(at: Side): number {
    const { cellN, rollerTurn } = this.#sides[at];
    const ripple = cellN * 0.006 * Math.sin(rollerTurn);
    return cellN + ripple + this.#random.normal() * (3 + cellN * 0.0015);
  }

  /** Whoever drives on finds rollers at rest; where the last one left them is of no account. */
  forgetLast(): void {
    if (!this.#atRest()) return;
    this.#sides.left = side();
    this.#sides.right = side();
  }

  /** Nothing happens while the rollers stand still, so long pauses cost nothing. */
  advanceTo(atMs: number): void {
    while (this.#atMs + STEP_MS <= atMs && !this.#atRest()) {
      this.#atMs += STEP_MS;
      this.#step();
    }
    if (this.#atRest()) this.#atMs = Math.max(this.#atMs, atMs);
  }

  #atRest(): boolean {
    const { left, right } = this.#sides;
    if (left.motorOn || right.motorOn) return false;
    return left.rollerMps + right.rollerMps === 0 && left.cellN + right.cellN < 0.5;
  }

  #step(): void {
    const vehicle = this.#world.vehicle;
    const axle = this.#axle;
    vehicle?.advanceBrakes(this.#atMs, STEP_S);
    const { left, right } = this.#sides;
    const sumN = left.forceN + right.forceN;
    for (const at of ["left", "right"] as const) {
      const here = this.#sides[at];
      const other = at === "left" ? right : left;
      let loadN = 0;
      let demandN = 0;
      if (vehicle?.hasWheel(axle ?? Number.POSITIVE_INFINITY, at) && axle !== null) {
        // Braking presses the axle into the rollers a little, and the stronger side rolls the body onto the other.
        loadN = vehicle.rollerLoadN(axle, at) + 0.02 * (sumN / 2) + 0.01 * (other.forceN - here.forceN);
        demandN = vehicle.brakeDemandN(axle, at, this.#atMs) + loadN * vehicle.spec.rollingResistance;
      }
      this.#turn(here, loadN * (vehicle?.adhesion(at) ?? 0), demandN);
    }
  }

  #turn(here: BenchSide, peakN: number, demandN: number): void {
    if (here.motorOn) {
      here.rollerMps += ((ROLLER_SPEED_MPS - here.rollerMps) * STEP_S) / RUN_UP_S;
    } else {
      here.rollerMps = Math.max(0, here.rollerMps - (here.forceN / ROLLER_MASS_KG + 1.5) * STEP_S);
    }
    here.rollerTurn += (here.rollerMps / ROLLER_RADIUS_M) * STEP_S;
    const moving = Math.min(1, here.rollerMps / 0.05);
    if (!here.sliding && demandN > peakN && here.rollerMps > 0.1) here.sliding = true;
    if (here.sliding) {
      const slip = here.rollerMps > 0 ? Math.max(0, 1 - here.wheelMps / here.rollerMps) : 0;
      const share = 1 - (1 - SLIDING_SHARE) * Math.max(0, (slip - PEAK_SLIP) / (1 - PEAK_SLIP));
      here.forceN = peakN * share * moving;
      here.wheelMps += ((here.forceN - demandN) / WHEEL_MASS_KG) * STEP_S;
      here.wheelMps = Math.min(here.rollerMps, Math.max(0, here.wheelMps));
      if (here.rollerMps === 0 || (demandN < here.forceN && slip < PEAK_SLIP)) here.sliding = false;
    } else {
      const used = peakN > 0 ? Math.min(1, demandN / peakN) : 0;
      here.forceN = Math.min(demandN, peakN) * moving;
      here.wheelMps = here.rollerMps * (1 - PEAK_SLIP * (1 - Math.sqrt(1 - used)));
    }
    here.cellN += ((here.forceN - here.cellN) * STEP_S) / CELL_LAG_S;
  }
}

function side(): BenchSide {
  return { motorOn: false, rollerMps: 0, rollerTurn: 0, wheelMps: 0, sliding: false, forceN: 0, cellN: 0 };
}
