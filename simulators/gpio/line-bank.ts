import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { DigitalIo, LineLevel } from "../../src/ports/digital-io.ts";

type Lost = Parameters<DigitalIo["onLost"]>[0];

class LineUnknown extends Error {
  readonly code = "GPIO_LINE_UNKNOWN";
}

interface Line {
  readonly direction: "in" | "out";
  readonly debounceMs: number;
  readonly listeners: ((level: LineLevel) => void)[];
  active: boolean;
  /** What the listeners were told last, or are about to be. */
  told: boolean;
  standing: TimerHandle | null;
}

/** A bank of lines at the level of the port: the wire of a GPIO is the kernel, so there is nothing below to imitate. */
export class LineBank implements DigitalIo {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #lines = new Map<string, Line>();
  readonly #lostListeners: Lost[] = [];
  #open = false;

  constructor(
    lines: readonly {
      readonly name: string;
      readonly direction: "in" | "out";
      /** An input is told when it has stood so long; 0 tells every edge. */
      readonly debounceMs?: number;
    }[],
    clock: Clock,
    timers: Timers,
  ) {
    this.#clock = clock;
    this.#timers = timers;
    for (const { name, direction, debounceMs = 0 } of lines)
      this.#lines.set(name, {
        direction,
        debounceMs: direction === "in" ? debounceMs : 0,
        listeners: [],
        active: false,
        told: false,
        standing: null,
      });
  }

  async open(): Promise<void> {
    if (this.#open) throw new Error("This line bank is open already.");
    this.#open = true;
    this.#outputsOff();
  }

  watch(name: string, listener: (level: LineLevel) => void): void {
    if (!this.#open) throw new Error("A line is watched only while the bank is open.");
    const line = this.#line(name);
    line.listeners.push(listener);
    this.#later(line, { line: name, active: line.told, atMs: this.#clock.monoMs() }, listener);
  }

  write(name: string, active: boolean): void {
    if (!this.#open) throw new Error("A line is written only while the bank is open.");
    if (this.#line(name).direction !== "out")
      throw new LineUnknown(`The line ${name} is an input; it cannot be written.`);
    this.#set(name, active);
  }

  close(): void {
    if (!this.#open) return;
    this.#outputsOff();
    this.#open = false;
    for (const line of this.#lines.values()) line.listeners.length = 0;
  }

  onLost(listener: Lost): void {
    this.#lostListeners.push(listener);
  }

  /** The world acts on an input: a beam is cut, a contact closes. Also while the bank is closed. */
  drive(name: string, active: boolean): void {
    if (this.#line(name).direction !== "in")
      throw new Error(`The line ${name} is an output; the world cannot drive it.`);
    this.#set(name, active);
  }

  /** What stands on the line now; of an output, what the station has it at. */
  level(name: string): boolean {
    return this.#line(name).active;
  }

  /** The bank goes away while open, as a driver does that is unloaded. */
  lose(why: Parameters<Lost>[0]): void {
    if (!this.#open) return;
    this.close();
    this.#timers.start("line bank lost", 0, () => {
      for (const listener of this.#lostListeners.splice(0)) listener(why);
    });
  }

  #line(name: string): Line {
    const line = this.#lines.get(name);
    if (line === undefined) throw new LineUnknown(`The bank has no line ${name}.`);
    return line;
  }

  #set(name: string, active: boolean): void {
    const line = this.#line(name);
    if (line.active === active) return;
    line.active = active;
    line.standing?.cancel();
    line.standing = null;
    if (line.debounceMs === 0) this.#tell(name, line);
    else
      line.standing = this.#timers.start(`line ${name} stands`, line.debounceMs, () => {
        line.standing = null;
        this.#tell(name, line);
      });
  }

  #tell(name: string, line: Line): void {
    if (line.told === line.active) return;
    line.told = line.active;
    const level: LineLevel = { line: name, active: line.active, atMs: this.#clock.monoMs() };
    for (const listener of line.listeners) this.#later(line, level, listener);
  }

  #later(line: Line, level: LineLevel, listener: (level: LineLevel) => void): void {
    this.#timers.start(`line ${level.line}`, 0, () => {
      if (line.listeners.includes(listener)) listener(level);
    });
  }

  #outputsOff(): void {
    for (const [name, line] of this.#lines) if (line.direction === "out") this.#set(name, false);
  }
}
