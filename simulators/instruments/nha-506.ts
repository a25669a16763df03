import { ReadingFaults } from "../kit/defects.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import { AMBIENT_AIR, type ExhaustGasMix, lambdaOf } from "../world/exhaust.ts";
import type { LaneWorld } from "../world/lane-world.ts";
import { hex, WireOut } from "./wire-out.ts";

export interface Nha506Options {
  readonly world: LaneWorld;
  readonly random: SeededRandom;
  /** Which commands it answers; `internal` if absent. */
  readonly commandSet?: "internal" | "public";
  /** From power-on; 0 if absent: the lane was switched on an hour ago. */
  readonly warmUpMs?: number;
  /** The hose leaks: the leak test says so, and air is drawn in. */
  readonly leaks?: boolean;
  readonly zeroFails?: boolean;
  readonly agedO2Cell?: boolean;
  readonly agedNoCell?: boolean;
  /** Time of a leak test and of zeroing; 10 s if absent. */
  readonly testMs?: number;
  /**
   * `at-end`: leak test and zero answer once, when they are done. `polled`: they answer `05` until they are.
   */
  readonly testReply?: "at-end" | "polled";
}

type Pump = "off" | "ambient" | "sample" | "back-flush";
interface Test {
  readonly command: number;
  readonly endMs: number;
}

const OK = 0x06;
const BUSY = 0x05;
const REFUSED = 0x15;
const GRID_MS = 100;
/** From the probe's tip to the cells. */
const TRANSPORT_STEPS = 30;
const CELL_LAG_S = { coPct: 1.2, co2Pct: 1.2, hcPpm: 1.8, o2Pct: 2.5, noPpm: 3 } as const;
const GASES = ["coPct", "co2Pct", "hcPpm", "o2Pct", "noPpm"] as const;
/** Settings that only get their 06: calibration gas valves, strokes, ignition, auto-zero, fuel. */
const SETTINGS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 32, 33, 40, 41, 42, 43]);
const LEAK_TEST = 0x07;
const ZERO = 0x08;

/**
 * Exhaust analyser Nanhua NHA-506, internal command set, 9600 8N1 (docs/sources.md, gas analysers). One byte asks, one
 * reply comes: `06` done, `05` busy, `15` refused, or data; while a leak test or zeroing runs everything but
 * status is answered `05`. The public text leaves open when their own `00` or `01` comes, so there are two
 * ways: by itself at the end, or to the first question after it, the first one having been answered `05` (the
 * public driver waits 2.5 s for an answer, which speaks for the second). While it warms up it answers
 * everything but status and the time left with `05`. The other set of commands in the field (03 data, 02 stop, 01 sample, 14 status: H, Z, W)
 * is a setting; whatever it has no number for it does not answer.
 */
export class Nha506 implements SimDevice {
  readonly name = "nha-506";
  readonly readingFaults = new ReadingFaults();
  readonly #world: LaneWorld;
  readonly #random: SeededRandom;
  readonly #options: Required<Omit<Nha506Options, "world" | "random">>;
  readonly #out = new WireOut();
  #poweredMs: number | null = null;
  #pump: Pump = "off";
  #test: Test | null = null;
  #nextMs: number | null = null;
  #hose: ExhaustGasMix[] = [];
  #cells: Record<(typeof GASES)[number], number> = { ...AMBIENT_AIR };

  constructor({ world, random, ...options }: Nha506Options) {
    this.#world = world;
    this.#random = random;
    this.#options = {
      commandSet: "internal",
      warmUpMs: 0,
      leaks: false,
      zeroFails: false,
      agedO2Cell: false,
      agedNoCell: false,
      testMs: 10_000,
      testReply: "at-end",
      ...options,
    };
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  connected(atMs: number): void {
    this.#poweredMs ??= atMs;
    this.#out.discard();
  }

  powerCycle(atMs: number): void {
    this.#poweredMs = atMs;
    this.#pump = "off";
    this.#test = null;
    this.#nextMs = null;
    this.#hose = [];
    this.#cells = { ...AMBIENT_AIR };
    this.#out.discard();
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.step(atMs);
    for (const byte of bytes) this.#obey(byte, atMs);
  }

  /** Gas only moves while the pump runs. */
  nextStepMs(): number | null {
    if (this.#test === null || this.#options.testReply === "polled") return this.#nextMs;
    return Math.min(this.#nextMs ?? Number.POSITIVE_INFINITY, this.#test.endMs);
  }

  step(atMs: number): void {
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      this.#draw(this.#nextMs);
      this.#nextMs += GRID_MS;
    }
    if (this.#options.testReply === "at-end" && this.#test !== null && atMs >= this.#test.endMs) {
      this.#finish(this.#test);
    }
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #warming(atMs: number): boolean {
    return atMs - (this.#poweredMs ?? atMs) < this.#options.warmUpMs;
  }

  #testing(atMs: number): boolean {
    return this.#test !== null && atMs < this.#test.endMs;
  }

  #obey(byte: number, atMs: number): void {
    if (this.#options.commandSet === "public") {
      this.#obeyPublic(byte, atMs);
      return;
    }
    if (byte === 38) {
      const measuring = this.#pump === "sample";
      const leaking = this.#testing(atMs) && this.#test?.command === LEAK_TEST;
      this.#out.push(this.#warming(atMs) ? 0x02 : leaking ? 0x03 : measuring ? 0x01 : 0x00);
      return;
    }
    if (byte === 39) {
      const leftS = Math.ceil(Math.max(0, (this.#poweredMs ?? atMs) + this.#options.warmUpMs - atMs) / 1000);
      this.#out.push(leftS >> 8, leftS);
      return;
    }
    if (this.#warming(atMs)) {
      this.#out.push(BUSY);
      return;
    }
    if (byte === LEAK_TEST || byte === ZERO) {
      this.#timed(byte, atMs);
      return;
    }
    if (this.#testing(atMs)) {
      this.#out.push(BUSY);
      return;
    }
    this.#perform(byte, atMs);
  }

  /** Main data, stop, sample and status have other numbers, and neither leak test nor zero has one; to any other it says nothing. */
  #obeyPublic(byte: number, atMs: number): void {
    switch (byte) {
      case 0x14:
        this.#out.push(this.#warming(atMs) ? 0x48 : 0x57);
        return;
      case 0x01:
        if (this.#warming(atMs)) this.#out.push(BUSY);
        else this.#setPump("sample", atMs);
        return;
      case 0x02:
        this.#setPump("off", atMs);
        return;
      case 0x03:
        if (this.#warming(atMs)) this.#out.push(BUSY);
        else this.#mainData(atMs);
        return;
      default:
        this.#out.heardWrong(`command ${hex(byte)} is not of the public set`, atMs);
    }
  }

  #perform(byte: number, atMs: number): void {
    switch (byte) {
      case 0x01:
        this.#mainData(atMs);
        return;
      case 0x02:
        this.#environment();
        return;
      case 0x22:
        this.#setPump("ambient", atMs);
        return;
      case 0x23:
        this.#setPump("sample", atMs);
        return;
      case 0x05:
        this.#setPump("back-flush", atMs);
        return;
      case 0x06:
        this.#setPump("off", atMs);
        return;
      case 0x0d:
        // Propane to hexane, 0.497.
        this.#out.push(497 >> 8, 497);
        return;
      default:
        if (SETTINGS.has(byte)) {
          this.#out.push(OK);
          return;
        }
        this.#out.heardWrong(`unknown command ${hex(byte)}`, atMs);
        this.#out.push(REFUSED);
    }
  }

  #timed(command: number, atMs: number): void {
    if (this.#testing(atMs)) {
      this.#out.push(BUSY);
      return;
    }
    if (this.#test?.command === command) {
      this.#finish(this.#test);
      return;
    }
    this.#pump = "off";
    this.#nextMs = null;
    this.#test = { command, endMs: atMs + this.#options.testMs };
    if (command === ZERO) this.#cells = { ...AMBIENT_AIR };
    if (this.#options.testReply === "polled") this.#out.push(BUSY);
  }

  #finish({ command }: Test): void {
    this.#test = null;
    const failed = command === LEAK_TEST ? this.#options.leaks : this.#options.zeroFails;
    this.#out.push(failed ? 0x01 : 0x00);
  }

  #setPump(pump: Pump, atMs: number): void {
    this.#test = null;
    this.#pump = pump;
    if (pump === "off") this.#nextMs = null;
    else this.#nextMs ??= (Math.floor(atMs / GRID_MS) + 1) * GRID_MS;
    this.#out.push(OK);
  }

  /** One grid step: gas in at the tip, gas out at the cells, and the cells follow with their lag. */
  #draw(atMs: number): void {
    const vehicle = this.#world.axleAt("exhaust") === null ? null : this.#world.vehicle;
    const exhaust =
      this.#pump === "sample" && this.#world.probeIn ? vehicle?.engine?.exhaustAt(atMs) : undefined;
    this.#hose.push(exhaust ?? AMBIENT_AIR);
    const arrived = this.#hose.length > TRANSPORT_STEPS ? (this.#hose.shift() ?? AMBIENT_AIR) : AMBIENT_AIR;
    const air = this.#options.leaks ? 0.15 : 0;
    for (const gas of GASES) {
      const at = arrived[gas] + (AMBIENT_AIR[gas] - arrived[gas]) * air;
      this.#cells[gas] += ((at - this.#cells[gas]) * GRID_MS) / 1000 / CELL_LAG_S[gas];
    }
  }

  #mainData(atMs: number): void {
    const noisy = (gas: (typeof GASES)[number], floor: number): number =>
      this.readingFaults.apply(
        gas,
        this.#cells[gas] * (1 + this.#random.normal() * 0.006) + this.#random.normal() * floor,
        atMs,
      );
    const mix: ExhaustGasMix = {
      hcPpm: noisy("hcPpm", 0.7),
      coPct: Math.max(0, noisy("coPct", 0.002)),
      co2Pct: Math.max(0, noisy("co2Pct", 0.02)),
      o2Pct: Math.max(0, noisy("o2Pct", 0.02)),
      noPpm: noisy("noPpm", 1),
    };
    // The revs pick-up and the oil probe are put on together with the probe.
    const attached = this.#world.probeIn && this.#world.axleAt("exhaust") !== null;
    const engine = (attached ? this.#world.vehicle?.engine : null) ?? undefined;
    const rpm = engine === undefined ? 0 : this.readingFaults.apply("rpm", engine.rpmAt(atMs), atMs);
    const oilC = engine === undefined ? 22 : this.readingFaults.apply("oil", engine.oilCAt(atMs), atMs);
    const flags = (this.#options.agedO2Cell ? 1 : 0) | (this.#options.agedNoCell ? 2 : 0);
    const reply = [
      OK,
      ...word(mix.hcPpm),
      ...word(mix.coPct * 100),
      ...word(mix.co2Pct * 100),
      ...word(mix.o2Pct * 100),
      ...word(mix.noPpm),
      ...word(rpm),
      ...word(oilC),
      ...word(this.#pump === "off" ? 0 : 60),
      flags,
      ...word((lambdaOf(mix) ?? 0) * 100),
    ];
    this.#out.push(...reply, sumOf(reply));
  }

  #environment(): void {
    const reply = [OK, ...word(22.4 * 10), ...word(101.2 * 10), ...word(48 * 10)];
    this.#out.push(...reply, sumOf(reply));
  }
}

/** Signed 16 bits, high byte first. */
function word(value: number): [number, number] {
  const clipped = Math.min(32_767, Math.max(-32_768, Math.round(value)));
  return [(clipped >> 8) & 0xff, clipped & 0xff];
}

function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}
