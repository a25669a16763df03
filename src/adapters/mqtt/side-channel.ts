import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import type { Log } from "../../ports/log.ts";
import type { MqttConnection } from "./mqtt-connection.ts";

export interface SideListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}

export interface SideChannelOptions {
  /** Where it hears. */
  readonly topic: string;
  /** How it is said that the broker denies it. */
  readonly denied?: "BROKER_DENIES_ANSWERS" | "COMMANDS_DENIED";
  readonly log: Log;
  readonly monoMs: () => number;
}

/** Ends of a connection soon after this channel was used, with nothing ever heard by it: one may be any cut of the line. */
const SUSPICIONS_MAX = 3;
const SOON_MS = 30_000;
const REST_MS = 3_600_000;

/**
 * One way of asking and being answered beside the deliveries, on the same connection. It is used only where somebody opened it: a broker that ends the
 * connection over a topic that it denies would stop deliveries too, so a channel under whose use connections keep ending rests for an hour.
 */
export class SideChannel {
  readonly #options: SideChannelOptions;
  #listener: SideListener | null = null;
  #connection: MqttConnection | null = null;
  #isUp = false;
  #isDenied = false;
  #sinceMs: number | null = null;
  #isProven = false;
  #suspicions = 0;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: SideChannelOptions) {
    this.#options = options;
  }

  /** Somebody listens, and the broker lets it hear. */
  get isUp(): boolean {
    return this.#isUp;
  }

  get topic(): string {
    return this.#options.topic;
  }

  open(listener: SideListener): void {
    this.#listener = listener;
    this.#hear();
  }

  close(): void {
    this.#listener = null;
  }

  connected(connection: MqttConnection): void {
    this.#connection = connection;
    this.#isProven = false;
    this.#hear();
  }

  disconnected(): void {
    const { monoMs, log, topic } = this.#options;
    const isSoon = this.#sinceMs !== null && monoMs() - this.#sinceMs < SOON_MS;
    if (isSoon && !this.#isProven) this.#suspicions++;
    if (this.#suspicions >= SUSPICIONS_MAX) {
      this.#suspicions = 0;
      this.#restsUntilMs = monoMs() + REST_MS;
      log.warn("the broker may end connections over a topic that it denies; it is left alone for an hour", {
        topic,
      });
    }
    this.#connection = null;
    this.#sinceMs = null;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#listener?.onLink(false);
  }

  /** One that the broker kept answers nobody. */
  take(payload: Uint8Array, isRetained: boolean): void {
    if (isRetained) return;
    this.#isProven = true;
    this.#suspicions = 0;
    this.#listener?.onMessage(payload);
  }

  #hear(): void {
    const { topic, monoMs } = this.#options;
    const connection = this.#connection;
    if (this.#listener === null || connection === null || this.#sinceMs !== null) return;
    if (monoMs() < this.#restsUntilMs) return;
    this.#sinceMs = monoMs();
    connection.hear(topic, (heard) => {
      if (connection === this.#connection) this.#told(heard);
    });
  }

  #told(heard: boolean): void {
    const { log, topic, denied = "BROKER_DENIES_ANSWERS" } = this.#options;
    this.#isUp = heard;
    if (!heard && !this.#isDenied)
      log.warn("the broker does not let this station hear one of its topics", {
        reason: sentenceOf(reason(denied, { topic })).en,
      });
    this.#isDenied = !heard;
    // Said by the broker, and so nothing to suspect it of.
    if (!heard) this.#isProven = true;
    this.#listener?.onLink(heard);
  }
}
