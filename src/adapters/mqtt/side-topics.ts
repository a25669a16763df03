import type { MqttConnection } from "./mqtt-connection.ts";

export interface SideListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}

export interface SideOptions {
  /** Heard, and sent to. */
  readonly down: string;
  readonly up: string;
  /** That the broker does not let this station hear it; once, until it does. */
  onDenied(topic: string): void;
}

/** A broker that ended so many connections in a row while it was asked for the topic ends them because of it. */
const ENDED_OVER_IT_MAX = 2;
/** So many connections it is not asked for then: what is delivered must not stand still for what goes beside it. */
const LEFT_OUT = 20;

/**
 * A pair of topics beside the deliveries, at QoS 0: it takes no place in their window, and nobody keeps what goes there. It is asked for once
 * somebody listens, and only when deliveries are up.
 */
export class SideTopics {
  readonly #options: SideOptions;
  #listener: SideListener | null = null;
  #connection: MqttConnection | null = null;
  #isAsking = false;
  #isHeard = false;
  #isDenied = false;
  #endedOverIt = 0;
  #leftOut = 0;

  constructor(options: SideOptions) {
    this.#options = options;
  }

  get down(): string {
    return this.#options.down;
  }

  open(listener: SideListener): void {
    this.#listener = listener;
    this.#ask();
  }

  close(): void {
    this.#listener = null;
  }

  send(message: Uint8Array): void {
    if (!this.#isHeard) return;
    this.#connection?.publish(this.#options.up, message, { qos: 0, retain: false }, () => undefined);
  }

  /** One that the broker kept is for nobody. */
  receive(message: Uint8Array, isRetained: boolean): void {
    if (!isRetained) this.#listener?.onMessage(message);
  }

  /** Deliveries are up on this connection. */
  up(connection: MqttConnection): void {
    this.#connection = connection;
    this.#ask();
  }

  /** The connection is over. */
  forget(): void {
    if (this.#isAsking) this.#endedOverIt++;
    if (this.#endedOverIt >= ENDED_OVER_IT_MAX) {
      this.#endedOverIt = 0;
      this.#leftOut = LEFT_OUT;
      this.#denied();
    }
    this.#isAsking = false;
    this.#connection = null;
    this.#tell(false);
  }

  #ask(): void {
    const connection = this.#connection;
    if (connection === null || this.#listener === null || this.#isAsking || this.#isHeard) return;
    if (this.#leftOut > 0) {
      this.#leftOut--;
      return;
    }
    this.#isAsking = true;
    connection.hear(this.#options.down, (heard) => {
      if (connection !== this.#connection) return;
      this.#isAsking = false;
      this.#endedOverIt = 0;
      if (heard) this.#isDenied = false;
      else this.#denied();
      this.#tell(heard);
    });
  }

  #denied(): void {
    if (!this.#isDenied) this.#options.onDenied(this.#options.down);
    this.#isDenied = true;
  }

  #tell(heard: boolean): void {
    if (heard === this.#isHeard) return;
    this.#isHeard = heard;
    this.#listener?.onLink(heard);
  }
}
