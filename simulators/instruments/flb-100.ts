import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface Flb100Options {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
  /** From power-on; 0 if absent: the lane was switched on an hour ago. */
  readonly warmUpMs?: number;
  /** With the curve on its screen a result takes 20 s, without 9 s. */
  readonly showsCurve?: boolean;
  /** Of linearity correction; 5 s if absent, as one lane program has it. */
  readonly zeroMs?: number;
}

type Mode = "menu" | "direct" | "steady" | "acceleration";
type LaneEngine = NonNullable<NonNullable<LaneWorld["vehicle"]>["engine"]>;
interface Acceleration {
  readonly kPerM: number;
  readonly rpm: number;
}

const ADDRESS = 0x02;
const ACK = 0x06;
const NAK = 0x15;
const GRID_MS = 50;
const PATH_M = 0.43;
/** Between two bytes of one command; longer ago is another command that lost its end. */
const WITHIN_FRAME_MS = 100;
const KEPT = 16;
/** From the probe to the chamber, in steps of the grid. */
const HOSE_STEPS = 8;
/** Mode B of the filter, full shade in 1 s: 10 % to 90 %. */
const CIRCUIT_LAG_S = 1 / 2.2;
const CHAMBER_LAG_S = 2;
const CHAMBER_AIR_C = 31;
/** Share of the exhaust's heat above ambient that is left behind hose and chamber. */
const HEAT_LEFT = 0.35;
const DRIFT_PCT_PER_H = 1;
const GAIN_SPREAD = 0.01;
const NOISE_PCT = 0.15;

/**
 * Opacimeter Fuli FLB-100, RS-232, by its maker's manual. Our readings where it leaves something open: while it warms up or is
 * being zeroed it answers its state and nothing else; measured values come in every measuring mode; the trigger begins to
 * sample at once, and one that comes while it samples is answered and does nothing; a fourth value that is not there is 0;
 * opacity below zero is shown as zero; oil in tenths of a degree.
 */
export class Flb100 implements SimDevice {
  readonly name = "flb-100";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #options: Required<Omit<Flb100Options, "world" | "random">>;
  readonly #out = new WireOut();
  /** Of this very instrument: within 2 % in all. */
  readonly #gain: number;
  #poweredMs: number | null = null;
  #mode: Mode = "menu";
  #zeroedMs: number | null = null;
  #offsetPct: number;
  #driftPctPerMs = 0;
  #offsetSinceMs = 0;
  #nextMs: number | null = null;
  #hose: number[] = [];
  #opacityPct = 0;
  #chamberC = CHAMBER_AIR_C;
  #sampling: { readonly endMs: number; kPerM: number; rpm: number } | null = null;
  #accelerations: Acceleration[] = [];
  #heard: number[] = [];
  #heardMs = 0;

  constructor({ world, random, ...options }: Flb100Options) {
    this.#world = world;
    this.#random = random;
    this.#options = { warmUpMs: 0, showsCurve: false, zeroMs: 5000, ...options };
    this.#gain = 1 + clipped(random.normal()) * GAIN_SPREAD;
    this.#offsetPct = clipped(random.normal());
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(atMs: number): void {
    this.#poweredMs ??= atMs;
    this.#out.discard();
    this.#heard = [];
  }

  powerCycle(atMs: number): void {
    this.#poweredMs = atMs;
    this.#enter("menu", atMs);
    this.#zeroedMs = null;
    this.#accelerations = [];
    this.#offsetPct = clipped(this.#random.normal());
    this.#heard = [];
    this.#out.discard();
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.step(atMs);
    if (atMs - this.#heardMs > WITHIN_FRAME_MS) this.#heard = [];
    this.#heardMs = atMs;
    for (const byte of bytes) this.#hear(byte, atMs);
  }

  /** Gas is looked at only while accelerations are measured. */
  nextStepMs(): number | null {
    return this.#nextMs;
  }

  step(atMs: number): void {
    if (this.#zeroedMs !== null && atMs >= this.#zeroedMs) this.#zero(this.#zeroedMs);
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      this.#draw(this.#nextMs);
      this.#nextMs += GRID_MS;
    }
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #hear(byte: number, atMs: number): void {
    this.#heard.push(byte);
    while (this.#heard.length > 0 && this.#heard[0] !== ADDRESS) this.#heard.shift();
    const [, length = 4] = this.#heard;
    if (this.#heard.length < Math.max(4, length)) return;
    const frame = this.#heard.splice(0);
    if ((frame.reduce((sum, one) => sum + one, 0) & 0xff) === 0) this.#obey(frame[2] ?? 0, atMs);
  }

  #obey(command: number, atMs: number): void {
    const warming = atMs - (this.#poweredMs ?? atMs) < this.#options.warmUpMs;
    if (command === 0x01) {
      this.#say(command, this.#state(warming), this.#sampling === null ? 0 : 0x08, 0);
      return;
    }
    if (warming || this.#zeroedMs !== null) return;
    switch (command) {
      case 0x02:
        this.#measured(atMs);
        return;
      case 0x04:
        this.#results();
        return;
      case 0x05:
        this.#enter("menu", atMs);
        this.#zeroedMs = atMs + this.#options.zeroMs;
        break;
      case 0x06:
        this.#enter("direct", atMs);
        break;
      case 0x07:
        this.#enter("steady", atMs);
        break;
      case 0x08:
        this.#enter("acceleration", atMs);
        break;
      case 0x0b:
        if (this.#mode !== "acceleration") {
          this.#out.heardWrong("a trigger outside of acceleration measurement", atMs);
          this.#out.push(NAK);
          return;
        }
        this.#sampling ??= { endMs: atMs + (this.#options.showsCurve ? 20_000 : 9000), kPerM: 0, rpm: 0 };
        break;
      case 0x0e:
        this.#latest();
        return;
      default:
        this.#out.heardWrong(`unknown command ${hex(command)}`, atMs);
        this.#out.push(NAK);
        return;
    }
    this.#say(command);
  }

  #say(command: number, ...data: readonly number[]): void {
    const frame = [ACK, data.length + 4, command, ...data].map((byte) => byte & 0xff);
    this.#out.push(...frame, -frame.reduce((sum, byte) => sum + byte, 0));
  }

  #enter(mode: Mode, atMs: number): void {
    this.#mode = mode;
    this.#sampling = null;
    if (mode !== "acceleration") {
      this.#nextMs = null;
      return;
    }
    this.#settle(atMs);
    this.#nextMs ??= (Math.floor(atMs / GRID_MS) + 1) * GRID_MS;
  }

  /** Where nobody looked for a while, hose and chamber hold what has come through since. */
  #settle(atMs: number): void {
    if (this.#nextMs !== null) return;
    const engine = this.#attached();
    const kPerM = engine?.smokeAt(atMs) ?? 0;
    this.#hose = Array<number>(HOSE_STEPS).fill(kPerM);
    this.#opacityPct = opacityOf(kPerM);
    this.#chamberC = this.#gasC(engine, atMs);
  }

  #state(warming: boolean): number {
    if (warming) return 0x02;
    const mode = { steady: 0x01, direct: 0x04, acceleration: 0x08, menu: 0x10 }[this.#mode];
    const meets = this.#accelerations.length >= 3 ? 0x20 : 0;
    return mode | meets | (this.#sampling === null ? 0 : 0x80);
  }

  /** What is in the chamber becomes zero, smoke and all; from then on it drifts again. */
  #zero(atMs: number): void {
    this.#zeroedMs = null;
    this.#settle(atMs);
    this.#offsetPct = -this.#opacityPct;
    this.#offsetSinceMs = atMs;
    this.#driftPctPerMs = ((this.#random.unit() * 2 - 1) * DRIFT_PCT_PER_H) / 3_600_000;
  }

  #attached(): LaneEngine | null {
    const there = this.#world.probeIn && this.#world.axleAt("exhaust") !== null;
    return there ? (this.#world.vehicle?.engine ?? null) : null;
  }

  /** One step: gas in at the probe, gas out in the chamber, and the circuit follows its light. */
  #draw(atMs: number): void {
    const engine = this.#attached();
    this.#hose.push(engine?.smokeAt(atMs) ?? 0);
    const kPerM = this.#hose.length > HOSE_STEPS ? (this.#hose.shift() ?? 0) : 0;
    const stepS = GRID_MS / 1000;
    this.#opacityPct += ((opacityOf(kPerM) - this.#opacityPct) * stepS) / CIRCUIT_LAG_S;
    this.#chamberC += ((this.#gasC(engine, atMs) - this.#chamberC) * stepS) / CHAMBER_LAG_S;
    if (this.#sampling === null) return;
    this.#sampling.kPerM = Math.max(this.#sampling.kPerM, coefficient(this.#shownPct(atMs)));
    this.#sampling.rpm = Math.max(this.#sampling.rpm, engine?.rpmAt(atMs) ?? 0);
    if (atMs < this.#sampling.endMs) return;
    const { kPerM: peak, rpm } = this.#sampling;
    this.#accelerations = [...this.#accelerations, { kPerM: peak, rpm }].slice(-KEPT);
    this.#sampling = null;
  }

  #gasC(engine: LaneEngine | null, atMs: number): number {
    return CHAMBER_AIR_C + (engine === null ? 0 : engine.gasCAt(atMs) * HEAT_LEFT);
  }

  #shownPct(atMs: number): number {
    const drift = this.#driftPctPerMs * (atMs - this.#offsetSinceMs);
    const noisy = this.#opacityPct * this.#gain + this.#offsetPct + drift + this.#random.normal() * NOISE_PCT;
    return Math.min(99.9, Math.max(0, this.readingFaults.apply("opacity", noisy, atMs)));
  }

  #measured(atMs: number): void {
    if (this.#mode === "menu") {
      this.#out.push(NAK);
      return;
    }
    this.#settle(atMs);
    const opacityPct = this.#shownPct(atMs);
    const engine = this.#attached();
    const oilC = engine === null ? 22 : this.readingFaults.apply("oil", engine.oilCAt(atMs), atMs);
    const rpm = engine === null ? 0 : this.readingFaults.apply("rpm", engine.rpmAt(atMs), atMs);
    this.#say(
      0x02,
      ...word(coefficient(opacityPct) * 100),
      ...word(opacityPct * 10),
      Math.round(this.#chamberC),
      ...word(oilC * 10),
      ...word(rpm),
    );
  }

  #results(): void {
    if (this.#sampling !== null) {
      this.#say(0x04, 0x0f);
      return;
    }
    const last = this.#accelerations.slice(-4).reverse();
    if (last.length < 3) {
      this.#say(0x04, 0, 0, 0);
      return;
    }
    // As they are shown, to 0.01: the screen's mean of three is that of the figures on it.
    const shown = [0, 1, 2, 3].map((at) => Math.round((last[at]?.kPerM ?? 0) * 100));
    const mean = shown.slice(0, 3).reduce((sum, one) => sum + one, 0) / 3;
    this.#say(0x04, ...word(mean), ...shown.flatMap(word));
  }

  #latest(): void {
    const latest = this.#accelerations.at(-1);
    if (latest === undefined || this.#sampling !== null) {
      this.#out.push(NAK);
      return;
    }
    this.#say(0x0e, ...word(latest.kPerM * 100), ...word(latest.rpm));
  }
}

function opacityOf(kPerM: number): number {
  return 100 * (1 - Math.exp(-kPerM * PATH_M));
}

function coefficient(opacityPct: number): number {
  return -Math.log(1 - opacityPct / 100) / PATH_M;
}

/** Sixteen bits, high byte first. */
function word(value: number): [number, number] {
  const whole = Math.min(0xffff, Math.max(0, Math.round(value)));
  return [whole >> 8, whole & 0xff];
}

function clipped(normal: number): number {
  return Math.min(2, Math.max(-2, normal));
}
