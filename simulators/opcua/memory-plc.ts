import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { Plc, PlcListener, PlcValue } from "../../src/ports/plc.ts";
import type { PlcModel } from "../kit/plc-model.ts";
import { PlcDefects } from "./plc-defects.ts";

export interface MemoryPlcOptions {
  readonly model: PlcModel;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Shared with whoever plays the saboteur; its own if absent. */
  readonly defects?: PlcDefects;
}

const CONNECT_TAKES_MS = 5;
const RECONNECT_AFTER_MS = 200;

class WriteRefused extends Error {
  readonly code = "PLC_WRITE_FAILED";
}

/**
 * The same promises as the OPC UA adapter, over the model itself, for virtual time. Every sample of a `double` is
 * told, as a server does that reports new source times; the rest when it changes.
 */
export class MemoryPlc implements Plc {
  readonly defects: PlcDefects;
  readonly #model: PlcModel;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #watched = new Set<string>();
  readonly #told = new Map<string, boolean | number | string>();
  #listener: PlcListener | null = null;
  #up = false;
  #stepping: TimerHandle | null = null;
  #connecting: TimerHandle | null = null;

  constructor(options: MemoryPlcOptions) {
    this.#model = options.model;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.defects = options.defects ?? new PlcDefects();
  }

  open(listener: PlcListener): void {
    if (this.#listener !== null) throw new Error("This PLC is open already.");
    this.#listener = listener;
    this.#connectAfter(CONNECT_TAKES_MS);
  }

  watch(variables: readonly string[], _samplingMs: number): void {
    for (const variable of variables) this.#watched.add(variable);
    if (this.#up) this.#timers.start("plc watch", 0, () => this.#tell());
  }

  /** Rejects with code PLC_WRITE_FAILED while down, and where the program refuses. */
  async write(variable: string, value: boolean | number): Promise<void> {
    if (!this.#up) throw new WriteRefused(`Cannot write ${variable}: the PLC is away.`);
    if (!this.#model.write(variable, value))
      throw new WriteRefused(`The PLC refuses ${variable} = ${value}.`);
    this.#timers.start("plc write", 0, () => {
      this.#tell();
      this.#stepLater();
    });
  }

  async close(): Promise<void> {
    this.#listener = null;
    this.#up = false;
    this.#told.clear();
    this.#stepping?.cancel();
    this.#connecting?.cancel();
    this.#stepping = null;
  }

  /** The PLC is gone for `awayMs` and comes back by itself; its program keeps its state. */
  restart(awayMs = RECONNECT_AFTER_MS): void {
    if (!this.#up) return;
    this.#up = false;
    this.#stepping?.cancel();
    this.#stepping = null;
    this.#told.clear();
    this.#timers.start("plc loss", 0, () => this.#listener?.onDown({ code: "DEVICE_RESTARTED", params: {} }));
    this.#connectAfter(awayMs);
  }

  #connectAfter(afterMs: number): void {
    this.#connecting = this.#timers.start("plc connect", afterMs, () => {
      if (this.#listener === null) return;
      this.#up = true;
      this.#listener.onUp();
      this.#tell();
      this.#stepLater();
    });
  }

  #stepLater(): void {
    this.#stepping?.cancel();
    this.#stepping = null;
    const nextMs = this.#up ? this.#model.nextStepMs() : null;
    if (nextMs === null) return;
    this.#stepping = this.#timers.start("plc step", nextMs - this.#clock.monoMs(), () => {
      const before = this.#model.samples;
      this.#model.step(this.#clock.monoMs());
      this.#tell(before === undefined || this.#model.samples !== before);
      this.#stepLater();
    });
  }

  #tell(isSample = false): void {
    if (!this.#up || this.#listener === null || this.defects.frozen) return;
    const values: PlcValue[] = [];
    for (const variable of this.#watched) {
      const type = this.#model.variables[variable];
      const status = type === undefined ? "BadNodeIdUnknown" : this.defects.statusOf(variable);
      const value = type === undefined ? null : this.#model.read(variable);
      const key = `${status} ${value}`;
      const sampled = isSample && type === "double";
      if (!sampled && this.#told.get(variable) === key) continue;
      this.#told.set(variable, key);
      values.push({
        variable,
        value: status === "Good" ? value : null,
        good: status === "Good",
        status,
        sourceTimeMs: type === undefined ? null : this.defects.sourceTimeMs(variable, this.#clock.wallMs()),
        atMs: this.#clock.monoMs(),
      });
    }
    if (values.length > 0) this.#listener.onValues(values);
  }
}
