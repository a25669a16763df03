import { ReadingFaults } from "../../../simulators/kit/defects.ts";
import type { SimDevice } from "../../../simulators/sim-device.ts";

/** Sends eight counting bytes every 10 ms from its first connection on, and keeps what it hears. */
export class Talker implements SimDevice {
  readonly name = "talker";
  readonly misuse: readonly string[] = [];
  readonly heard: number[] = [];
  readonly readingFaults = new ReadingFaults();
  connections = 0;
  powerCycles = 0;
  #nextMs: number | null = null;
  #count = 0;
  #out: number[] = [];

  connected(atMs: number): void {
    this.connections++;
    this.#nextMs ??= atMs + 10;
  }

  powerCycle(): void {
    this.powerCycles++;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.heard.push(byte);
  }

  step(atMs: number): void {
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      for (let i = 0; i < 8; i++) this.#out.push(this.#count++ % 251);
      this.#nextMs += 10;
    }
  }

  nextStepMs(): number | null {
    return this.#nextMs;
  }

  takeOutput(): Uint8Array {
    const bytes = Uint8Array.from(this.#out);
    this.#out = [];
    return bytes;
  }
}
