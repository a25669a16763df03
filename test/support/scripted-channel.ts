import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import type { ByteChannel, ByteChannelListener } from "../../src/ports/byte-channel.ts";

/** A byte channel whose every event is the test's to give; throws on a use that the port forbids. */
export class ScriptedChannel implements ByteChannel {
  readonly address = "scripted";
  readonly written: string[] = [];
  opens = 0;
  takes: "accepted" | "full" = "accepted";
  #state: "closed" | "opening" | "open" = "closed";
  #listener: ByteChannelListener | null = null;

  open(listener: ByteChannelListener): void {
    if (this.#state !== "closed") throw new Error(`opened while ${this.#state}`);
    this.#state = "opening";
    this.#listener = listener;
    this.opens += 1;
  }

  write(bytes: Uint8Array): "accepted" | "full" | "closed" {
    if (this.#state !== "open") throw new Error(`written to while ${this.#state}`);
    if (this.takes === "accepted") this.written.push(new TextDecoder().decode(bytes));
    return this.takes;
  }

  close(): void {
    this.drop(reason("CLOSED_BY_US", {}));
  }

  connect(): void {
    if (this.#state !== "opening") throw new Error(`nobody opens it: ${this.#state}`);
    this.#state = "open";
    this.#listener?.onOpen();
  }

  bytes(text: string, atMs: number): void {
    if (this.#state !== "open") throw new Error("nothing arrives on a closed line");
    this.#listener?.onBytes(new TextEncoder().encode(text), atMs);
  }

  /** The line is lost, or was never reached. */
  drop(why: Reason = reason("LINE_UNPLUGGED", {})): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#listener?.onClose(why);
  }
}
