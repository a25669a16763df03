import { BRAKE_MAX_N, type Car, type CarControls, GRAVITY, MASS_KG, ROLLING } from "./car.ts";
import {
  CLUTCH_TORQUE_MAX_NM,
  clutchPedalFor,
  EFFICIENCY,
  ENGINE_TORQUE_MAX_NM,
  FINAL_DRIVE,
  frictionNm,
  GEAR_RATIOS,
  IDLE_RAD_PER_S,
  WHEEL_RADIUS_M,
} from "./car-powertrain.ts";
import type { TurnSignal } from "./course-map.ts";

type Settable<T> = { -readonly [K in keyof T]: T[K] };

/** Everything in the car that somebody's hand or foot is on, and that the exam car's board can feel. */
export interface Cabin {
  readonly controls: Settable<CarControls>;
  belt: boolean;
  doorsClosed: boolean;
  signal: TurnSignal;
  examinerBrake: boolean;
  lowBeam: boolean;
}

export function freshCabin(): Cabin {
  return {
    controls: {
      ignition: true,
      starter: false,
      throttle: 0,
      clutch: 0,
      gear: 0,
      steerDeg: 0,
      brake: 0,
      handbrake: 1,
    },
    belt: true,
    doorsClosed: true,
    signal: "none",
    examinerBrake: false,
    lowBeam: false,
  };
}

/** Feet of a practised driver: any wanted acceleration at walking pace, through a slipping clutch or the brake. */
export class Feet {
  readonly #car: Car;
  readonly #controls: Settable<CarControls>;

  constructor(car: Car, controls: Settable<CarControls>) {
    this.#car = car;
    this.#controls = controls;
  }

  /** `alongMPerS2` is positive in the direction of the gear that is in. */
  accelerate(alongMPerS2: number): void {
    const sense = this.#controls.gear < 0 ? -1 : 1;
    const slope = Math.atan(this.#car.grade) * sense;
    const forceN = MASS_KG * (alongMPerS2 + GRAVITY * Math.sin(slope) + GRAVITY * ROLLING);
    if (forceN > 0) this.#drive(forceN);
    else {
      this.#controls.throttle = 0;
      // A little too much speed is left to roll out; only real braking presses the clutch down.
      const rollsOut = forceN > -0.12 * MASS_KG;
      this.#controls.clutch = rollsOut ? 0.7 : 1;
      this.#controls.brake = rollsOut ? 0 : -forceN / BRAKE_MAX_N;
    }
  }

  standStill(): void {
    this.#controls.throttle = 0;
    this.#controls.clutch = 1;
    this.#controls.brake = 0.5;
  }

  /** Torque enough to hold the car on this slope and a little more, with the brakes still on. */
  takeUpClutch(marginN: number): void {
    const slope = Math.atan(this.#car.grade);
    this.#clutchFor(MASS_KG * GRAVITY * (Math.sin(slope) + ROLLING) + marginN);
  }

  #drive(forceN: number): void {
    this.#controls.brake = 0;
    this.#clutchFor(forceN);
  }

  #clutchFor(forceN: number): void {
    const { gear } = this.#controls;
    const ratio = Math.abs(GEAR_RATIOS[gear] ?? 0) * FINAL_DRIVE;
    if (ratio === 0) return;
    const torqueNm = (forceN * WHEEL_RADIUS_M) / (ratio * EFFICIENCY);
    const engineRadPerS = (this.#car.powertrain.engineRpm * 2 * Math.PI) / 60;
    const drivenRadPerS = (Math.abs(this.#car.speedMPerS) * ratio) / WHEEL_RADIUS_M;
    const wantedRadPerS = Math.max(IDLE_RAD_PER_S + 25, drivenRadPerS + 20);
    const balanceNm = torqueNm + frictionNm(engineRadPerS) - frictionNm(IDLE_RAD_PER_S);
    const throttle = balanceNm / ENGINE_TORQUE_MAX_NM + (wantedRadPerS - engineRadPerS) * 0.012;
    this.#controls.throttle = Math.min(1, Math.max(0, throttle));
    this.#controls.clutch = clutchPedalFor(torqueNm / CLUTCH_TORQUE_MAX_NM);
  }
}
