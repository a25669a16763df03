import type { CarPose } from "./car-pose.ts";
import { type EngineControls, Powertrain } from "./car-powertrain.ts";

export const GRAVITY = 9.81;
export const MASS_KG = 1250;
export const ROLLING = 0.013;
export const BRAKE_MAX_N = 0.8 * MASS_KG * GRAVITY;
export const STEER_MAX_DEG = 34;
/** Buses and trucks turn further, for they could not come round a corner else (recalled). */
const STEER_MAX_LONG_DEG = 45;
const LONG_WHEELBASE_M = 3.5;

const HANDBRAKE_N = 0.35 * MASS_KG * GRAVITY;
const STEER_RATE_DEG_PER_S = 30;
/** A foot comes down faster than it lets a clutch in. */
const CLUTCH_RELEASE_PER_S = 2;
const CLUTCH_PRESS_PER_S = 8;
const SUBSTEPS = 10;
const RAD = Math.PI / 180;

/** What hands and feet do. Pedals and levers 0..1, 1 fully applied. */
export interface CarControls extends EngineControls {
  /** Road-wheel angle wanted; positive is to the right. */
  readonly steerDeg: number;
  readonly brake: number;
  readonly handbrake: number;
}

/** Plan position and the road under the car: height over the origin and grade along the nose (rise over plan run). */
export interface Road {
  gradeAt(xM: number, yM: number, headingDeg: number): number;
}

export const FLAT_ROAD: Road = { gradeAt: () => 0 };

export const CAR_AT_REST: CarControls = {
  ignition: true,
  starter: false,
  throttle: 0,
  clutch: 1,
  gear: 0,
  steerDeg: 0,
  brake: 0,
  handbrake: 1,
};

export interface CarOptions {
  readonly wheelbaseM: number;
  readonly road: Road;
  readonly start: { readonly xM: number; readonly yM: number; readonly headingDeg: number };
}

/**
 * Ackermann car on its rear axle: kinematic in the plane (no tyre slip at these speeds), dynamic along its
 * nose (engine, clutch, brakes, gravity). Steps of at most 20 ms, inside of which forces are integrated ten times.
 */
export class Car {
  readonly powertrain = new Powertrain();
  readonly #wheelbaseM: number;
  readonly #road: Road;
  #xM: number;
  #yM: number;
  #zM = 0;
  #headingDeg: number;
  #steerDeg = 0;
  #clutch = 1;
  /** Along the slope. */
  #speedMPerS = 0;
  #travelM = 0;
  #grade: number;

  constructor({ wheelbaseM, road, start }: CarOptions) {
    this.#wheelbaseM = wheelbaseM;
    this.#road = road;
    this.#xM = start.xM;
    this.#yM = start.yM;
    this.#headingDeg = start.headingDeg;
    this.#grade = road.gradeAt(start.xM, start.yM, start.headingDeg);
  }

  /** Signed way since the start, along the road surface. */
  get travelM(): number {
    return this.#travelM;
  }

  get speedMPerS(): number {
    return this.#speedMPerS;
  }

  get steerDeg(): number {
    return this.#steerDeg;
  }

  get grade(): number {
    return this.#grade;
  }

  pose(): CarPose {
    const slope = Math.atan(this.#grade);
    const planMPerS = this.#speedMPerS * Math.cos(slope);
    return {
      xM: this.#xM,
      yM: this.#yM,
      zM: this.#zM,
      headingDeg: this.#headingDeg,
      pitchDeg: slope / RAD,
      speedMPerS: planMPerS,
      yawRateDegPerS: (planMPerS * Math.tan(this.#steerDeg * RAD)) / this.#wheelbaseM / RAD,
    };
  }

  step(dtS: number, controls: CarControls): void {
    const most = steerMaxDeg(this.#wheelbaseM);
    const wanted = Math.min(most, Math.max(-most, controls.steerDeg));
    const turn = STEER_RATE_DEG_PER_S * dtS;
    this.#steerDeg += Math.min(turn, Math.max(-turn, wanted - this.#steerDeg));
    this.#clutch = Math.min(
      this.#clutch + CLUTCH_PRESS_PER_S * dtS,
      Math.max(this.#clutch - CLUTCH_RELEASE_PER_S * dtS, controls.clutch),
    );
    const felt = { ...controls, clutch: this.#clutch };
    this.#grade = this.#road.gradeAt(this.#xM, this.#yM, this.#headingDeg);
    const slope = Math.atan(this.#grade);
    let wayM = 0;
    for (let i = 0; i < SUBSTEPS; i++) wayM += this.#pull(dtS / SUBSTEPS, felt, slope);
    this.#travelM += wayM;
    this.#move(wayM * Math.cos(slope));
    this.#zM += wayM * Math.sin(slope);
  }

  /** Another place and standing still, for a new candidate. */
  placeAt(start: CarOptions["start"]): void {
    this.#xM = start.xM;
    this.#yM = start.yM;
    this.#zM = 0;
    this.#headingDeg = start.headingDeg;
    this.#steerDeg = 0;
    this.#speedMPerS = 0;
  }

  #pull(dtS: number, controls: CarControls, slope: number): number {
    const drivenN = this.powertrain.step(dtS, controls, this.#speedMPerS);
    const activeN = drivenN - MASS_KG * GRAVITY * Math.sin(slope);
    const resistingN =
      controls.brake * BRAKE_MAX_N + controls.handbrake * HANDBRAKE_N + ROLLING * MASS_KG * GRAVITY;
    const before = this.#speedMPerS;
    if (before === 0) {
      if (Math.abs(activeN) <= resistingN) return 0;
      this.#speedMPerS = ((activeN - Math.sign(activeN) * resistingN) / MASS_KG) * dtS;
    } else {
      const after = before + ((activeN - Math.sign(before) * resistingN) / MASS_KG) * dtS;
      // Friction stops a car, it never pushes it back.
      this.#speedMPerS = after * before < 0 && Math.abs(activeN) <= resistingN ? 0 : after;
    }
    return ((before + this.#speedMPerS) / 2) * dtS;
  }

  /** Along the circle of this steering angle, exactly. */
  #move(planM: number): void {
    const turnRad = (planM * Math.tan(this.#steerDeg * RAD)) / this.#wheelbaseM;
    const middle = this.#headingDeg * RAD + turnRad / 2;
    const chordM = Math.abs(turnRad) < 1e-9 ? planM : (planM * Math.sin(turnRad / 2)) / (turnRad / 2);
    this.#xM += chordM * Math.sin(middle);
    this.#yM += chordM * Math.cos(middle);
    this.#headingDeg += turnRad / RAD;
  }
}

function steerMaxDeg(wheelbaseM: number): number {
  return wheelbaseM > LONG_WHEELBASE_M ? STEER_MAX_LONG_DEG : STEER_MAX_DEG;
}
