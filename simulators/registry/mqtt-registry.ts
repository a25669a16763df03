import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import type { RegistryService } from "./registry-service.ts";
import { StationPresence } from "./station-presence.ts";

export interface MqttRegistryOptions {
  /** `mqtt://host:port` of any MQTT 3.1.1 broker. */
  readonly url: string;
  readonly service: RegistryService;
  /** The registry's own wall clock. */
  readonly wallMs: () => number;
  /** 5 to answer with the station's correlation data; the broker must speak it. */
  readonly protocolVersion?: 4 | 5;
  readonly clientId?: string;
  /** PEM, or name and password, for a broker that asks who comes. */
  readonly tls?: Readonly<Partial<Record<"ca" | "cert" | "key" | "username" | "password", string>>>;
}

export interface MqttRegistry {
  readonly presence: StationPresence;
  /** Sends each station the first command that it has not answered. */
  sendOrders(): void;
  close(): Promise<void>;
}

const TOPIC = /^proofmark\/v1\/([^/]+)\/(submission|status|request|event|evidence|acknowledgement)$/;

/** The registry service on a broker. PUBACK for a submission leaves after the service has committed it. */
export async function startMqttRegistry(options: MqttRegistryOptions): Promise<MqttRegistry> {
  const protocolVersion = options.protocolVersion ?? 4;
  const client = mqtt.connect(options.url, {
    protocolVersion,
    clientId: options.clientId ?? "proofmark-registry",
    ...options.tls,
    clean: false,
    keepalive: 30,
    reconnectPeriod: 200,
    queueQoSZero: false,
    messageIdProvider: new mqtt.UniqueMessageIdProvider(),
    ...(protocolVersion === 5
      ? { properties: { sessionExpiryInterval: 604_800, receiveMaximum: 100, maximumPacketSize: 300_000 } }
      : {}),
  });
  const presence = new StationPresence();
  client.on("error", () => client.stream?.destroy());
  client.handleMessage = (packet, done) => {
    take(client, options, presence, packet);
    done();
  };
  await new Promise<void>((resolve) => client.once("connect", () => resolve()));
  await client.subscribeAsync(["proofmark/v1/+/submission", "proofmark/v1/+/status"], { qos: 1 });
  await client.subscribeAsync(["proofmark/v1/+/request", "proofmark/v1/+/acknowledgement"], { qos: 0 });
  await client.subscribeAsync(["proofmark/v1/+/event", "proofmark/v1/+/evidence"], { qos: 1 });
  return {
    presence,
    sendOrders() {
      for (const { station, message } of options.service.orders.due())
        client.publish(`proofmark/v1/${station}/command`, Buffer.from(message), { qos: 0 }, () => undefined);
    },
    async close() {
      await client.endAsync(true);
    },
  };
}

function take(
  client: MqttClient,
  options: MqttRegistryOptions,
  presence: StationPresence,
  packet: IPublishPacket,
): void {
  const [, station, kind] = TOPIC.exec(packet.topic) ?? [];
  if (station === undefined) return;
  const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
  if (kind === "status") {
    presence.take(station, payload);
    return;
  }
  if (packet.retain) return;
  if (kind === "request" || kind === "event" || kind === "evidence" || kind === "acknowledgement") {
    const { requests, events, evidence, orders } = options.service;
    const { asked, down } = {
      request: { asked: requests, down: "reply" },
      event: { asked: events, down: "event-answer" },
      evidence: { asked: evidence, down: "evidence-answer" },
      acknowledgement: { asked: orders, down: "command" },
    }[kind];
    const reply = asked.ask(station, payload, options.wallMs());
    if (reply !== null && client.connected)
      client.publish(`proofmark/v1/${station}/${down}`, Buffer.from(reply), { qos: 0 }, () => undefined);
    return;
  }
  const correlationData = packet.properties?.correlationData;
  for (const answer of options.service.handle(payload, options.wallMs())) {
    if (!client.connected) return;
    client.publish(
      `proofmark/v1/${station}/answer`,
      Buffer.from(answer),
      { qos: 1, ...(correlationData ? { properties: { correlationData } } : {}) },
      () => undefined,
    );
  }
}
