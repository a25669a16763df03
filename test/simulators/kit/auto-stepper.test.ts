import { describe, expect, test } from "vitest";
import { AutoStepper, type WakingDevice } from "../../../simulators/kit/auto-stepper.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { Talker } from "./talker.ts";

/** Does nothing until something happens in its world; then says so 30 ms later. */
class Sleeper implements WakingDevice {
  readonly name = "sleeper";
  readonly misuse: readonly string[] = [];
  #wake: () => void = () => undefined;
  #dueMs: number | null = null;
  #out: number[] = [];
  connected(): void {}
  receive(): void {}
  onWake(wake: () => void): void {
    this.#wake = wake;
  }
  happen(atMs: number): void {
    this.#dueMs = atMs + 30;
    this.#wake();
  }
  step(atMs: number): void {
    if (this.#dueMs !== null && this.#dueMs <= atMs) {
      this.#dueMs = null;
      this.#out.push(1);
    }
  }
  nextStepMs(): number | null {
    return this.#dueMs;
  }
  takeOutput(): Uint8Array {
    return Uint8Array.from(this.#out.splice(0));
  }
}

function carry(device: Talker | Sleeper) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const stepper = new AutoStepper({
    device,
    clock,
    timers: clock,
    onOutput: (bytes, atMs) => told.push(`${atMs}: ${bytes.join(" ")}`),
  });
  return { clock, stepper, told };
}

describe("AutoStepper", () => {
  test("says automatically what the device says when it is stepped by hand", () => {
    const { clock, stepper, told } = carry(new Talker());
    stepper.start();
    stepper.connected();
    clock.advanceBy(100);
    const byHand = new Talker();
    const said: string[] = [];
    byHand.connected(0);
    for (let nextMs = byHand.nextStepMs(); nextMs !== null && nextMs <= 100; nextMs = byHand.nextStepMs()) {
      byHand.step(nextMs);
      said.push(`${nextMs}: ${byHand.takeOutput().join(" ")}`);
    }
    expect(told).toEqual(said);
    expect(told).toHaveLength(10);
  });

  test("a device that was asleep is woken by its world", () => {
    const device = new Sleeper();
    const { clock, stepper, told } = carry(device);
    stepper.start();
    stepper.connected();
    expect(clock.runUntilIdle(1000)).toBe("idle");
    device.happen(clock.monoMs());
    clock.runUntilIdle(1000);
    expect(told).toEqual(["30: 1"]);
  });

  test("stops for good", () => {
    const { clock, stepper, told } = carry(new Talker());
    stepper.start();
    stepper.connected();
    clock.advanceBy(25);
    stepper.stop();
    expect(clock.runUntilIdle(1000)).toBe("idle");
    expect(told).toHaveLength(2);
  });
});
