import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Clock, TimerHandle, Timers } from "../../ports/clock.ts";
import type { DigitalIo } from "../../ports/digital-io.ts";
import type { Log } from "../../ports/log.ts";
import {
  type FromSimulator,
  type FromStation,
  fromSimulatorSchema,
  type SimulatorLine,
} from "../../ports/simulator-line.ts";
import { BankOfSimulator } from "./simulated-bank.ts";

export interface SimulatorLineOptions {
  /** Each simulator has a socket in it, `NAME.sock`; need not be there yet. */
  readonly directory: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Simulators may come before the station, after it, and again. */
const LOOK_EVERY_MS = 250;
const LOOKED_WITHIN_MS = 1_000;
const SAID_WITHIN_MS = 20;
const PARTING: ReadonlySet<string> = new Set(["leave-lane", "test-over"]);

interface Simulator {
  readonly socket: Socket;
  addresses: ReadonlySet<string>;
  hasSaid: boolean;
}

/** Looks for simulators in the folder, and keeps a line to each. Never throws: without any there is nobody at any address. */
export function openSimulatorLine(options: SimulatorLineOptions): SimulatorLine {
  return new SocketLine(options);
}

class SocketLine implements SimulatorLine {
  readonly #options: SimulatorLineOptions;
  readonly #simulators = new Map<string, Simulator>();
  readonly #banks = new Map<string, BankOfSimulator>();
  /** What a simulator that comes later has to know, by job. */
  readonly #standing = new Map<string, { job: FromStation | null; prompt: FromStation | null }>();
  #station: FromStation | null = null;
  #onCall: ((call: Extract<FromSimulator, { type: "call" }>) => void) | null = null;
  #looking: TimerHandle | null = null;
  #closed = false;

  constructor(options: SimulatorLineOptions) {
    this.#options = options;
    this.#look();
  }

  serves(address: string): boolean {
    return [...this.#simulators.values()].some(({ addresses }) => addresses.has(address));
  }

  async looked(): Promise<void> {
    const { clock, timers } = this.#options;
    const untilMs = clock.monoMs() + LOOKED_WITHIN_MS;
    while (this.#isSomebodySilent() && clock.monoMs() < untilMs)
      await new Promise<void>((resume) =>
        timers.start("simulators say where they stand", SAID_WITHIN_MS, resume),
      );
  }

  #isSomebodySilent(): boolean {
    return [...this.#simulators.values()].some(({ hasSaid }) => !hasSaid);
  }

  bank(name: string): DigitalIo {
    const known = this.#banks.get(name);
    if (known !== undefined) return known;
    const { clock, timers } = this.#options;
    const bank = new BankOfSimulator({
      clock,
      timers,
      write: (line, on) => this.tell({ type: "output", bank: name, line, on }),
    });
    this.#banks.set(name, bank);
    if (this.serves(`sim:${name}`)) bank.comes();
    return bank;
  }

  tell(message: FromStation): void {
    this.#keep(message);
    for (const { socket } of this.#simulators.values()) send(socket, message);
  }

  onCall(listener: (call: Extract<FromSimulator, { type: "call" }>) => void): void {
    this.#onCall = listener;
  }

  close(): void {
    this.#closed = true;
    this.#looking?.cancel();
    for (const { socket } of this.#simulators.values()) socket.destroy();
  }

  #keep(message: FromStation): void {
    if (message.type === "station") this.#station = message;
    if (message.type !== "job" && message.type !== "prompt") return;
    // The last word of a job: whoever comes later has nothing to do with it.
    if (message.type === "prompt" && PARTING.has(message.prompt.action)) return;
    const known = this.#standing.get(message.job) ?? { job: null, prompt: null };
    if (message.type === "job" && message.isOver) this.#standing.delete(message.job);
    else this.#standing.set(message.job, { ...known, [message.type]: message });
  }

  #look(): void {
    if (this.#closed) return;
    for (const name of socketsIn(this.#options.directory))
      if (!this.#simulators.has(name)) this.#connect(name);
    this.#looking = this.#options.timers.start("look for simulators", LOOK_EVERY_MS, () => this.#look());
  }

  #connect(name: string): void {
    const { directory, log } = this.#options;
    const socket = connect(join(directory, name));
    const simulator: Simulator = { socket, addresses: new Set(), hasSaid: false };
    this.#simulators.set(name, simulator);
    // Of one that was killed the socket is still there, and nobody behind it.
    socket.on("error", () => socket.destroy());
    socket.on("connect", () => {
      if (this.#station !== null) send(socket, this.#station);
      for (const { job, prompt } of this.#standing.values())
        for (const message of [job, prompt]) if (message !== null) send(socket, message);
    });
    const lines = createInterface({ input: socket });
    // It tells the socket's own error once more, and nobody may die of a simulator that is gone.
    lines.on("error", () => socket.destroy());
    lines.on("line", (line) => {
      const heard = read(line);
      if (heard === null) log.warn("a simulator said what nobody understands", { name });
      else this.#heard(simulator, heard);
    });
    socket.on("close", () => {
      this.#simulators.delete(name);
      for (const bank of this.#banksOf(simulator)) bank.goes();
    });
  }

  #heard(simulator: Simulator, message: FromSimulator): void {
    switch (message.type) {
      case "serves":
        simulator.addresses = new Set(message.addresses);
        simulator.hasSaid = true;
        for (const bank of this.#banksOf(simulator)) bank.comes();
        return;
      case "line":
        this.#banks.get(message.bank)?.heard(message.line, message.active);
        return;
      case "bank": {
        const bank = this.#banks.get(message.bank);
        if (message.isThere) bank?.comes();
        else bank?.goes();
        return;
      }
      case "call":
        this.#onCall?.(message);
    }
  }

  #banksOf({ addresses }: Simulator): BankOfSimulator[] {
    return [...this.#banks].filter(([name]) => addresses.has(`sim:${name}`)).map(([, bank]) => bank);
  }
}

function send(socket: Socket, message: FromStation): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}

function read(line: string): FromSimulator | null {
  try {
    return fromSimulatorSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // No JSON: whoever that is, it is no simulator of ours.
    return null;
  }
}

function socketsIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith(".sock"));
  } catch {
    // Not there yet: no simulator has been started.
    return [];
  }
}
