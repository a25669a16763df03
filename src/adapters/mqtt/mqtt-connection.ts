import mqtt, { type IConnackPacket, type IPublishPacket, type MqttClient } from "mqtt";
import { LINK_TERMS } from "../../core/delivery/link-terms.ts";
import { MESSAGE_BYTES_MAX } from "../../core/delivery/messages.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { type BrokerCredentials, identityOptions } from "./broker-credentials.ts";
import { brokerProblem } from "./broker-problem.ts";
import { isUnreadableAnswer, whyEnded, whyUnpublished } from "./broker-words.ts";

export interface ConnectionOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly answerTopic: string;
  readonly statusTopic: string;
  readonly will: Uint8Array;
  readonly credentials?: BrokerCredentials;
}

export interface ConnectionListener {
  /** CONNACK taken and answers subscribed. `receiveMaximum` and `packetBytesMax` are the broker's, or the standard's default. */
  onUp(limits: ConnectionLimits): void;
  onPublish(packet: IPublishPacket, payload: Uint8Array): void;
  /** Once, last. `connected`: a CONNACK had been taken. */
  onEnd(why: Reason, connected: boolean): void;
}

export interface ConnectionLimits {
  readonly receiveMaximum: number;
  /** Null where the broker does not say: MQTT 3.1.1 cannot. */
  readonly packetBytesMax: number | null;
}

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly properties?: NonNullable<IPublishPacket["properties"]>;
}

const RECEIVE_MAXIMUM_DEFAULT = 65_535;
/** Topic and properties around a message. */
export const PACKET_OVERHEAD_BYTES = 1024;

/**
 * One network connection with a client of its own, so that nothing of MQTT.js's stores or reconnect logic outlives it: what was not
 * acknowledged is the outbox's to send again.
 */
export class MqttConnection {
  readonly #client: MqttClient;
  readonly #listener: ConnectionListener;
  #ended = false;
  #connected = false;
  #why: Reason = reason("CLOSED_BY_PEER", {});

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#listener = listener;
    this.#client = mqtt.connect(options.url, clientOptions(options));
    this.#client.handleMessage = (packet, done) => {
      this.#take(packet);
      done();
    };
    this.#client.on("connect", (connack) => this.#onConnack(connack, options.answerTopic));
    this.#client.on("error", (error) => this.abort(wording(error)));
    // MQTT.js keeps an error without a code, as of a web server in front, to itself.
    this.#client.stream.on("error", (error) => this.abort(wording(error)));
    this.#client.on("disconnect", (packet) => {
      this.#why = whyEnded(packet.reasonCode ?? 0, options.clientId);
    });
    this.#client.on("close", () => this.#end(this.#why));
  }

  /** `done` gets null for acknowledged, or why the broker did not take it; not called after `onEnd`. */
  publish(
    topic: string,
    payload: Uint8Array,
    options: PublishOptions,
    done: (problem: Reason | null) => void,
  ): void {
    this.#client.publish(topic, Buffer.from(payload), options, (error) => {
      if (this.#ended) return;
      const code = error && "code" in error ? error.code : undefined;
      if (!error) done(null);
      else done(typeof code === "number" ? whyUnpublished(code, topic) : wording(error));
    });
  }

  /** Another topic beside the answers, at QoS 0; `done` says whether the broker lets it. Not called after `onEnd`. */
  hear(topic: string, done: (heard: boolean) => void): void {
    this.#client.subscribe(topic, { qos: 0, rh: 2 }, (error) => {
      if (!this.#ended) done(error === null || error === undefined);
    });
  }

  /** Ends without a DISCONNECT, so that the broker sends the will. */
  abort(why: Reason): void {
    if (this.#ended) return;
    this.#why = why;
    this.#client.end(true);
    this.#client.stream.destroy();
    this.#end(why);
  }

  /** DISCONNECT, then the end, however long the broker takes; `destroy` cuts that short. `onEnd` is not called for it. */
  async close(): Promise<void> {
    this.#ended = true;
    const client = this.#client;
    // MQTT.js would wait for acknowledgements that nobody needs any more.
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    if (!client.connected) this.destroy();
    else await new Promise<void>((resolve) => client.end(false, {}, () => resolve()));
  }

  destroy(): void {
    this.#client.end(true);
    this.#client.stream.destroy();
  }

  #onConnack(connack: IConnackPacket, answerTopic: string): void {
    this.#connected = true;
    const limits = {
      receiveMaximum: connack.properties?.receiveMaximum ?? RECEIVE_MAXIMUM_DEFAULT,
      packetBytesMax: connack.properties?.maximumPacketSize ?? null,
    };
    this.#client.subscribe(answerTopic, { qos: 1, rh: 2 }, (error) => {
      if (this.#ended) return;
      if (error) this.abort(reason("BROKER_DENIES_ANSWERS", { topic: answerTopic }));
      else this.#listener.onUp(limits);
    });
  }

  #take(packet: IPublishPacket): void {
    if (this.#ended) return;
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    this.#listener.onPublish(packet, new Uint8Array(payload));
  }

  #end(why: Reason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#client.end(true);
    this.#listener.onEnd(why, this.#connected);
  }
}

function wording(error: Error): Reason {
  return isUnreadableAnswer(error) ? reason("BROKER_ANSWER_UNREADABLE", {}) : brokerProblem(error);
}

function clientOptions(options: ConnectionOptions): mqtt.IClientOptions {
  return {
    ...identityOptions(options.credentials),
    protocolVersion: options.protocolVersion,
    clientId: options.clientId,
    clean: false,
    keepalive: LINK_TERMS.keepAliveS,
    connectTimeout: 10_000,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    messageIdProvider: new mqtt.UniqueMessageIdProvider(),
    will: { topic: options.statusTopic, payload: Buffer.from(options.will), qos: 1, retain: true },
    ...(options.protocolVersion === 5
      ? {
          properties: {
            sessionExpiryInterval: LINK_TERMS.sessionExpiryS,
            receiveMaximum: 100,
            maximumPacketSize: MESSAGE_BYTES_MAX + PACKET_OVERHEAD_BYTES,
          },
        }
      : {}),
  };
}
