import { once } from "node:events";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { LiveMessage } from "../../src/station/live-message.ts";

/** A console without a screen: it hears all that a page hears, and keeps account of when. */
export class LiveClient {
  readonly #socket: WebSocket;
  #lastMs: number;
  #lastBeatClockMs: number | null = null;
  /** The longest time without a word, by the steady clock of this process; since `reset`. */
  quietestMs = 0;
  /** How much later than a second after the one before the station has made its beats, by its own steady clock, in milliseconds. */
  readonly beatsLateMs: number[] = [];
  messages = 0;
  bytes = 0;
  isOpen = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#lastMs = performance.now();
    socket.on("message", (data) => this.#hear(String(data)));
    socket.on("close", () => {
      this.isOpen = false;
    });
    socket.on("error", () => undefined);
  }

  /** Open, and told of the station as it is. */
  static async open(url: string, cookie: string): Promise<LiveClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: { cookie, origin: url } });
    const client = new LiveClient(socket);
    await once(socket, "open");
    client.isOpen = true;
    return client;
  }

  reset(): void {
    this.quietestMs = 0;
    this.beatsLateMs.length = 0;
    this.messages = 0;
    this.bytes = 0;
    this.#lastMs = performance.now();
    this.#lastBeatClockMs = null;
  }

  /** Reads nothing any more, as a tablet that has fallen asleep or a browser that is stuck. */
  stall(): void {
    const { _socket } = this.#socket as unknown as { _socket: Socket };
    _socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  /** What it is now that it has been quiet for, too. */
  quietMs(): number {
    return Math.max(this.quietestMs, performance.now() - this.#lastMs);
  }

  #hear(text: string): void {
    const nowMs = performance.now();
    this.quietestMs = Math.max(this.quietestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    this.messages += 1;
    this.bytes += text.length;
    const message = JSON.parse(text) as LiveMessage;
    if (message.type !== "beat") return;
    if (this.#lastBeatClockMs !== null)
      this.beatsLateMs.push(message.clockMs - this.#lastBeatClockMs - BEAT_MS);
    this.#lastBeatClockMs = message.clockMs;
  }
}

const BEAT_MS = 1_000;
