import { createRequire } from "node:module";
import { assert } from "../../core/machine.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DigitalIo, LineLevel } from "../../ports/digital-io.ts";
import { readGpioChips, sysfsNumber } from "./sysfs-lines.ts";

/** What this adapter uses of onoff 6.0.3, which is an optional dependency with a native part. */
export interface OnoffModule {
  readonly Gpio: {
    new (
      gpio: number,
      direction: "in" | "out" | "low" | "high",
      edge: "none" | "both",
      options: OnoffOptions,
    ): OnoffGpio;
    readonly accessible: boolean;
  };
}

export interface OnoffOptions {
  readonly activeLow: boolean;
  readonly debounceTimeout: number;
}

export interface OnoffGpio {
  readSync(): 0 | 1;
  writeSync(value: 0 | 1): void;
  watch(callback: (error: Error | null | undefined, value: 0 | 1) => void): void;
  unwatchAll(): void;
  unexport(): void;
}

export interface OnoffLine {
  readonly name: string;
  /** Offset on the header's controller, or `LABEL:OFFSET`; never the kernel's global number, which moves. */
  readonly line: number | string;
  readonly direction: "in" | "out";
  /** Electrically low is active. */
  readonly activeLow?: boolean;
  /** A level is told when it has stood this long; 0 (default) tells every edge. Prefer a hardware filter. */
  readonly debounceMs?: number;
}

export interface OnoffLinesOptions {
  readonly lines: readonly OnoffLine[];
  readonly clock: Clock;
  /** The installed package if absent. */
  readonly loadOnoff?: () => Promise<OnoffModule>;
  /** `/sys/class/gpio` if absent; onoff itself knows no other. */
  readonly sysfsRoot?: string;
}

type LevelListener = (level: LineLevel) => void;

interface OpenLine {
  readonly config: OnoffLine;
  readonly gpio: OnoffGpio;
  readonly listeners: { readonly tell: LevelListener; told: boolean | null }[];
  watched: boolean;
}

/**
 * Lines of the kernel's GPIO through onoff. `open` rejects with EdgeError GPIO_UNAVAILABLE where the package or the
 * sysfs interface is missing, and GPIO_LINE_UNKNOWN where a line is; whatever it had exported is given back.
 */
export function createOnoffLines(options: OnoffLinesOptions): DigitalIo {
  return new OnoffLines(options);
}

class OnoffLines implements DigitalIo {
  readonly #options: OnoffLinesOptions;
  readonly #open = new Map<string, OpenLine>();
  readonly #lostListeners: ((why: Reason) => void)[] = [];
  #state: "closed" | "opening" | "open" = "closed";

  constructor(options: OnoffLinesOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    assert(this.#state === "closed", "a line bank is opened once at a time");
    this.#state = "opening";
    try {
      const onoff = await this.#load();
      const chips = readGpioChips(this.#options.sysfsRoot ?? "/sys/class/gpio");
      if (!onoff.Gpio.accessible)
        throw new EdgeError("GPIO_UNAVAILABLE", "Cannot export GPIO lines on this machine.");
      const numbers = this.#options.lines.map(({ line }) => sysfsNumber(line, chips));
      const twice = numbers.findIndex((number, at) => numbers.indexOf(number) !== at);
      if (twice >= 0)
        throw new EdgeError("CONFIG_INVALID", `The line ${this.#options.lines[twice]?.name} stands twice.`);
      this.#options.lines.forEach((config, index) => {
        this.#open.set(config.name, this.#export(onoff, config, numbers[index] ?? -1));
      });
      this.#state = "open";
    } catch (cause) {
      this.#giveBack();
      throw cause;
    }
  }

  watch(name: string, tell: LevelListener): void {
    assert(this.#state === "open", "a line is watched only while the bank is open");
    const line = this.#line(name);
    const listener = { tell, told: null };
    line.listeners.push(listener);
    queueMicrotask(() => {
      if (!line.listeners.includes(listener)) return;
      this.#start(line);
    });
  }

  write(name: string, active: boolean): void {
    assert(this.#state === "open", "a line is written only while the bank is open");
    const line = this.#line(name);
    if (line.config.direction !== "out")
      throw new EdgeError("GPIO_LINE_UNKNOWN", `Cannot write ${name}: it is an input.`, { line: name });
    try {
      line.gpio.writeSync(active ? 1 : 0);
    } catch (cause) {
      this.#lose(reason("LINE_NOT_WRITTEN", { line: name, text: messageOf(cause) }));
      return;
    }
    if (line.listeners.length > 0) queueMicrotask(() => this.#tell(line, active));
  }

  close(): void {
    if (this.#state === "open") this.#giveBack();
  }

  onLost(listener: (why: Reason) => void): void {
    this.#lostListeners.push(listener);
  }

  async #load(): Promise<OnoffModule> {
    try {
      return await (this.#options.loadOnoff ?? loadInstalledOnoff)();
    } catch (cause) {
      throw new EdgeError("GPIO_UNAVAILABLE", "Cannot load the package onoff.", {}, cause);
    }
  }

  #line(name: string): OpenLine {
    const line = this.#open.get(name);
    if (line === undefined)
      throw new EdgeError("GPIO_LINE_UNKNOWN", `The line bank has no line ${name}.`, { line: name });
    return line;
  }

  #export(onoff: OnoffModule, config: OnoffLine, number: number): OpenLine {
    const activeLow = config.activeLow ?? false;
    // "low" and "high" set direction and level in one step and are electrical, so an output never starts with a pulse.
    const direction = config.direction === "in" ? "in" : activeLow ? "high" : "low";
    try {
      const gpio = new onoff.Gpio(number, direction, config.direction === "in" ? "both" : "none", {
        activeLow,
        debounceTimeout: config.debounceMs ?? 0,
      });
      return { config, gpio, listeners: [], watched: false };
    } catch (cause) {
      throw new EdgeError(
        "GPIO_UNAVAILABLE",
        `Cannot export the line ${config.name}.`,
        { line: config.name, number },
        cause,
      );
    }
  }

  /** Watches first and reads then: an edge in between is told as the level it led to, not lost. */
  #start(line: OpenLine): void {
    try {
      if (!line.watched && line.config.direction === "in") this.#watchEdges(line);
      this.#tell(line, line.gpio.readSync() === 1);
    } catch (cause) {
      this.#lose(reason("LINE_NOT_WATCHED", { line: line.config.name, text: messageOf(cause) }));
    }
  }

  #watchEdges(line: OpenLine): void {
    line.watched = true;
    line.gpio.watch((error, value) => {
      if (this.#open.get(line.config.name) !== line) return;
      if (error) this.#lose(reason("LINE_NOT_WATCHED", { line: line.config.name, text: error.message }));
      else this.#tell(line, value === 1);
    });
  }

  #tell(line: OpenLine, active: boolean): void {
    const level: LineLevel = { line: line.config.name, active, atMs: this.#options.clock.monoMs() };
    for (const listener of [...line.listeners]) {
      if (listener.told === active || !line.listeners.includes(listener)) continue;
      listener.told = active;
      listener.tell(level);
    }
  }

  #lose(why: Reason): void {
    if (this.#state !== "open") return;
    this.#giveBack();
    queueMicrotask(() => {
      for (const listener of this.#lostListeners.splice(0)) listener(why);
    });
  }

  /** Outputs off, lines unexported. A line that is gone already must not keep the others from being given back. */
  #giveBack(): void {
    for (const { config, gpio, listeners } of this.#open.values()) {
      listeners.length = 0;
      if (config.direction === "out") attempt(() => gpio.writeSync(0));
      attempt(() => gpio.unwatchAll());
      attempt(() => gpio.unexport());
    }
    this.#open.clear();
    this.#state = "closed";
  }
}

/** False if it failed: the kernel took the line away before us, and there is nothing left to undo. */
function attempt(undo: () => void): boolean {
  try {
    undo();
    return true;
  } catch {
    return false;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Not an import: the package is absent where it was not installed, and its native part where no compiler was. */
async function loadInstalledOnoff(): Promise<OnoffModule> {
  return createRequire(import.meta.url)("onoff") as OnoffModule;
}
