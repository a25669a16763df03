import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { type Reason, reason } from "../src/core/trade/reasons.ts";
import type { BoardProfile } from "./board-profile.ts";

/**
 * The only file that touches johnny-five 2.1.0 and firmata-io 2.3.0, and only for outputs: johnny-five's clock wraps each
 * second, its sensors drop raw values, and firmata-io throws on frames that the guard keeps from it. Both are loaded
 * on the first use. Neither opens a port, reads stdin or hooks a signal here.
 */
interface JohnnyFive {
  readonly Board: {
    new (options: {
      readonly io: FirmataIo;
      readonly repl: false;
      readonly debug: false;
      readonly sigint: false;
    }): JohnnyFiveBoard;
    /** Every board ever made; a board that is not taken out stays in memory. */
    readonly cache: JohnnyFiveBoard[];
  };
  readonly Pin: new (options: {
    readonly pin: number;
    readonly board: JohnnyFiveBoard;
    readonly type: "digital";
    readonly as: number;
  }) => JohnnyFivePin;
}

interface JohnnyFiveBoard extends EventEmitter {
  readonly timer: NodeJS.Timeout | null;
}

interface JohnnyFivePin {
  high(): unknown;
  low(): unknown;
}

interface FirmataIo extends EventEmitter {
  readonly pins: readonly { readonly supportedModes: readonly number[] }[];
  readonly reportVersionTimeoutId: NodeJS.Timeout;
}

type FirmataIoClass = new (transport: EventEmitter, options: object, done: () => void) => FirmataIo;

const OUTPUT_MODE = 1;
/** firmata-io's own asking; this bridge asks by itself. */
const NEVER_MS = 2 ** 31 - 1;

export interface OutputPinsOptions {
  readonly profile: BoardProfile;
  /** Bytes for the board, a whole Firmata message each. */
  readonly write: (bytes: Uint8Array) => void;
  /** All outputs of the profile are set up and low. */
  readonly onReady: () => void;
  readonly onProblem: (problem: Reason) => void;
}

export interface OutputPins {
  /** A frame that the guard has passed. The first must be the version answer. */
  receive(frame: Uint8Array): void;
  /** Only after `onReady`, and only outputs of the profile. */
  set(name: string, on: boolean): void;
  dispose(): void;
}

class OutputTransport extends EventEmitter {
  readonly #write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    super();
    this.#write = write;
  }

  write(bytes: Uint8Array, done?: () => void): void {
    this.#write(Uint8Array.from(bytes));
    done?.();
  }
}

export function createOutputPins(options: OutputPinsOptions): OutputPins {
  const load = createRequire(import.meta.url);
  const five: JohnnyFive = load("johnny-five");
  const { Firmata }: { readonly Firmata: FirmataIoClass } = load("firmata-io");
  const transport = new OutputTransport(options.write);
  const pins = new Map<string, JohnnyFivePin>();
  let disposed = false;

  const io = new Firmata(transport, { reportVersionTimeout: NEVER_MS }, () => undefined);
  const board = new five.Board({ io, repl: false, debug: false, sigint: false });
  const problem = (cause: unknown) => {
    if (disposed) return;
    const text = cause instanceof Error ? cause.message : String(cause);
    options.onProblem(reason("SYSTEM_SAID", { text }));
  };
  board.on("error", problem);
  io.on("error", problem);
  board.on("ready", () => {
    if (disposed) return;
    for (const { name, pin } of options.profile.outputs) {
      if (io.pins[pin]?.supportedModes.includes(OUTPUT_MODE) !== true) {
        options.onProblem(reason("PIN_NO_OUTPUT", { pin, line: name }));
        return;
      }
      const output = new five.Pin({ pin, board, type: "digital", as: OUTPUT_MODE });
      output.low();
      pins.set(name, output);
    }
    options.onReady();
  });
  transport.emit("open");

  return {
    receive: (frame) => {
      if (!disposed) transport.emit("data", frame);
    },
    set(name, on) {
      const output = pins.get(name);
      if (on) output?.high();
      else output?.low();
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      clearTimeout(io.reportVersionTimeoutId);
      if (board.timer !== null) clearTimeout(board.timer);
      transport.removeAllListeners();
      const at = five.Board.cache.indexOf(board);
      if (at >= 0) five.Board.cache.splice(at, 1);
    },
  };
}
