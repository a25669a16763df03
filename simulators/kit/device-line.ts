import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { SimDevice } from "../sim-device.ts";
import { AutoStepper } from "./auto-stepper.ts";
import type { Defects, DefectTarget, ReadingFaults } from "./defects.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** A device that can lose its power: counters, warm-up and a running measurement are gone. */
export interface PoweredDevice extends SimDevice {
  powerCycle(atMs: number): void;
}

/** A device whose readings can stick or drift. */
export interface ReadingDevice extends SimDevice {
  readonly readingFaults: ReadingFaults;
}

export interface DeviceLineOptions {
  readonly device: SimDevice;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: SeededRandom;
  /** Absent: the line takes no time. 8N1 and 7E1 both take ten bit times a byte. */
  readonly baudRate?: number | undefined;
  readonly defects?: Defects | undefined;
  /**
   * `whole` hands over what the device sent in one piece, for measurements of speed; `hostile` re-cuts and
   * merges.
   */
  readonly chunking?: "hostile" | "whole" | undefined;
}

export interface DeviceLineListener {
  /** Never called inside `connect` or `send`; the array is the listener's. */
  onBytes(bytes: Uint8Array, atMs: number): void;
  /** The cable went: the line is no longer connected. */
  onHangUp(reason: string): void;
}

interface Pending {
  readonly bytes: Uint8Array;
  /** When its first byte begins on the line. */
  startMs: number;
  from: number;
}

/** A USB serial adapter keeps bytes back for a moment, which is how frames come to be merged. */
const HELD_BACK_MAX_MS = 3;

/**
 * The cable from a simulated device to whoever holds the other end, in memory or over TCP. Bytes keep their
 * order, take the time of the baud rate, and are cut and merged at random points, because no serial line keeps
 * frames whole.
 */
export class DeviceLine {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #random: SeededRandom;
  readonly #device: SimDevice;
  readonly #stepper: AutoStepper;
  readonly #defects: Defects | undefined;
  readonly #byteMs: number;
  readonly #whole: boolean;
  #listener: DeviceLineListener | null = null;
  #queue: Pending[] = [];
  #lineFreeMs = 0;
  #delivery: TimerHandle | null = null;
  #inbound: { readonly bytes: Uint8Array; readonly atMs: number }[] = [];
  #hearing: TimerHandle | null = null;
  #inboundFreeMs = 0;
  #inboundBytes = 0;

  constructor(options: DeviceLineOptions) {
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#random = options.random;
    this.#device = options.device;
    this.#defects = options.defects;
    this.#byteMs = options.baudRate === undefined ? 0 : 10_000 / options.baudRate;
    this.#whole = options.chunking === "whole";
    this.#stepper = new AutoStepper({
      device: options.device,
      clock: options.clock,
      timers: options.timers,
      onOutput: (bytes) => this.#send(bytes),
    });
    options.defects?.attach(this.#target());
  }

  /** False while the cable is unplugged. */
  get plugged(): boolean {
    return this.#defects?.disconnected !== true;
  }

  get connected(): boolean {
    return this.#listener !== null;
  }

  /** Bytes on their way to the device. */
  get unsentBytes(): number {
    return this.#inboundBytes;
  }

  /** The other end is there: the device runs from now on, whether somebody listens or not. */
  connect(listener: DeviceLineListener): void {
    this.#listener = listener;
    this.#stepper.start();
    this.#stepper.connected();
  }

  /** The other end is gone; what was on the way is lost, the device goes on. */
  disconnect(): void {
    this.#listener = null;
    this.#queue = [];
    this.#delivery?.cancel();
    this.#delivery = null;
    this.#inbound = [];
    this.#hearing?.cancel();
    this.#hearing = null;
    this.#inboundBytes = 0;
  }

  /** Ends everything that could still run. */
  stop(): void {
    this.disconnect();
    this.#stepper.stop();
  }

  /** Towards the device; it hears each piece when its last byte is through. */
  send(bytes: Uint8Array): void {
    const bursts =
      this.#defects === undefined ? [{ bytes, delayMs: 0 }] : this.#defects.shape(bytes, "to-device");
    for (const burst of bursts) {
      let rest = burst.bytes.slice();
      let startMs = Math.max(this.#clock.monoMs() + burst.delayMs, this.#inboundFreeMs);
      while (rest.length > 0) {
        const count = this.#cut(rest.length);
        startMs += count * this.#byteMs;
        this.#inbound.push({ bytes: rest.subarray(0, count), atMs: startMs });
        this.#inboundBytes += count;
        rest = rest.subarray(count);
      }
      this.#inboundFreeMs = startMs;
    }
    this.#hearNext();
  }

  /** One timer at a time: real timers that are due together do not keep their order. */
  #hearNext(): void {
    const first = this.#inbound[0];
    if (this.#hearing !== null || first === undefined) return;
    this.#hearing = this.#timers.start(
      `line to ${this.#device.name}`,
      first.atMs - this.#clock.monoMs(),
      () => {
        this.#hearing = null;
        this.#inbound.shift();
        this.#inboundBytes -= first.bytes.length;
        if (this.#defects?.wedged !== true) this.#stepper.receive(first.bytes);
        this.#hearNext();
      },
    );
  }

  #send(bytes: Uint8Array): void {
    if (this.#listener === null) return;
    const bursts = this.#defects === undefined ? [{ bytes, delayMs: 0 }] : this.#defects.shape(bytes);
    if (this.#listener === null) return;
    for (const burst of bursts) {
      const startMs = Math.max(this.#clock.monoMs() + burst.delayMs, this.#lineFreeMs);
      this.#lineFreeMs = startMs + burst.bytes.length * this.#byteMs;
      this.#queue.push({ bytes: burst.bytes, startMs, from: 0 });
    }
    this.#schedule();
  }

  /** Waits for a random number of the queued bytes to have arrived, then hands over all that have. */
  #schedule(): void {
    const first = this.#queue[0];
    if (this.#delivery !== null || first === undefined) return;
    const left = first.bytes.length - first.from;
    const arrivedMs = first.startMs + (first.from + this.#cut(left)) * this.#byteMs;
    const heldMs = this.#whole || !this.#random.chance(0.1) ? 0 : this.#random.unit() * HELD_BACK_MAX_MS;
    this.#delivery = this.#timers.start(
      `line from ${this.#device.name}`,
      arrivedMs - this.#clock.monoMs() + heldMs,
      () => {
        this.#delivery = null;
        this.#deliver();
        this.#schedule();
      },
    );
  }

  #deliver(): void {
    const nowMs = this.#clock.monoMs();
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined || nowMs < first.startMs) break;
      const arrived =
        this.#byteMs === 0
          ? first.bytes.length
          : Math.min(first.bytes.length, Math.floor((nowMs - first.startMs) / this.#byteMs + 1e-6));
      // Without pacing a cut would be undone here, so the first piece is cut once more.
      const to =
        this.#byteMs === 0 && pieces.length === 0 ? first.from + this.#cut(arrived - first.from) : arrived;
      if (to > first.from) {
        pieces.push(first.bytes.subarray(first.from, to));
        length += to - first.from;
        first.from = to;
      }
      if (first.from < first.bytes.length) break;
      this.#queue.shift();
    }
    if (length > 0) this.#listener?.onBytes(joined(pieces, length), nowMs);
  }

  /** How many of `length` bytes go together. */
  #cut(length: number): number {
    return this.#whole || length < 2 || this.#random.chance(0.5) ? length : 1 + this.#random.below(length);
  }

  #target(): DefectTarget {
    const device = this.#device;
    return {
      readings: "readingFaults" in device ? (device as ReadingDevice).readingFaults : null,
      reset: (atMs) => {
        this.#queue = [];
        if ("powerCycle" in device) (device as PoweredDevice).powerCycle(atMs);
        this.#stepper.connected();
      },
      disconnect: (reason) => {
        const listener = this.#listener;
        this.disconnect();
        listener?.onHangUp(reason);
      },
    };
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && only.length === length) return only;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
