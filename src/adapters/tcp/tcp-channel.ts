import { connect, type Socket } from "node:net";
import { assert } from "../../core/machine.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { ByteChannel, ByteChannelListener } from "../../ports/byte-channel.ts";
import type { Clock } from "../../ports/clock.ts";

export interface TcpChannelOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** Default 5000 ms. */
  readonly connectWithinMs?: number;
}

const UNSENT_MAX_BYTES = 64 * 1024;
/** A serial server that loses power says nothing; the kernel asks after this. Silence on top is the session's business. */
const KEEP_ALIVE_MS = 10_000;

/** A raw TCP stream to a serial device server or a simulator. */
export function createTcpChannel(options: TcpChannelOptions): ByteChannel {
  return new TcpChannel(options);
}

class TcpChannel implements ByteChannel {
  readonly address: string;
  readonly #options: TcpChannelOptions;
  #socket: Socket | null = null;
  #closedByUs = false;

  constructor(options: TcpChannelOptions) {
    this.#options = options;
    this.address = `tcp://${options.host.includes(":") ? `[${options.host}]` : options.host}:${options.port}`;
  }

  open(listener: ByteChannelListener): void {
    assert(this.#socket === null, `${this.address} is opened twice`);
    const { host, port, clock } = this.#options;
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    this.#socket = socket;
    this.#closedByUs = false;
    let why: Reason = reason("CLOSED_BY_PEER", {});
    const patience = setTimeout(
      () => socket.destroy(new ConnectionLate()),
      this.#options.connectWithinMs ?? 5000,
    );
    socket.on("connect", () => {
      clearTimeout(patience);
      if (!socket.destroyed) listener.onOpen();
    });
    socket.on("data", (chunk) => {
      if (!socket.destroyed) listener.onBytes(new Uint8Array(chunk), clock.monoMs());
    });
    socket.on("error", (error) => {
      why = wording(error);
    });
    socket.on("close", () => {
      clearTimeout(patience);
      this.#socket = null;
      listener.onClose(this.#closedByUs ? reason("CLOSED_BY_US", {}) : why);
    });
  }

  write(bytes: Uint8Array): "accepted" | "full" | "closed" {
    const socket = this.#socket;
    if (socket === null || socket.connecting || socket.destroyed || socket.readyState !== "open")
      return "closed";
    if (socket.writableLength + bytes.length > UNSENT_MAX_BYTES) return "full";
    socket.write(bytes.slice());
    return "accepted";
  }

  close(): void {
    if (this.#socket === null) return;
    this.#closedByUs = true;
    this.#socket.destroy();
  }
}

/** The system's own patience is two minutes. */
class ConnectionLate extends Error {
  readonly code = "ETIMEDOUT";
}

function wording(error: Error): Reason {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "ECONNREFUSED":
      return reason("CONNECTION_REFUSED", {});
    case "ECONNRESET":
      return reason("CONNECTION_RESET", {});
    case "ENOTFOUND":
      return reason("HOST_UNKNOWN", {});
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return reason("HOST_UNREACHABLE", {});
    case "ETIMEDOUT":
      return reason("CONNECTION_LATE", {});
    default:
      return reason("SYSTEM_SAID", { text: typeof code === "string" ? code : error.message });
  }
}
