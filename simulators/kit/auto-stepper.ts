import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { SimDevice } from "../sim-device.ts";

/** A device whose next step can come nearer without a byte being received: something happened in its world. */
export interface WakingDevice extends SimDevice {
  /** `wake` is called whenever `nextStepMs()` may have become earlier. One listener at a time. */
  onWake(wake: () => void): void;
}

export interface AutoStepperOptions {
  readonly device: SimDevice;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Everything the device sends, in order; never called with an empty array. */
  readonly onOutput: (bytes: Uint8Array, atMs: number) => void;
}

/**
 * The automatic mode: carries a stepped device along a clock, virtual or real. Never steps inside `start`, `connected`
 * or `wake`; output of `receive` is told within `receive`.
 */
export class AutoStepper {
  readonly #device: SimDevice;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #onOutput: (bytes: Uint8Array, atMs: number) => void;
  #running = false;
  #timer: TimerHandle | null = null;
  #dueMs = Number.POSITIVE_INFINITY;

  constructor({ device, clock, timers, onOutput }: AutoStepperOptions) {
    this.#device = device;
    this.#clock = clock;
    this.#timers = timers;
    this.#onOutput = onOutput;
    if (isWaking(device)) device.onWake(() => this.wake());
  }

  /** Idempotent. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#disarm();
  }

  connected(): void {
    this.#device.connected(this.#clock.monoMs());
    this.#drain();
    this.#arm();
  }

  receive(bytes: Uint8Array): void {
    this.#device.receive(bytes, this.#clock.monoMs());
    this.#drain();
    this.#arm();
  }

  wake(): void {
    this.#arm();
  }

  #arm(): void {
    if (!this.#running) return;
    const nextMs = this.#device.nextStepMs() ?? Number.POSITIVE_INFINITY;
    if (nextMs === this.#dueMs) return;
    this.#disarm();
    if (nextMs === Number.POSITIVE_INFINITY) return;
    this.#dueMs = nextMs;
    this.#timer = this.#timers.start(`step ${this.#device.name}`, nextMs - this.#clock.monoMs(), () => {
      this.#timer = null;
      this.#dueMs = Number.POSITIVE_INFINITY;
      // A real timer may fire a little early; the device is promised a time at or after the one it asked for.
      this.#device.step(Math.max(this.#clock.monoMs(), nextMs));
      this.#drain();
      this.#arm();
    });
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }

  #drain(): void {
    const bytes = this.#device.takeOutput();
    if (bytes.length > 0) this.#onOutput(bytes, this.#clock.monoMs());
  }
}

function isWaking(device: SimDevice): device is WakingDevice {
  return "onWake" in device && typeof device.onWake === "function";
}
