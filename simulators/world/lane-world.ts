import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { Vehicle } from "./vehicle.ts";

export interface Crossing {
  readonly axle: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A scale swings when an axle comes or goes. */
const SWING_S = 0.35;
const SWING_HZ = 1.7;
/** Below this the indicator calls it still. */
const STILL_KG = 1.5;

/**
 * The lane and the one vehicle in it: which axle stands where, what the beams see, where the probe is. People
 * move it, the instruments look at it. Changes are told after they happened.
 */
export class LaneWorld {
  #vehicle: Vehicle | null = null;
  #place: LanePlace | null = null;
  #axle = 0;
  #crossing: Crossing | null = null;
  #probeIn = false;
  #scaleFromKg = 0;
  #scaleToKg = 0;
  #scaleSinceMs = 0;
  readonly #beamListeners: ((line: string, active: boolean) => void)[] = [];
  readonly #changeListeners: (() => void)[] = [];

  onBeam(listener: (line: string, active: boolean) => void): void {
    this.#beamListeners.push(listener);
  }

  onChange(listener: () => void): void {
    this.#changeListeners.push(listener);
  }

  get vehicle(): Vehicle | null {
    return this.#vehicle;
  }

  get place(): LanePlace | null {
    return this.#place;
  }

  get probeIn(): boolean {
    return this.#probeIn;
  }

  /** The next one waits before the lane; whatever was in the lane is gone. */
  enter(vehicle: Vehicle, atMs: number): void {
    this.departPlace(atMs);
    this.#probeIn = false;
    this.#vehicle = vehicle;
    this.#changed();
  }

  leave(atMs: number): void {
    this.departPlace(atMs);
    this.#probeIn = false;
    this.#vehicle = null;
    this.#changed();
  }

  /** The axle stands at the place, its beam is broken. */
  arrive(place: LanePlace, axle: number, atMs: number): void {
    if (this.#vehicle === null) return;
    this.departPlace(atMs);
    this.#place = place;
    this.#axle = axle;
    if (place === "scale") this.#load(this.#vehicle.axleLoadKg(axle), atMs);
    this.#beam(place, true);
    this.#changed();
  }

  /** Rolls over the slip plate and stands behind it at `toMs`, when the mover calls `departPlace`. */
  cross(axle: number, fromMs: number, toMs: number): void {
    this.arrive("slip", axle, fromMs);
    if (this.#place === "slip") this.#crossing = { axle, fromMs, toMs };
    this.#changed();
  }

  departPlace(atMs: number): void {
    const place = this.#place;
    this.#place = null;
    this.#axle = 0;
    this.#crossing = null;
    if (this.#scaleToKg !== 0) this.#load(0, atMs);
    if (place === null) return;
    this.#beam(place, false);
    this.#changed();
  }

  setProbe(inside: boolean): void {
    this.#probeIn = inside && this.#vehicle !== null;
    this.#changed();
  }

  /** The axle that stands at the place, or null. */
  axleAt(place: LanePlace): number | null {
    return this.#vehicle !== null && this.#place === place ? this.#axle : null;
  }

  get crossing(): Crossing | null {
    return this.#crossing;
  }

  /** What the load cells carry, and whether it still moves. */
  scaleAt(atMs: number): { readonly loadKg: number; readonly moving: boolean } {
    const s = (atMs - this.#scaleSinceMs) / 1000;
    const swingKg = (this.#scaleFromKg - this.#scaleToKg) * Math.exp(-s / SWING_S);
    return {
      loadKg: this.#scaleToKg + swingKg * Math.cos(2 * Math.PI * SWING_HZ * s),
      moving: Math.abs(swingKg) > STILL_KG,
    };
  }

  #load(kg: number, atMs: number): void {
    this.#scaleFromKg = this.scaleAt(atMs).loadKg;
    this.#scaleToKg = kg;
    this.#scaleSinceMs = atMs;
  }

  #beam(place: LanePlace, active: boolean): void {
    for (const listener of this.#beamListeners) listener(`at-${place}`, active);
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }
}
