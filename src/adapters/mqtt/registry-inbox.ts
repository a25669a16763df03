import { createHash } from "node:crypto";
import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import { MESSAGE_BYTES_MAX } from "../../core/delivery/messages.ts";
import {
  acknowledgementTopic,
  answerTopic,
  commandTopic,
  eventAnswerTopic,
  eventTopic,
  evidenceAnswerTopic,
  evidenceTopic,
  replyTopic,
  requestTopic,
  submissionTopic,
} from "../../core/delivery/topics.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { type BrokerCredentials, identityOptions } from "./broker-credentials.ts";
import { brokerProblem } from "./broker-problem.ts";
import { whyWorkerEnded } from "./broker-words.ts";
import { PACKET_OVERHEAD_BYTES } from "./mqtt-connection.ts";

export interface RegistryInboxOptions {
  readonly url: string;
  readonly credentials?: BrokerCredentials;
  /** Of this worker; each connection adds its number. */
  readonly clientId: string;
  /** Connections to the broker: as many submissions can wait for the disk at a time. For those who have much to deliver there are a few beside. */
  readonly connections: number;
  /** Milliseconds that only go on. */
  readonly monoMs: () => number;
  /** The answer, when what it says is durable. */
  readonly take: (submission: Uint8Array) => Promise<Uint8Array>;
  /** What a station asks beside its deliveries: the reply, or null where nothing is said. */
  readonly ask: (station: string, request: Uint8Array) => Promise<Uint8Array | null>;
  /** What a station tells step by step: the answer, when what it says is durable, or null where nothing is said. */
  readonly tell: (station: string, batch: Uint8Array) => Promise<Uint8Array | null>;
  /** A part of a bundle of evidence: how far it is held, or null where nothing is said. Absent: this registry takes none. */
  readonly keep?: (station: string, part: Uint8Array) => Promise<Uint8Array | null>;
  /** What came of what was ordered: the command that is next, or null where there is none. */
  readonly acknowledge: (station: string, acknowledgement: Uint8Array) => Promise<Uint8Array | null>;
  readonly onLink: (connection: number, problem: Reason | null) => void;
}

const RECONNECT_MS = 1_000;
/** Topics of one SUBSCRIBE. */
const TOPICS_MAX = 100;
/** A message of a few results; more comes from who was away for long. */
const MUCH_BYTES = 48 * 1024;
/** Connections for those who have much: as many of their messages are looked at side by side. */
const MUCH_CONNECTIONS = 4;
/** Between two large ones on the common way: behind the first of many the others come at once. */
const MUCH_REST_MS = 1_000;
/** Who has had nothing large for so long comes by the first way again. */
const MUCH_FOR_MS = 60_000;
/** CONNACK of a broker that speaks 3.1.1 alone. */
const OTHER_VERSION: readonly unknown[] = [1, 0x84];

/**
 * The registry's side of the broker. A submission is acknowledged when its answer is durable (RP-083); one connection hands over one message at a time, so
 * there are several, and a station's messages always come by the same one, in their order. Needs nothing that MQTT 3.1.1 has not (RP-075).
 *
 * A thousand stations that come back from an outage would be in front of everybody else at each connection. So of who has much one message a
 * second is taken on the common way; another one is left without an answer, its station is heard by a connection for such ones from then on, and sends it
 * again there (RP-064).
 */
export class RegistryInbox {
  readonly #lanes: readonly InboxLane[];
  readonly #muchLanes: readonly InboxLane[];
  readonly #monoMs: () => number;
  #stations: readonly string[] = [];
  /** Who has much, and when something large came last. */
  readonly #much = new Map<string, number>();
  /** When something large was last taken on the common way; for good while it is. */
  #muchTakenMs = Number.NEGATIVE_INFINITY;

  constructor(options: RegistryInboxOptions) {
    const { connections, monoMs, take } = options;
    this.#monoMs = monoMs;
    const common = { ...options, take: (message: Message) => this.#takeCommon(message, take) };
    const much = { ...options, take: (message: Message) => this.#takeMuch(message, take) };
    this.#lanes = Array.from(
      { length: connections },
      (_none, number) => new InboxLane({ ...common, number }),
    );
    this.#muchLanes = Array.from(
      { length: MUCH_CONNECTIONS },
      (_none, at) => new InboxLane({ ...much, number: connections + at }),
    );
  }

  start(): void {
    for (const lane of [...this.#lanes, ...this.#muchLanes]) lane.start();
  }

  /** From now on those and no others; asked again and again. */
  hear(stations: readonly string[]): void {
    this.#stations = stations;
    const own = new Set(stations);
    const now = this.#monoMs();
    for (const [station, lastMs] of this.#much)
      if (!own.has(station) || now - lastMs > MUCH_FOR_MS) this.#much.delete(station);
    this.#divide();
  }

  /** Where nobody asked: the receipt that an answer could not be yet. Lost with the connection, as any message may be. */
  tell(station: string, answer: Uint8Array): void {
    this.#lanes[partOf(station, this.#lanes.length)]?.tell(station, answer);
  }

  /** At QoS 0, to whoever listens now: what is not answered is sent again. */
  order(station: string, command: Uint8Array): void {
    this.#lanes[partOf(station, this.#lanes.length)]?.order(station, command);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lanes, ...this.#muchLanes].map((lane) => lane.close()));
  }

  async #takeCommon(
    { station, bytes }: Message,
    take: RegistryInboxOptions["take"],
  ): Promise<Uint8Array | null> {
    if (bytes.length <= MUCH_BYTES) return await take(bytes);
    if (this.#monoMs() - this.#muchTakenMs < MUCH_REST_MS) {
      this.#moveAside(station);
      return null;
    }
    this.#muchTakenMs = Number.POSITIVE_INFINITY;
    try {
      return await take(bytes);
    } finally {
      this.#muchTakenMs = this.#monoMs();
    }
  }

  async #takeMuch(
    { station, bytes }: Message,
    take: RegistryInboxOptions["take"],
  ): Promise<Uint8Array | null> {
    if (bytes.length > MUCH_BYTES && this.#much.has(station)) this.#much.set(station, this.#monoMs());
    return await take(bytes);
  }

  /** First the new way and then the old one: what comes by both is known the second time. */
  #moveAside(station: string): void {
    const isNew = !this.#much.has(station);
    this.#much.set(station, this.#monoMs());
    if (!isNew) return;
    this.#muchLanes[partOf(station, this.#muchLanes.length)]?.takeUp(station);
    this.#lanes[partOf(station, this.#lanes.length)]?.leave(station);
  }

  #divide(): void {
    const dividedAmong = (lanes: readonly InboxLane[], stations: readonly string[]): readonly string[][] => {
      const parts = lanes.map((): string[] => []);
      for (const station of stations) parts[partOf(station, parts.length)]?.push(station);
      return parts;
    };
    const all = dividedAmong(this.#lanes, this.#stations);
    const much = dividedAmong(this.#muchLanes, [...this.#much.keys()]);
    for (const [at, lane] of this.#muchLanes.entries()) lane.hear([], much[at] ?? []);
    for (const [at, lane] of this.#lanes.entries()) {
      const own = all[at] ?? [];
      lane.hear(
        own,
        own.filter((station) => !this.#much.has(station)),
      );
    }
  }
}

interface Message {
  readonly station: string;
  readonly bytes: Uint8Array;
}

/** The same for the same name, wherever it is asked. */
export function partOf(station: string, parts: number): number {
  return createHash("sha256").update(station).digest().readUInt32BE(0) % parts;
}

type LaneOptions = Omit<RegistryInboxOptions, "take"> & {
  readonly number: number;
  /** Null: nothing is said. */
  readonly take: (submission: Message) => Promise<Uint8Array | null>;
};

const TOPIC = /^proofmark\/v1\/([^/]+)\/(submission|request|event|evidence|acknowledgement)$/;

type Topic = (station: string) => string;

interface Asked {
  readonly stations: ReadonlySet<string>;
  readonly delivering: ReadonlySet<string>;
}

const NOTHING_ASKED: Asked = { stations: new Set(), delivering: new Set() };

class InboxLane {
  readonly #options: LaneOptions;
  #client: MqttClient | null = null;
  #version: 4 | 5 = 5;
  #isClosed = false;
  /** That it should hear, and that the broker has been asked for on this connection. */
  #stations: ReadonlySet<string> = new Set();
  #delivering: ReadonlySet<string> = new Set();
  #asked: Asked = NOTHING_ASKED;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  start(): void {
    const { url, clientId, number, credentials, onLink } = this.#options;
    const client = mqtt.connect(url, {
      ...identityOptions(credentials),
      protocolVersion: this.#version,
      clientId: `${clientId}-${number}`,
      // What was not answered is sent again by its station: a session that waits for a worker that never comes again helps nobody.
      clean: true,
      keepalive: 30,
      connectTimeout: 10_000,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      queueQoSZero: false,
      messageIdProvider: new mqtt.UniqueMessageIdProvider(),
      ...(this.#version === 5 && {
        properties: { maximumPacketSize: MESSAGE_BYTES_MAX + PACKET_OVERHEAD_BYTES },
      }),
    });
    this.#client = client;
    client.handleMessage = (packet, done) => void this.#take(client, packet).then(() => done());
    let wasUp = false;
    let why: Reason | null = null;
    // Of all connections the same words: a worker whose name another one has loses each of them over and over.
    client.on("disconnect", (packet) => {
      why = whyWorkerEnded(packet.reasonCode ?? 0, clientId);
    });
    client.on("connect", () => {
      why = null;
      wasUp = true;
      this.#asked = NOTHING_ASKED;
      this.#subscribe();
      onLink(number, null);
    });
    client.on("error", (error) => {
      if ("code" in error && OTHER_VERSION.includes(error.code) && this.#version === 5) {
        this.#version = 4;
        client.end(true);
        if (!this.#isClosed) this.start();
        return;
      }
      onLink(number, brokerProblem(error));
    });
    client.on("close", () => {
      // One that never came up has said why already.
      if (wasUp && !this.#isClosed && client === this.#client)
        onLink(number, why ?? reason("CLOSED_BY_PEER", {}));
      wasUp = false;
    });
  }

  order(station: string, command: Uint8Array): void {
    const client = this.#client;
    if (client?.connected === true)
      client.publish(commandTopic(station), Buffer.from(command), { qos: 0 }, () => undefined);
  }

  /** All but submissions of `stations`, and submissions of `delivering`. */
  hear(stations: readonly string[], delivering: readonly string[]): void {
    this.#stations = new Set(stations);
    this.#delivering = new Set(delivering);
    this.#subscribe();
  }

  /** Submissions of this one too. */
  takeUp(station: string): void {
    this.#delivering = new Set([...this.#delivering, station]);
    this.#subscribe();
  }

  /** Submissions of this one no more. */
  leave(station: string): void {
    this.#delivering = new Set([...this.#delivering].filter((one) => one !== station));
    this.#subscribe();
  }

  tell(station: string, answer: Uint8Array): void {
    const client = this.#client;
    if (client?.connected === true)
      client.publish(answerTopic(station), Buffer.from(answer), { qos: 1 }, () => undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const client = this.#client;
    if (client === null) return;
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    await client.endAsync(!client.connected);
  }

  #subscribe(): void {
    const client = this.#client;
    if (client?.connected !== true) return;
    const [stations, delivering] = [this.#stations, this.#delivering];
    const { stations: askedStations, delivering: askedDelivering } = this.#asked;
    this.#asked = { stations, delivering };
    const stop = (topics: readonly Topic[], gone: readonly string[]): void => {
      for (const part of partsOf(gone))
        client.unsubscribe(
          topics.flatMap((topic) => part.map(topic)),
          () => undefined,
        );
    };
    const told = this.#options.keep === undefined ? [eventTopic] : [eventTopic, evidenceTopic];
    stop([requestTopic, ...told, acknowledgementTopic], without(askedStations, stations));
    stop([submissionTopic], without(askedDelivering, delivering));
    for (const part of partsOf(without(stations, askedStations))) {
      // At QoS 0: whoever asks again has asked once.
      client.subscribe(
        [...part.map(requestTopic), ...part.map(acknowledgementTopic)],
        { qos: 0, rh: 2 },
        () => undefined,
      );
      for (const topic of told) client.subscribe(part.map(topic), { qos: 1, rh: 2 }, () => undefined);
    }
    for (const part of partsOf(without(delivering, askedDelivering)))
      client.subscribe(part.map(submissionTopic), { qos: 1, rh: 2 }, (error) => {
        // Asked again with the next connection: this one is not what it should be.
        if (error !== null && error !== undefined && client.connected) client.reconnect();
      });
  }

  async #take(client: MqttClient, packet: IPublishPacket): Promise<void> {
    const [, station, kind] = TOPIC.exec(packet.topic) ?? [];
    if (station === undefined || packet.retain) return;
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    if (kind === "request") {
      // Not waited for: what is delivered comes by the same connection.
      void this.#reply(client, replyTopic(station), this.#options.ask(station, new Uint8Array(payload)));
      return;
    }
    if (kind === "event") {
      void this.#reply(
        client,
        eventAnswerTopic(station),
        this.#options.tell(station, new Uint8Array(payload)),
      );
      return;
    }
    if (kind === "evidence") {
      const answer = this.#options.keep?.(station, new Uint8Array(payload)) ?? Promise.resolve(null);
      void this.#reply(client, evidenceAnswerTopic(station), answer);
      return;
    }
    if (kind === "acknowledgement") {
      const next = this.#options.acknowledge(station, new Uint8Array(payload));
      void this.#reply(client, commandTopic(station), next);
      return;
    }
    const answer = await this.#options.take({ station, bytes: new Uint8Array(payload) });
    if (answer === null || !client.connected) return;
    const correlationData = packet.properties?.correlationData;
    const properties = correlationData === undefined ? {} : { properties: { correlationData } };
    client.publish(answerTopic(station), Buffer.from(answer), { qos: 1, ...properties }, () => undefined);
  }

  async #reply(client: MqttClient, topic: string, answered: Promise<Uint8Array | null>): Promise<void> {
    const reply = await answered;
    if (reply !== null && client.connected)
      client.publish(topic, Buffer.from(reply), { qos: 0 }, () => undefined);
  }
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...some].filter((station) => !others.has(station));
}

function partsOf(stations: readonly string[]): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < stations.length; at += TOPICS_MAX) parts.push(stations.slice(at, at + TOPICS_MAX));
  return parts;
}
