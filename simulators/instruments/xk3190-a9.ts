import type { LaneInstruments } from "../../src/scenario/lane-instruments.ts";
import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface Xk3190A9Options
  extends Partial<Pick<LaneInstruments["axle-scale"], "decimals" | "unit" | "checksum" | "zeroOffsetKg">> {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
}

const STX = "\x02";
const ETX = "\x03";
/** No source tells the rate; ten a second is what its like send at 9600. */
const FRAME_MS = 100;
/** An indicator that rolls on follows the load this fast. */
const FOLLOW = 0.35;
/** One of the unit in kilograms; the frame does not tell which it is. */
const KG_IN: Readonly<Record<LaneInstruments["axle-scale"]["unit"], number>> = {
  kg: 1,
  lb: 0.45359237,
  g: 0.001,
  t: 1000,
  oz: 0.028349523125,
  ton: 907.18474,
  N: 1 / 9.80665,
};

/**
 * Axle scale with a Yaohua XK3190-A9 indicator, continuous output (docs/sources.md, scales): `STX`, sign, six digits, place of
 * the point, two hexadecimal digits of exclusive or, `ETX`. It tells neither unit nor motion, and listens to nothing.
 */
export class Xk3190A9 implements SimDevice {
  readonly name = "xk3190-a9";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #decimals: number;
  readonly #unitKg: number;
  readonly #checksum: boolean;
  readonly #zeroOffsetKg: number;
  readonly #out = new WireOut();
  #startMs: number | null = null;
  #frames = 0;
  #shownKg = 0;

  constructor({
    world,
    random,
    decimals = 0,
    unit = "kg",
    checksum = true,
    zeroOffsetKg = 0,
  }: Xk3190A9Options) {
    this.#world = world;
    this.#random = random;
    this.#decimals = Math.max(0, decimals);
    this.#unitKg = KG_IN[unit];
    this.#checksum = checksum;
    this.#zeroOffsetKg = zeroOffsetKg;
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(atMs: number): void {
    this.#startMs ??= atMs;
  }

  powerCycle(): void {
    this.#out.discard();
    this.#shownKg = 0;
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
    const { loadKg } = this.#world.scaleAt(atMs);
    const trueKg = loadKg + this.#zeroOffsetKg + this.#random.normal() * 0.12;
    this.#shownKg += (trueKg - this.#shownKg) * FOLLOW;
    const kg = this.readingFaults.apply("load", this.#shownKg, atMs);
    const counts = Math.round((kg / this.#unitKg) * 10 ** this.#decimals);
    const digits = String(Math.min(999_999, Math.abs(counts))).padStart(6, "0");
    const body = `${counts < 0 ? "-" : "+"}${digits}${this.#decimals}`;
    let check = 0;
    for (let at = 0; at < body.length; at++) check ^= body.charCodeAt(at);
    this.#out.ascii(`${STX}${body}${this.#checksum ? hex(check) : ""}${ETX}`);
  }
}
