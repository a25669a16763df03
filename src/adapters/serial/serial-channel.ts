import { createRequire } from "node:module";
import type { SerialPort } from "serialport";
import { assert } from "../../core/machine.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { ByteChannel, ByteChannelListener } from "../../ports/byte-channel.ts";
import type { Clock } from "../../ports/clock.ts";

export interface SerialChannelOptions {
  /** Better `/dev/serial/by-id/...` than `/dev/ttyUSB0`: numbers move when plugs do. */
  readonly path: string;
  readonly baudRate: number;
  /** Default 8. */
  readonly dataBits?: 7 | 8;
  /** Default none. */
  readonly parity?: "none" | "even" | "odd";
  /** Default 1. */
  readonly stopBits?: 1 | 2;
  readonly clock: Clock;
  /** A peer that takes nothing of what was written for so long is stuck: the channel closes. Default 5000 ms. */
  readonly stuckAfterMs?: number;
}

const UNPLUGGED = reason("LINE_UNPLUGGED", {});
const CLOSED_BY_US = reason("CLOSED_BY_US", {});
const UNSENT_MAX_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 250;

/**
 * A serial line through serialport 13. Its traps, each met on a pseudo terminal: unplugging is noticed only while a `data`
 * listener is attached, and not at all if it happens during a read (the kernel then gives zero bytes for ever, and serialport
 * asks again for ever), so the line is looked at four times a second; a write to a stuck peer never ends; after such a close
 * `close` comes twice and an error between.
 */
export function createSerialChannel(options: SerialChannelOptions): ByteChannel {
  return new SerialChannel(options, loadSerialPort());
}

type Port = typeof SerialPort;

/** A native package: a station without serial lines does not read it. */
function loadSerialPort(): Port {
  return (createRequire(import.meta.url)("serialport") as typeof import("serialport")).SerialPort;
}

class SerialChannel implements ByteChannel {
  readonly address: string;
  readonly #options: SerialChannelOptions;
  readonly #Port: Port;
  #connection: SerialConnection | null = null;

  constructor(options: SerialChannelOptions, port: Port) {
    this.#options = options;
    this.#Port = port;
    this.address = `serial://${options.path}?baud=${options.baudRate}`;
  }

  open(listener: ByteChannelListener): void {
    assert(this.#connection === null, `${this.address} is opened twice`);
    const connection = new SerialConnection(this.#options, this.#Port, {
      onOpen: () => listener.onOpen(),
      onBytes: (bytes, atMs) => listener.onBytes(bytes, atMs),
      onClose: (why) => {
        this.#connection = null;
        listener.onClose(why);
      },
    });
    this.#connection = connection;
  }

  write(bytes: Uint8Array): "accepted" | "full" | "closed" {
    return this.#connection?.write(bytes) ?? "closed";
  }

  close(): void {
    this.#connection?.close();
  }
}

/** One opening of the port, from `open` to the single `onClose`. A port object is never used again. */
class SerialConnection {
  readonly #port: SerialPort;
  readonly #listener: ByteChannelListener;
  readonly #stuckAfterMs: number;
  #state: "opening" | "open" | "closing" | "closed" = "opening";
  #why: Reason = CLOSED_BY_US;
  #unsentBytes = 0;
  #stuckTimer: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;

  constructor(options: SerialChannelOptions, Port: Port, listener: ByteChannelListener) {
    this.#listener = listener;
    this.#stuckAfterMs = options.stuckAfterMs ?? 5000;
    this.#port = new Port({
      path: options.path,
      baudRate: options.baudRate,
      dataBits: options.dataBits ?? 8,
      parity: options.parity ?? "none",
      stopBits: options.stopBits ?? 1,
      autoOpen: false,
      lock: true,
    });
    this.#port.on("data", (chunk: Buffer) => {
      if (this.#state === "open") this.#listener.onBytes(new Uint8Array(chunk), options.clock.monoMs());
    });
    this.#port.on("end", () => this.#shut(UNPLUGGED));
    this.#port.on("close", (error: Error | null) => this.#settle(error === null ? null : UNPLUGGED));
    this.#port.on("error", (error) => this.#shut(wording(error)));
    this.#port.open((error) => this.#opened(error));
  }

  write(bytes: Uint8Array): "accepted" | "full" | "closed" {
    if (this.#state !== "open") return "closed";
    if (this.#unsentBytes + bytes.length > UNSENT_MAX_BYTES) return "full";
    this.#unsentBytes += bytes.length;
    this.#stuckTimer ??= this.#startStuckTimer();
    this.#port.write(Buffer.from(bytes), () => {
      this.#unsentBytes -= bytes.length;
      this.#clearStuckTimer();
      if (this.#unsentBytes > 0 && this.#state === "open") this.#stuckTimer = this.#startStuckTimer();
    });
    return "accepted";
  }

  close(): void {
    this.#shut(CLOSED_BY_US);
  }

  #opened(error: Error | null): void {
    if (error !== null) {
      if (this.#state === "opening") this.#why = wording(error);
      this.#settle(null);
      return;
    }
    if (this.#state === "closing") {
      this.#closePort();
      return;
    }
    this.#state = "open";
    this.#look = setInterval(() => this.#lookForHangUp(), LOOK_EVERY_MS);
    this.#listener.onOpen();
  }

  /** A terminal without modem lines refuses the question in other words; a hung-up one has nothing but this error. */
  #lookForHangUp(): void {
    this.#port.get((error) => {
      if (error !== null && /input\/output error/i.test(error.message)) this.#shut(UNPLUGGED);
    });
  }

  #shut(why: Reason): void {
    if (this.#state === "closing" || this.#state === "closed") return;
    const opening = this.#state === "opening";
    this.#why = why;
    this.#state = "closing";
    this.#clearTimers();
    // While it opens, serialport refuses to close; `#opened` does it then.
    if (!opening) this.#closePort();
  }

  #closePort(): void {
    this.#port.close((error) => {
      // A port that was already going down answers "not open" here and tells `close` itself or never.
      if (error !== null) this.#settle(null);
    });
  }

  #settle(why: Reason | null): void {
    if (this.#state === "closed") return;
    if (why !== null && this.#state === "open") this.#why = why;
    this.#state = "closed";
    this.#clearTimers();
    this.#listener.onClose(this.#why);
  }

  #startStuckTimer(): NodeJS.Timeout {
    return setTimeout(() => this.#shut(reason("LINE_STUCK", {})), this.#stuckAfterMs);
  }

  #clearTimers(): void {
    this.#clearStuckTimer();
    if (this.#look !== null) clearInterval(this.#look);
    this.#look = null;
  }

  #clearStuckTimer(): void {
    if (this.#stuckTimer !== null) clearTimeout(this.#stuckTimer);
    this.#stuckTimer = null;
  }
}

function wording(error: Error): Reason {
  if (/lock/i.test(error.message)) return reason("PORT_HELD", {});
  if (/no such file|ENOENT/i.test(error.message)) return reason("PORT_MISSING", {});
  if (/permission|EACCES/i.test(error.message)) return reason("PORT_FORBIDDEN", {});
  return reason("SYSTEM_SAID", { text: error.message });
}
