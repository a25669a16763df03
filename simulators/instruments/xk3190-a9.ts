import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface Xk3190A9Options {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
  /** Digits behind the point, 0..4. */
  readonly decimals?: number;
  /** What one unit of the display is, in kilograms: 1000 for an indicator set to tonnes. */
  readonly unitKg?: number;
  readonly zeroOffsetKg?: number;
}

const STX = "\x02";
const ETX = "\x03";
/** No source tells the rate; ten a second is what its like send at 9600. */
const FRAME_MS = 100;
/** An indicator that rolls on follows the load this fast. */
const FOLLOW = 0.35;

/**
 * Axle scale with a Yaohua XK3190-A9 indicator, continuous output (docs/sources.md, scales): `STX`, sign, six digits, place of
 * the point, two hexadecimal digits of exclusive or, `ETX`. It tells neither unit nor motion, and listens to nothing.
 */
export class Xk3190A9 implements SimDevice {
  readonly name = "xk3190-a9";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #options: Required<Omit<Xk3190A9Options, "world" | "random">>;
  readonly #out = new WireOut();
  #startMs: number | null = null;
  #frames = 0;
  #shownKg = 0;

  constructor({ world, random, ...options }: Xk3190A9Options) {
    this.#world = world;
    this.#random = random;
    this.#options = { decimals: 0, unitKg: 1, zeroOffsetKg: 0, ...options };
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
    const { decimals, unitKg, zeroOffsetKg } = this.#options;
    const { loadKg } = this.#world.scaleAt(atMs);
    const trueKg = loadKg + zeroOffsetKg + this.#random.normal() * 0.12;
    this.#shownKg += (trueKg - this.#shownKg) * FOLLOW;
    const kg = this.readingFaults.apply("load", this.#shownKg, atMs);
    const counts = Math.round((kg / unitKg) * 10 ** decimals);
    const digits = String(Math.min(999_999, Math.abs(counts))).padStart(6, "0");
    const body = `${counts < 0 ? "-" : "+"}${digits}${decimals}`;
    let check = 0;
    for (let at = 0; at < body.length; at++) check ^= body.charCodeAt(at);
    this.#out.ascii(`${STX}${body}${hex(check)}${ETX}`);
  }
}
