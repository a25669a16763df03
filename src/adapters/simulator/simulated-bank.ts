import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { DigitalIo, LineLevel } from "../../ports/digital-io.ts";

export interface BankOfSimulatorOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly write: (line: string, on: boolean) => void;
}

/** A bank of lines whose inputs a simulator tells; open while one is there, lost when it goes, and opened again when it comes back. */
export class BankOfSimulator implements DigitalIo {
  readonly comesBack = true;
  readonly #options: BankOfSimulatorOptions;
  readonly #levels = new Map<string, boolean>();
  readonly #listeners = new Map<string, ((level: LineLevel) => void)[]>();
  readonly #on = new Set<string>();
  #lost: ((why: Reason) => void)[] = [];
  #waiting: (() => void)[] = [];
  #isThere = false;
  #isOpen = false;

  constructor(options: BankOfSimulatorOptions) {
    this.#options = options;
  }

  open(): Promise<void> {
    return new Promise((opened) => {
      this.#waiting.push(() => {
        this.#isOpen = true;
        opened();
      });
      this.#begin();
    });
  }

  watch(line: string, listener: (level: LineLevel) => void): void {
    this.#listeners.set(line, [...(this.#listeners.get(line) ?? []), listener]);
    this.#tell(line, this.#levels.get(line) ?? false, [listener]);
  }

  write(line: string, active: boolean): void {
    if (active) this.#on.add(line);
    else this.#on.delete(line);
    this.#options.write(line, active);
  }

  close(): void {
    for (const line of this.#on) this.#options.write(line, false);
    this.#on.clear();
    this.#isOpen = false;
    this.#listeners.clear();
    this.#lost = [];
    this.#waiting = [];
  }

  onLost(listener: (why: Reason) => void): void {
    this.#lost.push(listener);
  }

  comes(): void {
    this.#isThere = true;
    this.#begin();
  }

  goes(): void {
    this.#isThere = false;
    this.#levels.clear();
    if (!this.#isOpen) return;
    const told = this.#lost;
    this.close();
    for (const listener of told) listener(reason("LINE_UNPLUGGED", {}));
  }

  heard(line: string, active: boolean): void {
    this.#levels.set(line, active);
    if (this.#isOpen) this.#tell(line, active, this.#listeners.get(line) ?? []);
  }

  /** In a turn of its own: nobody is told anything inside a call. */
  #begin(): void {
    if (!this.#isThere) return;
    for (const begin of this.#waiting.splice(0)) this.#options.timers.start("simulated lines", 0, begin);
  }

  #tell(line: string, active: boolean, listeners: readonly ((level: LineLevel) => void)[]): void {
    const atMs = this.#options.clock.monoMs();
    this.#options.timers.start(`line ${line}`, 0, () => {
      for (const listener of listeners)
        if (this.#listeners.get(line)?.includes(listener) === true) listener({ line, active, atMs });
    });
  }
}
