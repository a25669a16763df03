import type { OnoffGpio, OnoffModule, OnoffOptions } from "../../../src/adapters/gpio/onoff-lines.ts";

type WatchCallback = (error: Error | null | undefined, value: 0 | 1) => void;

/** Stands in for onoff 6.0.3, and throws at whatever its manual does not allow, as the kernel or the package would. */
export class ScriptedOnoff {
  readonly exported = new Map<number, ScriptedGpio>();
  /** Electrical levels, kept while nothing is exported, as the world keeps them. */
  readonly wires = new Map<number, 0 | 1>();
  /** Numbers the kernel refuses to export. */
  readonly refused = new Set<number>();
  accessible = true;

  readonly module: OnoffModule = {
    Gpio: scriptedClass(this),
  };

  drive(number: number, electrical: 0 | 1): void {
    const before = this.wires.get(number) ?? 0;
    this.wires.set(number, electrical);
    if (before !== electrical) this.exported.get(number)?.edge();
  }

  fail(number: number): void {
    this.exported.get(number)?.fail(new Error("the epoll instance is gone"));
  }
}

function scriptedClass(bank: ScriptedOnoff): OnoffModule["Gpio"] {
  return class {
    static get accessible(): boolean {
      return bank.accessible;
    }

    constructor(number: number, direction: string, edge: string, options: OnoffOptions) {
      if (!bank.accessible || bank.refused.has(number)) throw new Error("EINVAL: invalid argument, write");
      if (bank.exported.has(number)) throw new Error(`line ${number} is exported already`);
      if (direction !== "in" && edge !== "none") throw new Error("EIO: an output has no edge here");
      const gpio = new ScriptedGpio(bank, number, direction, options);
      bank.exported.set(number, gpio);
      // biome-ignore lint/correctness/noConstructorReturn: the class under imitation is a constructor, its state lives here
      return gpio as never;
    }
  } as unknown as OnoffModule["Gpio"];
}

class ScriptedGpio implements OnoffGpio {
  readonly options: OnoffOptions;
  readonly direction: string;
  readonly #bank: ScriptedOnoff;
  readonly #number: number;
  #callbacks: WatchCallback[] = [];
  #live = true;

  constructor(bank: ScriptedOnoff, number: number, direction: string, options: OnoffOptions) {
    this.#bank = bank;
    this.#number = number;
    this.direction = direction;
    this.options = options;
    if (direction !== "in") bank.wires.set(number, direction === "high" ? 1 : 0);
  }

  readSync(): 0 | 1 {
    this.#check("read");
    return this.#logical();
  }

  writeSync(value: 0 | 1): void {
    this.#check("written");
    if (this.direction === "in") throw new Error("EPERM: operation not permitted, write");
    const inverted = value === 1 ? 0 : 1;
    this.#bank.wires.set(this.#number, this.options.activeLow ? inverted : value);
  }

  watch(callback: WatchCallback): void {
    this.#check("watched");
    if (this.direction !== "in") throw new Error("an output was watched");
    this.#callbacks.push(callback);
  }

  unwatchAll(): void {
    this.#check("unwatched");
    this.#callbacks = [];
  }

  unexport(): void {
    this.#check("unexported");
    if (this.#callbacks.length > 0) throw new Error("unexported while watched");
    this.#live = false;
    this.#bank.exported.delete(this.#number);
  }

  edge(): void {
    for (const callback of this.#callbacks) callback(null, this.#logical());
  }

  fail(error: Error): void {
    for (const callback of this.#callbacks) callback(error, 0);
  }

  #logical(): 0 | 1 {
    const wire = this.#bank.wires.get(this.#number) ?? 0;
    const inverted = wire === 1 ? 0 : 1;
    return this.options.activeLow ? inverted : wire;
  }

  #check(what: string): void {
    if (!this.#live) throw new Error(`line ${this.#number} was ${what} after it was given back`);
  }
}
