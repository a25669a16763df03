import { connect, type Socket } from "node:net";
import { assert } from "../../core/machine.ts";
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
    let reason = "closed by the other end";
    const patience = setTimeout(
      () => socket.destroy(new Error("no connection in time")),
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
      reason = wording(error);
    });
    socket.on("close", () => {
      clearTimeout(patience);
      this.#socket = null;
      listener.onClose(this.#closedByUs ? "closed by us" : reason);
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

function wording(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ECONNRESET":
      return "connection reset";
    case "ENOTFOUND":
      return "host not found";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "host unreachable";
    case "ETIMEDOUT":
      return "timed out";
    default:
      return error.message;
  }
}
