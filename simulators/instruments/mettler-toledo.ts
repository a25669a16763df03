import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface MettlerToledoOptions {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
  /** Digits behind the point, 0..3. */
  readonly decimals?: number;
  /** As it looks to a host that reads eight bits: with 7E1 the top bit is even parity. */
  readonly line?: "8N1" | "7E1";
  readonly checksum?: boolean;
  /** False: the short frame without the tare digits. */
  readonly tare?: boolean;
  readonly zeroOffsetKg?: number;
  readonly capacityKg?: number;
}

const STX = 0x02;
const CR = 0x0d;
const FRAME_MS = 1000 / 7;
/** The power-up bit stands until the indicator has found its zero. */
const POWER_UP_MS = 1500;

/**
 * Axle scale with a Mettler-Toledo indicator, continuous output (docs/sources.md, scales): `STX SWA SWB SWC W*6
 * T*6 CR CHK`, seven frames a second, nobody asks. Insignificant zeros are spaces. It listens to nothing.
 */
export class MettlerToledo implements SimDevice {
  readonly name = "mettler-toledo";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #options: Required<Omit<MettlerToledoOptions, "world" | "random">>;
  readonly #out = new WireOut();
  #startMs: number | null = null;
  #frames = 0;
  #poweredMs = 0;

  constructor({ world, random, ...options }: MettlerToledoOptions) {
    this.#world = world;
    this.#random = random;
    this.#options = {
      decimals: 0,
      line: "8N1",
      checksum: true,
      tare: true,
      zeroOffsetKg: 0,
      capacityKg: 15_000,
      ...options,
    };
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(atMs: number): void {
    if (this.#startMs !== null) return;
    this.#startMs = atMs;
    this.#poweredMs = atMs - POWER_UP_MS;
  }

  powerCycle(atMs: number): void {
    this.#out.discard();
    this.#poweredMs = atMs;
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.#out.heardWrong(`an indicator in continuous mode was sent ${[...bytes].map(hex).join(" ")}`, atMs);
  }

  step(atMs: number): void {
    for (let dueMs = this.nextStepMs(); dueMs !== null && dueMs <= atMs; dueMs = this.nextStepMs()) {
      this.#frames++;
      this.#send(dueMs);
    }
  }

  nextStepMs(): number | null {
    return this.#startMs === null ? null : this.#startMs + (this.#frames + 1) * FRAME_MS;
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #send(atMs: number): void {
    const { decimals, line, checksum, tare, zeroOffsetKg, capacityKg } = this.#options;
    const { loadKg, moving } = this.#world.scaleAt(atMs);
    const trueKg = loadKg + zeroOffsetKg + this.#random.normal() * 0.12;
    const kg = this.readingFaults.apply("load", trueKg, atMs);
    const counts = Math.round(kg * 10 ** decimals);
    const overRange = kg > capacityKg || Math.abs(counts) > 999_999;
    // Decimal code 2 is XXXXXX, each step moves the point by one; increment code 01 is one count; bit 5 always.
    const a = 0x20 | 0x08 | (2 + decimals);
    const b =
      0x20 |
      0x10 |
      (counts < 0 ? 0x02 : 0) |
      (overRange ? 0x04 : 0) |
      (moving ? 0x08 : 0) |
      (atMs - this.#poweredMs < POWER_UP_MS ? 0x40 : 0);
    const weight = overRange ? "      " : String(Math.abs(counts)).padStart(6, " ");
    const text = tare ? `${weight}     0` : weight;
    const frame = [STX, a, b, 0x20];
    for (let at = 0; at < text.length; at++) frame.push(text.charCodeAt(at));
    frame.push(CR);
    if (checksum) {
      let sum = 0;
      for (const byte of frame) sum += byte;
      frame.push(-sum & 0x7f);
    }
    for (const byte of frame) this.#out.push(line === "7E1" ? withEvenParity(byte) : byte);
  }
}

function withEvenParity(byte: number): number {
  let ones = 0;
  for (let bit = 0; bit < 7; bit++) ones += (byte >> bit) & 1;
  return ones % 2 === 0 ? byte & 0x7f : byte | 0x80;
}
