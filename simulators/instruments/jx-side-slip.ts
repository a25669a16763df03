import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { Crossing, LaneWorld } from "../world/lane-world.ts";
import { bcdByte, hex, WireOut } from "./wire-out.ts";

export interface JxSideSlipOptions {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
  /** `ee`: each reading ends with EE, the end of a crossing is told, and the plate answers with its result when asked. */
  readonly ending?: "none" | "ee";
  /** Its own result is so much off what it read. */
  readonly resultOffMPerKm?: number;
  /** The driver in the field takes the sign of the first half of a result and the figures of the second. */
  readonly resultHalves?: "same" | "differ";
}

const OUTWARD = 0xf0;
const INWARD = 0xfc;
const END = 0xee;
const CROSSED = [0xff, 0x00, 0x0e, END] as const;
const ASKED = [0xff, 0x02, END] as const;
const FRAME_MS = 50;
/** The result is made when the wheel has left; the answer does not come in the same instant. */
const ANSWER_MS = 40;

/**
 * Side-slip plate JX (docs/sources.md, side-slip plates): while a steered axle crosses, twenty frames a second of sign
 * (`F0` outward, `FC` inward) and four BCD digits of a tenth of a metre per kilometre. Silent otherwise. Some end
 * each frame with `EE`, say `FF 00 0E EE` when the wheel has left, and answer `FF 02 EE` with the greatest reading,
 * twice; the others listen to nothing.
 */
export class JxSideSlip implements SimDevice {
  readonly name = "jx-side-slip";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #out = new WireOut();
  #crossing: Crossing | null = null;
  readonly #ending: "none" | "ee";
  readonly #resultOffTenths: number;
  readonly #resultHalves: "same" | "differ";
  #nextMs: number | null = null;
  #greatest: number | null = null;
  #heard: number[] = [];
  #answerMs: number | null = null;

  constructor({
    world,
    random,
    ending = "none",
    resultOffMPerKm = 0,
    resultHalves = "same",
  }: JxSideSlipOptions) {
    this.#resultOffTenths = Math.round(resultOffMPerKm * 10);
    this.#resultHalves = resultHalves;
    this.#ending = ending;
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
    this.#heard.push(...bytes);
    const asks = this.#ending === "ee" && ASKED.every((byte, at) => this.#heard[at] === byte);
    if (this.#ending === "ee" && this.#heard.length < ASKED.length) return;
    if (!asks || this.#greatest === null || this.#heard.length > ASKED.length)
      this.#out.heardWrong(`the plate was sent ${this.#heard.map(hex).join(" ")}`, atMs);
    else this.#answerMs = atMs + ANSWER_MS;
    this.#heard = [];
  }

  step(atMs: number): void {
    if (this.#answerMs !== null && this.#answerMs <= atMs && this.#greatest !== null) {
      this.#answerMs = null;
      const tenths = this.#greatest + this.#resultOffTenths;
      this.#tell(this.#resultHalves === "same" ? tenths : 0);
      this.#tell(tenths);
    }
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      const dueMs = this.#nextMs;
      const crossing = this.#crossing;
      if (crossing === null || dueMs > crossing.toMs) {
        this.#nextMs = null;
        if (this.#ending === "ee" && this.#greatest !== null) this.#out.push(...CROSSED);
        return;
      }
      this.#send(crossing, dueMs);
      this.#nextMs = dueMs + FRAME_MS;
    }
  }

  nextStepMs(): number | null {
    if (this.#answerMs === null || this.#nextMs === null) return this.#answerMs ?? this.#nextMs;
    return Math.min(this.#answerMs, this.#nextMs);
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #look(): void {
    const crossing = this.#world.crossing;
    if (crossing === this.#crossing) return;
    this.#crossing = crossing;
    if (crossing === null) return;
    this.#greatest = null;
    this.#nextMs = crossing.fromMs + FRAME_MS;
    this.#wake();
  }

  /** The plate moves out as the wheel rolls along it and is furthest just before the wheel leaves. */
  #send({ axle, fromMs, toMs }: Crossing, atMs: number): void {
    const along = (atMs - fromMs) / (toMs - fromMs);
    const full = this.#world.vehicle?.spec.sideSlipMPerKm[axle - 1] ?? 0;
    const slip = full * Math.sin((Math.min(1, along) * Math.PI) / 2) + this.#random.normal() * 0.05;
    const tenths = Math.round(this.readingFaults.apply("slip", slip, atMs) * 10);
    if (this.#greatest === null || Math.abs(tenths) > Math.abs(this.#greatest)) this.#greatest = tenths;
    this.#tell(tenths);
  }

  #tell(tenths: number): void {
    const digits = Math.min(9999, Math.abs(tenths));
    this.#out.push(tenths < 0 ? INWARD : OUTWARD, bcdByte(Math.floor(digits / 100)), bcdByte(digits % 100));
    if (this.#ending === "ee") this.#out.push(END);
  }
}
