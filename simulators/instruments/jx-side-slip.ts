import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { Crossing, LaneWorld } from "../world/lane-world.ts";
import { bcdByte, hex, WireOut } from "./wire-out.ts";

export interface JxSideSlipOptions {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
}

const OUTWARD = 0xf0;
const INWARD = 0xfc;
const FRAME_MS = 50;

/**
 * Side-slip plate JX (docs/sources.md, side-slip plates): while a steered axle crosses, twenty frames a second of sign
 * (`F0` outward, `FC` inward) and four BCD digits of a tenth of a metre per kilometre. Silent otherwise, and
 * it listens to nothing.
 */
export class JxSideSlip implements SimDevice {
  readonly name = "jx-side-slip";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #out = new WireOut();
  #crossing: Crossing | null = null;
  #nextMs: number | null = null;

  constructor({ world, random }: JxSideSlipOptions) {
    this.#world = world;
    this.#random = random;
    world.onChange(() => this.#look());
  }

  /** Told when an axle rolls on: the plate itself has no clock. */
  onWake(wake: () => void): void {
    this.#wake = wake;
  }
  #wake: () => void = () => undefined;

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(): void {
    this.#out.discard();
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.#out.heardWrong(`the plate was sent ${[...bytes].map(hex).join(" ")}`, atMs);
  }

  step(atMs: number): void {
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      const dueMs = this.#nextMs;
      const crossing = this.#crossing;
      if (crossing === null || dueMs > crossing.toMs) {
        this.#nextMs = null;
        return;
      }
      this.#send(crossing, dueMs);
      this.#nextMs = dueMs + FRAME_MS;
    }
  }

  nextStepMs(): number | null {
    return this.#nextMs;
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #look(): void {
    const crossing = this.#world.crossing;
    if (crossing === this.#crossing) return;
    this.#crossing = crossing;
    if (crossing === null) return;
    this.#nextMs = crossing.fromMs + FRAME_MS;
    this.#wake();
  }

  /** The plate moves out as the wheel rolls along it and is furthest just before the wheel leaves. */
  #send({ axle, fromMs, toMs }: Crossing, atMs: number): void {
    const along = (atMs - fromMs) / (toMs - fromMs);
    const full = this.#world.vehicle?.spec.sideSlipMPerKm[axle - 1] ?? 0;
    const slip = full * Math.sin((Math.min(1, along) * Math.PI) / 2) + this.#random.normal() * 0.05;
    const tenths = Math.round(this.readingFaults.apply("slip", slip, atMs) * 10);
    const digits = Math.min(9999, Math.abs(tenths));
    this.#out.push(tenths < 0 ? INWARD : OUTWARD, bcdByte(Math.floor(digits / 100)), bcdByte(digits % 100));
  }
}
