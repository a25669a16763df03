import type { SeededRandom } from "../kit/seeded-random.ts";
import type { BoardChannel } from "./board-profile.ts";
import { bounceTimes, type ContactSettings } from "./contact.ts";
import { PulseCounter, type PulseLoss } from "./pulse-counter.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** What a gear lever's switches say while none of them is closed. */
const OPEN = 0;

/** One channel: counted pulses that are told at an interval, or switches that are told at each change. */
export class Channel {
  readonly #report: BoardChannel["report"];
  readonly #contacts: ContactSettings;
  readonly #random: SeededRandom;
  readonly #pulses: PulseCounter;
  #wanted = 0;
  #value = 0;
  /** What was made of the pulses, where some were lost. */
  #counted: number | null = null;
  #coming: { readonly value: number; readonly atMs: number }[] = [];
  #dueMs = NEVER;

  constructor({ report }: BoardChannel, contacts: ContactSettings, random: SeededRandom) {
    this.#report = report;
    this.#contacts = contacts;
    this.#random = random;
    this.#pulses = new PulseCounter(random);
  }

  /** As the firmware has it. */
  get value(): number {
    return this.#counted ?? this.#value;
  }

  /** What is measured is so from now on; true where the board has to be stepped for it. */
  set(value: number, atMs: number): boolean {
    const before = this.#wanted;
    this.#wanted = value;
    if (this.#report.kind === "periodic") this.#value = value;
    if (value === before || this.#report.kind === "periodic") return false;
    const away = value === OPEN ? before : OPEN;
    const again = bounceTimes(this.#contacts, this.#random).map((afterMs, i) => ({
      value: i % 2 === 0 ? away : value,
      atMs: atMs + afterMs,
    }));
    this.#coming = [...this.#coming.filter((one) => one.atMs < atMs), { value, atMs }, ...again];
    return true;
  }

  losePulses(loss: PulseLoss, untilMs: number): void {
    this.#pulses.lose(loss, untilMs);
  }

  /** Told from now on. */
  enable(atMs: number): void {
    this.#dueMs = this.#report.kind === "periodic" ? atMs + this.#report.everyMs : NEVER;
  }

  nextMs(): number {
    return Math.min(this.#coming[0]?.atMs ?? NEVER, this.#dueMs);
  }

  /** The values that are to be told by then. */
  step(atMs: number): number[] {
    const told: number[] = [];
    for (let next = this.#coming[0]; next !== undefined && next.atMs <= atMs; next = this.#coming[0]) {
      this.#coming.shift();
      if (next.value !== this.#value) told.push(next.value);
      this.#value = next.value;
    }
    if (this.#report.kind === "periodic" && this.#dueMs <= atMs) {
      const { everyMs } = this.#report;
      const counted = this.#pulses.read(this.#value, everyMs, atMs);
      this.#counted = counted === this.#value ? null : counted;
      this.#dueMs += everyMs;
      told.push(counted);
    }
    return told;
  }

  /** A firmware that starts tells nothing of its own accord. */
  restart(atMs: number): void {
    this.#dueMs = NEVER;
    this.step(atMs);
  }
}
