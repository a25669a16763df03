/** A 1.6-litre saloon with a five-speed gearbox; figures of the class, not of one car. */
export const GEAR_RATIOS: Readonly<Record<number, number>> = {
  [-1]: -3.17,
  0: 0,
  1: 3.455,
  2: 1.944,
  3: 1.286,
  4: 0.969,
  5: 0.8,
};
export const FINAL_DRIVE = 4.111;
export const WHEEL_RADIUS_M = 0.285;
export const EFFICIENCY = 0.92;
export const CLUTCH_TORQUE_MAX_NM = 190;
export const ENGINE_TORQUE_MAX_NM = 120;
export const IDLE_RAD_PER_S = 89;

const INERTIA_KG_M2 = 0.13;
const STALL_RAD_PER_S = 42;
const IDLE_RESERVE_NM = 16;
const STARTER_NM = 55;
const FIRES_AT_RAD_PER_S = 22;
const CLUTCH_SLIP_SCALE = 2;
/** Pedal travel, 1 pressed: above the first the clutch is open, below the second closed. */
const BITE_BEGINS = 0.62;
const BITE_ENDS = 0.2;

/** What fraction of its torque the clutch can carry at this pedal. */
export function clutchEngagement(pedal: number): number {
  const t = Math.min(1, Math.max(0, (BITE_BEGINS - pedal) / (BITE_BEGINS - BITE_ENDS)));
  return t * t;
}

/** The pedal at which the clutch carries this fraction: what the foot of a practised driver knows. */
export function clutchPedalFor(engagement: number): number {
  return BITE_BEGINS - Math.sqrt(Math.min(1, Math.max(0, engagement))) * (BITE_BEGINS - BITE_ENDS);
}

export function frictionNm(radPerS: number): number {
  return radPerS <= 0 ? 0 : 9 + 0.04 * radPerS;
}

function fullLoadNm(radPerS: number): number {
  return ENGINE_TORQUE_MAX_NM * Math.min(1, 0.35 + radPerS / 160);
}

export interface EngineControls {
  readonly ignition: boolean;
  readonly starter: boolean;
  readonly throttle: number;
  readonly clutch: number;
  readonly gear: number;
}

/** Engine, clutch and gearbox. Stalls when the clutch takes more than idling can give. */
export class Powertrain {
  #radPerS = 0;
  #running = false;
  #governorNm = 0;

  get engineRpm(): number {
    return (this.#radPerS * 60) / (2 * Math.PI);
  }

  get running(): boolean {
    return this.#running;
  }

  switchOff(): void {
    this.#running = false;
    this.#radPerS = 0;
  }

  /** Force at the driven wheels, newtons, positive towards the nose. */
  step(dtS: number, controls: EngineControls, speedMPerS: number): number {
    const ratio = (GEAR_RATIOS[controls.gear] ?? 0) * FINAL_DRIVE;
    const drivenRadPerS = (speedMPerS * ratio) / WHEEL_RADIUS_M;
    const capacityNm = ratio === 0 ? 0 : CLUTCH_TORQUE_MAX_NM * clutchEngagement(controls.clutch);
    const slip = (this.#radPerS - drivenRadPerS) / CLUTCH_SLIP_SCALE;
    const clutchNm = capacityNm * Math.min(1, Math.max(-1, slip));
    this.#turn(dtS, controls, clutchNm);
    return (clutchNm * ratio * EFFICIENCY) / WHEEL_RADIUS_M;
  }

  #turn(dtS: number, controls: EngineControls, clutchNm: number): void {
    if (!controls.ignition || (this.#running && this.#radPerS < STALL_RAD_PER_S && !controls.starter))
      this.#running = false;
    let torqueNm = -frictionNm(this.#radPerS);
    if (this.#running) {
      const errorRadPerS = IDLE_RAD_PER_S - this.#radPerS;
      this.#governorNm = Math.min(IDLE_RESERVE_NM, Math.max(0, this.#governorNm + errorRadPerS * 1.2 * dtS));
      const idleNm =
        frictionNm(IDLE_RAD_PER_S) + Math.min(IDLE_RESERVE_NM, this.#governorNm + errorRadPerS * 0.4);
      torqueNm += Math.max(0, idleNm) + controls.throttle * fullLoadNm(this.#radPerS);
    } else {
      torqueNm -= this.#radPerS > 0 ? 25 : 0;
      if (controls.starter && controls.ignition) torqueNm = STARTER_NM - frictionNm(this.#radPerS);
      if (controls.starter && this.#radPerS > FIRES_AT_RAD_PER_S) {
        this.#running = true;
        this.#radPerS = STALL_RAD_PER_S + 10;
        this.#governorNm = IDLE_RESERVE_NM / 2;
      }
    }
    this.#radPerS = Math.max(0, this.#radPerS + ((torqueNm - clutchNm) / INERTIA_KG_M2) * dtS);
  }
}
