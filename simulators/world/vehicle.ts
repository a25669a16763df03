import type { VehicleSpec } from "../../src/scenario/lane-vehicle.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import { Engine } from "./engine.ts";

export type Side = "left" | "right";
export const GRAVITY = 9.8;

/** A control that moves from where it is to a target in a straight line over a time. */
class Ramp {
  #from = 0;
  #to = 0;
  #fromMs = 0;
  #overMs = 0;

  move(to: number, overMs: number, atMs: number): void {
    this.#from = this.at(atMs);
    this.#to = to;
    this.#fromMs = atMs;
    this.#overMs = overMs;
  }

  at(atMs: number): number {
    const share = this.#overMs <= 0 ? 1 : Math.min(1, Math.max(0, (atMs - this.#fromMs) / this.#overMs));
    return this.#from + (this.#to - this.#from) * share;
  }
}

interface Wheel {
  readonly loadN: number;
  readonly serviceN: number;
  readonly parkingN: number;
  readonly dragN: number;
  readonly lagS: number;
  /** Line pressure behind the pedal, 0..1. */
  pressure: number;
  fade: number;
}

/** Booster and hoses: how far the wheel brake is behind the pedal. */
const PRESSURE_LAG_S = 0.07;
/** The pedal's free travel. */
const FREE_TRAVEL = 0.06;

/** One vehicle: loads, brakes, lamps, engine, and its controls as somebody in it moves them. */
export class Vehicle {
  readonly spec: VehicleSpec;
  /** Null for a trailer. */
  readonly engine: Engine | null;
  readonly #wheels: readonly Record<Side, Wheel>[];
  readonly #pedal = new Ramp();
  readonly #lever = new Ramp();
  lampsOn = false;

  constructor(spec: VehicleSpec, random: SeededRandom, atMs: number) {
    this.spec = spec;
    this.engine = spec.engine === null ? null : new Engine(spec.engine, random, atMs);
    this.#wheels = spec.axleLoadsKg.map((loadKg, index) => {
      const leftShare = spec.singleWheels.includes(index + 1) ? 1 : spec.leftShare;
      return {
        left: buildWheel(spec, random, index + 1, "left", loadKg * leftShare),
        right: buildWheel(spec, random, index + 1, "right", loadKg * (1 - leftShare)),
      };
    });
  }

  get axleCount(): number {
    return this.#wheels.length;
  }

  /** Axles count from 1; an axle it does not have weighs nothing. */
  axleLoadKg(axle: number): number {
    return this.spec.axleLoadsKg[axle - 1] ?? 0;
  }

  wheelLoadN(axle: number, side: Side): number {
    return this.#wheels[axle - 1]?.[side].loadN ?? 0;
  }

  /** A single wheel stands on the left rollers. */
  hasWheel(axle: number, side: Side): boolean {
    return axle <= this.axleCount && (side === "left" || !this.spec.singleWheels.includes(axle));
  }

  /** In the rollers an axle on a balance sinks in, and its neighbours take a part of its load. */
  rollerLoadN(axle: number, side: Side): number {
    const bogie = this.spec.bogies.find(({ axles }) => axles.includes(axle));
    return this.wheelLoadN(axle, side) * (1 - (bogie?.relief ?? 0));
  }

  adhesion(side: Side): number {
    const { adhesion } = this.spec;
    return typeof adhesion === "number" ? adhesion : adhesion[side];
  }

  pressPedal(force: number, overMs: number, atMs: number): void {
    this.#pedal.move(force, overMs, atMs);
  }

  pullLever(force: number, overMs: number, atMs: number): void {
    this.#lever.move(force, overMs, atMs);
  }

  /** Pressure follows the pedal; call in small steps while braking matters. */
  advanceBrakes(atMs: number, stepS: number): void {
    const pedal = Math.max(0, (this.#pedal.at(atMs) - FREE_TRAVEL) / (1 - FREE_TRAVEL));
    for (const axle of this.#wheels) {
      for (const wheel of [axle.left, axle.right]) {
        wheel.pressure += ((pedal - wheel.pressure) * stepS) / (PRESSURE_LAG_S + wheel.lagS);
        wheel.fade = Math.min(0.6, wheel.fade + wheel.pressure * this.spec.fadePerS * stepS);
      }
    }
  }

  /** What the brake of one wheel would hold back if the tyre let it, in newtons at the tyre. */
  brakeDemandN(axle: number, side: Side, atMs: number): number {
    const wheel = this.#wheels[axle - 1]?.[side];
    if (wheel === undefined) return 0;
    const service = wheel.serviceN * wheel.pressure * (1 - wheel.fade);
    const parking = wheel.parkingN * this.#lever.at(atMs);
    return wheel.dragN + Math.max(service, parking);
  }
}

function buildWheel(
  spec: VehicleSpec,
  random: SeededRandom,
  axle: number,
  side: Side,
  loadKg: number,
): Wheel {
  const loadN = loadKg * GRAVITY;
  const ratio = spec.brakeRatios?.[axle - 1] ?? (axle === 1 ? 0.95 : 0.55);
  const parking = spec.parkingBrake;
  const parks = (parking.axles ?? [spec.axleLoadsKg.length]).includes(axle);
  const wears = parking.side === "both" || parking.side === side;
  // No two brakes are alike, by a percent or so.
  const spread = 1 + Math.max(-2, Math.min(2, random.normal())) * 0.01;
  const parkingSpread = 1 + Math.max(-2, Math.min(2, random.normal())) * 0.015;
  let serviceN = loadN * ratio * spread;
  let dragN = 0;
  let lagMs = 0;
  for (const defect of spec.brakes) {
    if (defect.axle !== axle || (defect.side !== "both" && defect.side !== side)) continue;
    serviceN *= defect.brakeFactor;
    dragN += defect.dragN;
    lagMs += defect.lagMs;
  }
  return {
    loadN,
    serviceN,
    parkingN: parks ? loadN * parking.ratio * parkingSpread * (wears ? parking.factor : 1) : 0,
    dragN,
    lagS: lagMs / 1000,
    pressure: 0,
    fade: 0,
  };
}
