import type { LaneInstruments } from "../../src/scenario/lane-instruments.ts";
import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface MettlerToledoOptions extends Partial<Omit<LaneInstruments["axle-scale"], "model">> {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
}

const STX = 0x02;
const CR = 0x0d;
const FRAME_MS = 1000 / 7;
/** The power-up bit stands until the indicator has found its zero. */
const POWER_UP_MS = 1500;
/** One of the unit in kilograms; newtons of a body at rest. `ton` is the short one of 2000 lb. */
const KG_IN: Readonly<Record<LaneInstruments["axle-scale"]["unit"], number>> = {
  kg: 1,
  lb: 0.45359237,
  g: 0.001,
  t: 1000,
  oz: 0.028349523125,
  ton: 907.18474,
  N: 1 / 9.80665,
};
/** In the third status byte; kilograms and pounds are told by the second. */
const UNIT_CODES = { kg: 0, lb: 0, g: 1, t: 2, oz: 3, ton: 6, N: 7 } as const;
const EXPANDED = 7;

/**
 * Axle scale with a Mettler-Toledo indicator, continuous output (docs/sources.md, scales): `STX SWA SWB SWC W*6
 * T*6 CR CHK`, seven frames a second, nobody asks. Insignificant zeros are spaces. It listens to nothing. As terminals of the field
 * are set: any place of the point (two zeros at the end are among the six digits), any unit of the table, a tare field that is
 * blank or not there, no STX, no check byte, bits that the manual wants at 1 and others do not.
 */
export class MettlerToledo implements SimDevice {
  readonly name = "mettler-toledo";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #options: Omit<LaneInstruments["axle-scale"], "model">;
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
      unit: "kg",
      checksum: true,
      tare: "zero",
      netKg: 0,
      startByte: true,
      fixedBits: true,
      powerUpBit: "told",
      expanded: false,
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
    const { line, checksum, startByte, capacityKg, zeroOffsetKg } = this.#options;
    const { loadKg, moving } = this.#world.scaleAt(atMs);
    const trueKg = loadKg + zeroOffsetKg + this.#random.normal() * 0.12;
    const kg = this.readingFaults.apply("load", trueKg, atMs);
    const counts = this.#counts(kg - this.#options.netKg);
    const overRange = kg > capacityKg || Math.abs(counts) > 999_999;
    const status = this.#status({ isBelow: counts < 0, overRange, moving, atMs });
    const frame = [...(startByte ? [STX] : []), ...status];
    const weight = overRange ? "      " : String(Math.abs(counts)).padStart(6, " ");
    const text = `${weight}${this.#tareField()}`;
    for (let at = 0; at < text.length; at++) frame.push(text.charCodeAt(at));
    frame.push(CR);
    if (checksum) {
      let sum = 0;
      for (const byte of frame) sum += byte;
      frame.push(-sum & 0x7f);
    }
    for (const byte of frame) this.#out.push(line === "7E1" ? withEvenParity(byte) : byte);
  }

  /** The six digits: with a negative place of the point they end in zeros. */
  #counts(kg: number): number {
    const { decimals, unit } = this.#options;
    const shown = Math.round((kg / KG_IN[unit]) * 10 ** decimals);
    return shown * 10 ** Math.max(0, -decimals);
  }

  #status(now: {
    readonly isBelow: boolean;
    readonly overRange: boolean;
    readonly moving: boolean;
    readonly atMs: number;
  }): readonly [number, number, number] {
    const { decimals, unit, expanded, fixedBits, powerUpBit, netKg } = this.#options;
    const fixed = fixedBits ? 0x20 : 0;
    const poweringUp = now.atMs - this.#poweredMs < POWER_UP_MS;
    // Decimal code 2 is XXXXXX, each step moves the point by one; increment code 01 is one count.
    const a = fixed | 0x08 | (expanded ? EXPANDED : 2 + decimals);
    const b =
      fixed |
      (netKg > 0 ? 0x01 : 0) |
      (now.isBelow ? 0x02 : 0) |
      (now.overRange ? 0x04 : 0) |
      (now.moving ? 0x08 : 0) |
      (unit === "kg" ? 0x10 : 0) |
      (powerUpBit === "always" || poweringUp ? 0x40 : 0);
    return [a, b, 0x20 | UNIT_CODES[unit]];
  }

  #tareField(): string {
    const { tare, netKg } = this.#options;
    if (tare === "none") return "";
    return tare === "blank" ? "      " : String(this.#counts(netKg)).padStart(6, " ");
  }
}

function withEvenParity(byte: number): number {
  let ones = 0;
  for (let bit = 0; bit < 7; bit++) ones += (byte >> bit) & 1;
  return ones % 2 === 0 ? byte & 0x7f : byte | 0x80;
}
