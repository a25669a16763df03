import { reason } from "../../src/core/trade/reasons.ts";
import type { ByteChannel, ByteChannelListener } from "../../src/ports/byte-channel.ts";
import type { TimerHandle, Timers } from "../../src/ports/clock.ts";

/** A port that accepts, and closes after `liveMs`; null: it stays. What is written in that time may never arrive, as on a socket. */
export class FlappingChannel implements ByteChannel {
  readonly address = "flapping";
  readonly written: string[] = [];
  opens = 0;
  liveMs: number | null = 0;
  readonly #timers: Timers;
  #life: TimerHandle | null = null;
  #listener: ByteChannelListener | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  open(listener: ByteChannelListener): void {
    if (this.#listener !== null) throw new Error("opened while it is open");
    this.#listener = listener;
    this.opens += 1;
    this.#life = this.#timers.start("accept", 0, () => {
      listener.onOpen();
      const { liveMs } = this;
      if (liveMs !== null)
        this.#life = this.#timers.start("hang up", liveMs, () => this.#end("CLOSED_BY_PEER"));
    });
  }

  write(bytes: Uint8Array): "accepted" {
    this.written.push(new TextDecoder().decode(bytes));
    return "accepted";
  }

  bytes(bytes: Uint8Array, atMs: number): void {
    this.#listener?.onBytes(bytes, atMs);
  }

  close(): void {
    if (this.#listener !== null) this.#end("CLOSED_BY_US");
  }

  #end(code: "CLOSED_BY_PEER" | "CLOSED_BY_US"): void {
    const listener = this.#listener;
    this.#life?.cancel();
    this.#listener = null;
    listener?.onClose(reason(code, {}));
  }
}
