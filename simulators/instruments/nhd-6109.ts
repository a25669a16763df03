import type { LaneInstruments } from "../../src/scenario/lane-instruments.ts";
import type { LampSpec, VehicleSpec } from "../../src/scenario/lane-vehicle.ts";
import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import type { Side } from "../world/vehicle.ts";
import { hex, WireOut } from "./wire-out.ts";

type Settings = LaneInstruments["headlamp-tester"];

/** What is left out is as the default of a scenario. */
export interface Nhd6109Options extends Partial<Settings> {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
}

type LampKind = "main" | "minor";
interface Stop {
  readonly side: Side;
  readonly lamp: LampKind;
}

const SYSTEM = new Map([
  [0x44, "two-lamp"],
  [0x46, "four-lamp"],
] as const);
const BEAMS = new Map([
  [0x45, { high: true, low: true }],
  [0x43, { high: true, low: false }],
  [0x4b, { high: false, low: true }],
]);
const SIDES = new Map<number, readonly Side[]>([
  [0x41, ["left", "right"]],
  [0x5a, ["left"]],
  [0x59, ["right"]],
]);
const FETCH = new Map<number, Stop>([
  [0x4d, { side: "left", lamp: "main" }],
  [0x4e, { side: "right", lamp: "main" }],
  [0x4f, { side: "left", lamp: "minor" }],
  [0x50, { side: "right", lamp: "minor" }],
]);
const EVENTS = {
  left: { high: 0x49, low: 0x4a, minor: 0x48 },
  right: { high: 0x56, low: 0x58, minor: 0x55 },
} as const;
const FINISHED = { "4f": 0x4f, "4f-per-lamp": 0x4f, "47": 0x47 } as const;
/** It looks this long for a lamp before it goes home without a word. */
const SEARCH_MS = 60_000;
const LOOK_AGAIN_MS = 200;
/** Of a vehicle that was there before and had bright lamps. */
const BRIGHT = "\x01\x12+0000-00200300068+0060-0130     ";
const DARK: LampSpec = {
  highCd: 0,
  highHorizontalMm: 0,
  highVerticalMm: 0,
  lowHorizontalMm: 0,
  lowVerticalMm: 0,
};
const PLACES = ["left main", "right main", "left minor", "right minor"] as const;

/**
 * Headlamp tester Nanhua NHD-6109, 2400 8N1, single bytes (docs/sources.md, headlamp testers). Commands are echoed.
 * `44`/`46` two- or four-lamp system, `45` high and low beam, `43` high, `4B` low; `41` both sides, `5A` left,
 * `59` right. It drives to each lamp, measures, tells an event for each beam (high, then low, then the minor
 * lamp of a four-lamp system), and `4F` at the end; other testers of the family say `4F` after each lamp, or `47` at the end. Results are fetched in blocks of 34 bytes. Offsets in
 * millimetres at 10 m, as the tester is set here; bytes 29..33 are spaces. A lamp that is dark, or no vehicle,
 * gives no event. Some keep the blocks of whoever was there before, and some go to the right lamp first.
 */
export class Nhd6109 implements SimDevice {
  readonly name = "nhd-6109";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #lampMs: number;
  readonly #finish: Settings["finish"];
  readonly #first: Side;
  readonly #keepsBlocks: boolean;
  readonly #misses: readonly Side[];
  readonly #out = new WireOut();
  #system: "two-lamp" | "four-lamp" = "two-lamp";
  #beams = { high: true, low: true };
  #stops: Stop[] = [];
  #searchEndMs = 0;
  #nextMs: number | null = null;
  /** Events of the lamp just measured that are still to be told. */
  #events: number[] = [];
  #aligned = false;
  readonly #results = new Map<string, string>();

  constructor({ world, random, ...settings }: Nhd6109Options) {
    this.#world = world;
    this.#random = random;
    this.#lampMs = settings.lampMs ?? 6000;
    this.#finish = settings.finish ?? "4f";
    this.#first = settings.first ?? "left";
    this.#keepsBlocks = settings.keepsBlocks ?? false;
    this.#misses = settings.misses ?? [];
    if (this.#keepsBlocks) for (const place of PLACES) this.#results.set(place, BRIGHT);
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(): void {
    this.#out.discard();
  }

  powerCycle(): void {
    this.#stops = [];
    this.#events = [];
    this.#nextMs = null;
    this.#results.clear();
    this.#system = "two-lamp";
    this.#beams = { high: true, low: true };
    this.#out.discard();
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.step(atMs);
    for (const byte of bytes) this.#obey(byte, atMs);
  }

  nextStepMs(): number | null {
    return this.#nextMs;
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  step(atMs: number): void {
    while (this.#nextMs !== null && this.#nextMs <= atMs) this.#work(this.#nextMs);
  }

  #obey(byte: number, atMs: number): void {
    const fetched = FETCH.get(byte);
    if (fetched !== undefined) {
      this.#fetch(fetched, atMs);
      return;
    }
    const system = SYSTEM.get(byte as 0x44 | 0x46);
    const beams = BEAMS.get(byte);
    const sides = SIDES.get(byte);
    if (system === undefined && beams === undefined && sides === undefined) {
      this.#out.heardWrong(`unknown byte ${hex(byte)}`, atMs);
      return;
    }
    if (this.#nextMs !== null) {
      this.#out.heardWrong(`${hex(byte)} while it measures`, atMs);
      return;
    }
    this.#out.push(byte);
    if (system !== undefined) this.#system = system;
    if (beams !== undefined) this.#beams = beams;
    if (sides !== undefined) this.#start(sides, atMs);
  }

  #start(sides: readonly Side[], atMs: number): void {
    if (!this.#keepsBlocks) this.#results.clear();
    const inOrder = this.#first === "left" ? sides : [...sides].reverse();
    this.#stops = inOrder.flatMap((side): Stop[] =>
      this.#system === "four-lamp"
        ? [
            { side, lamp: "main" },
            { side, lamp: "minor" },
          ]
        : [{ side, lamp: "main" }],
    );
    this.#goToLamp(atMs);
  }

  #goToLamp(atMs: number): void {
    this.#aligned = false;
    this.#searchEndMs = atMs + SEARCH_MS;
    this.#nextMs = atMs + this.#lampMs * (0.5 + 0.1 * this.#random.unit());
  }

  #work(atMs: number): void {
    const event = this.#events.shift();
    if (event !== undefined) {
      this.#out.push(event);
      if (this.#events.length > 0) this.#nextMs = atMs + this.#lampMs * 0.2;
      else this.#lampDone(atMs);
      return;
    }
    const stop = this.#stops[0];
    if (stop !== undefined && this.#misses.includes(stop.side)) {
      this.#lampDone(atMs);
      return;
    }
    const vehicle = this.#world.axleAt("headlamp") === null ? null : this.#world.vehicle;
    if (stop === undefined || atMs >= this.#searchEndMs) {
      this.#stops = [];
      this.#nextMs = null;
    } else if (vehicle === null || !vehicle.lampsOn || vehicle.spec.lamps[stop.side] === null) {
      this.#aligned = false;
      this.#nextMs = atMs + LOOK_AGAIN_MS;
    } else if (!this.#aligned) {
      this.#aligned = true;
      this.#nextMs = atMs + this.#lampMs * 0.25;
    } else {
      this.#results.set(`${stop.side} ${stop.lamp}`, this.#measure(vehicle.spec.lamps, stop, atMs));
      const codes = EVENTS[stop.side];
      this.#events =
        stop.lamp === "minor"
          ? [codes.minor]
          : [...(this.#beams.high ? [codes.high] : []), ...(this.#beams.low ? [codes.low] : [])];
      this.#nextMs = atMs + LOOK_AGAIN_MS;
    }
  }

  #lampDone(atMs: number): void {
    this.#stops.shift();
    const isLast = this.#stops.length === 0;
    if (isLast || this.#finish === "4f-per-lamp") this.#out.push(FINISHED[this.#finish]);
    if (isLast) this.#nextMs = null;
    else this.#goToLamp(atMs);
  }

  #measure(lamps: VehicleSpec["lamps"], { side, lamp }: Stop, atMs: number): string {
    const truth = lamps[side]?.[lamp] ?? DARK;
    const read = (what: string, value: number, noise: number): number =>
      this.readingFaults.apply(`${side} ${lamp} ${what}`, value + this.#random.normal() * noise, atMs);
    const intensity = Math.round(read("high cd", truth.highCd, truth.highCd * 0.01) / 100);
    const { high, low } = this.#beams;
    return [
      "\x01\x12",
      offset(high ? read("high horizontal", truth.highHorizontalMm, 3) : 0),
      offset(high ? read("high vertical", truth.highVerticalMm, 3) : 0),
      digits(high ? intensity : 0, 4),
      digits(Math.round(read("height", lamps.heightMm, 2) / 10), 3),
      offset(low ? read("low horizontal", truth.lowHorizontalMm, 3) : 0),
      offset(low ? read("low vertical", truth.lowVerticalMm, 3) : 0),
      "     ",
    ].join("");
  }

  #fetch(stop: Stop, atMs: number): void {
    const block = this.#results.get(`${stop.side} ${stop.lamp}`);
    if (block === undefined) {
      this.#out.heardWrong(`the ${stop.side} ${stop.lamp} lamp was asked for and is not measured`, atMs);
      return;
    }
    this.#out.ascii(block);
  }
}

/** A sign and four digits. */
function offset(mm: number): string {
  const whole = Math.round(mm);
  return `${whole < 0 ? "-" : "+"}${digits(Math.abs(whole), 4)}`;
}

function digits(value: number, places: number): string {
  return String(Math.min(10 ** places - 1, Math.max(0, value))).padStart(places, "0");
}
