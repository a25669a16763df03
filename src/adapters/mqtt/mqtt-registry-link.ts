import type { IPublishPacket } from "mqtt";
import { type BackOff, fullJitterMs, healthyAfterMs } from "../../core/delivery/back-off.ts";
import { LINK_TERMS } from "../../core/delivery/link-terms.ts";
import { encodeMessage, MESSAGE_BYTES_MAX, STATUS_SCHEMA } from "../../core/delivery/messages.ts";
import { isTold } from "../../core/delivery/told-rarely.ts";
import { answerTopic, statusTopic, submissionTopic } from "../../core/delivery/topics.ts";
import type { TimeStatus } from "../../core/time/clock-watch.ts";
import { type Reason, reason, sentenceOf } from "../../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../../ports/clock.ts";
import type { CommandLink } from "../../ports/command-link.ts";
import type { EventLink } from "../../ports/event-link.ts";
import type { Log } from "../../ports/log.ts";
import type { RegistryLink, RegistryLinkListener } from "../../ports/registry-link.ts";
import type { RequestLink } from "../../ports/request-link.ts";
import type { BrokerCredentials } from "./broker-credentials.ts";
import {
  type ConnectionLimits,
  MqttConnection,
  PACKET_OVERHEAD_BYTES,
  type PublishOptions,
} from "./mqtt-connection.ts";
import { SideLinks } from "./side-links.ts";

export interface MqttRegistryLinkOptions {
  /** `mqtt://host:port`; `mqtts://`, `ws://`, `wss://` as well. */
  readonly url: string;
  readonly station: string;
  readonly clientId: string;
  /** Asked at each connection, so that a certificate or a password can be renewed while the station runs. Must not throw. */
  readonly credentials?: () => BrokerCredentials;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): back-off, bdSeq, correlation data. */
  readonly entropy: () => number;
  /** What the station says of its clock. */
  readonly timeStatus: () => TimeStatus;
  readonly log: Log;
  /** Fixed, or absent: 5 is tried first, then 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  /** Publishes without PUBACK at most; the broker's Receive Maximum may make it less. */
  readonly windowMax?: number;
  readonly backOff?: BackOff;
  readonly pubackTimeoutMs?: number;
  /** Up for at least so long, a link counts as healthy. */
  readonly healthyMs?: number;
}

const WINDOW_DEFAULT = 20;
const BACK_OFF_DEFAULT: BackOff = { firstMs: 1000, ceilingMs: 300_000 };
const PUBACK_TIMEOUT_MS = 10_000;
const HEALTHY_MS = 30_000;
/** One may be a restart of the broker. */
const BREAKS_UNTIL_UNSTEADY = 3;
const STATUS_PERIOD_MS = LINK_TERMS.statusPeriodS * 1_000;
const CLOSE_TIMEOUT_MS = 1000;
const CORRELATION_BYTES = 16;
/** So ends an attempt at a broker that may not know the version of MQTT. */
const OF_ANOTHER_VERSION: ReadonlySet<Reason["code"]> = new Set([
  "BROKER_REFUSED",
  "BROKER_SAID",
  "BROKER_SILENT",
  "CLOSED_BY_PEER",
]);

/** All ways of one connection: deliveries with their answers, and beside them requests, events and evidence with theirs, and commands with what came of them. */
export interface StationLinks extends RegistryLink {
  readonly requests: RequestLink;
  readonly events: EventLink;
  readonly evidence: EventLink;
  readonly commands: CommandLink;
}

export function createMqttRegistryLink(options: MqttRegistryLinkOptions): StationLinks {
  return new MqttRegistryLink(options);
}

/** The registry over an MQTT broker, as docs/protocol.md has it. A PUBACK only frees a place in the window; it proves nothing. */
class MqttRegistryLink implements StationLinks {
  readonly requests: RequestLink;
  readonly events: EventLink;
  readonly evidence: EventLink;
  readonly commands: CommandLink;
  readonly #sides: SideLinks;
  readonly #options: MqttRegistryLinkOptions;
  #listener: RegistryLinkListener | null = null;
  #connection: MqttConnection | null = null;
  #ready = false;
  #version: 4 | 5;
  #limits: ConnectionLimits = { receiveMaximum: 1, packetBytesMax: null };
  /** Both since the link was last healthy: attempts that ended, and ends of a link that had been up. */
  #failures = 0;
  #breaks = 0;
  #lastEnd: Reason["code"] | null = null;
  #bdSeq: number;
  #unacknowledged = 0;
  #wasFull = false;
  readonly #refusedTopics = new Set<string>();
  readonly #watches = new Set<TimerHandle>();
  #timer: TimerHandle | null = null;
  #nextMs: number | null = null;
  #healthy: TimerHandle | null = null;

  constructor(options: MqttRegistryLinkOptions) {
    this.#options = options;
    this.#version = options.protocolVersion ?? 5;
    this.#bdSeq = Math.floor(options.entropy() * 0x1_0000_0000);
    const { station, log, clock } = options;
    this.#sides = new SideLinks({
      ...{ station, log, monoMs: () => clock.monoMs() },
      say: (topic, message) =>
        this.#connection?.publish(topic, message, { qos: 0, retain: false }, () => undefined),
      tell: (topic, message) => this.#tell(topic, message),
      messageBytesMax: () => this.#messageBytesMax(),
    });
    const { requests, events, evidence, commands } = this.#sides;
    [this.requests, this.events, this.evidence, this.commands] = [requests, events, evidence, commands];
  }

  open(listener: RegistryLinkListener): void {
    if (this.#listener !== null) throw new Error("an MQTT registry link is opened once");
    this.#listener = listener;
    this.#timer = this.#options.timers.start("mqtt connect", 0, () => this.#connect());
  }

  submit(message: Uint8Array): "taken" | "unsent" {
    if (!this.#ready) return "unsent";
    if (this.#unacknowledged >= this.#window()) {
      this.#wasFull = true;
      return "unsent";
    }
    const station = this.#options.station;
    const properties =
      this.#version === 5
        ? { responseTopic: answerTopic(station), correlationData: this.#correlation() }
        : null;
    this.#publish(submissionTopic(station), message, {
      qos: 1,
      retain: false,
      ...(properties && { properties }),
    });
    return "taken";
  }

  nextAttemptMs(): number | null {
    return this.#nextMs;
  }

  async close(): Promise<void> {
    this.#listener = null;
    this.#timer?.cancel();
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    if (this.#ready) await this.#sayGoodbye(connection);
    this.#forget();
    const limit = this.#options.timers.start("mqtt close", CLOSE_TIMEOUT_MS, () => connection.destroy());
    await connection.close();
    limit.cancel();
  }

  #window(): number {
    return Math.min(this.#options.windowMax ?? WINDOW_DEFAULT, this.#limits.receiveMaximum);
  }

  #connect(): void {
    this.#bdSeq = (this.#bdSeq + 1) % 0x1_0000_0000;
    const { url, clientId, station, credentials } = this.#options;
    this.#connection = new MqttConnection(
      {
        url,
        clientId,
        protocolVersion: this.#version,
        answerTopic: answerTopic(station),
        statusTopic: statusTopic(station),
        will: this.#status("offline"),
        ...(credentials && { credentials: credentials() }),
      },
      {
        onUp: (limits) => this.#up(limits),
        onPublish: (packet, payload) => this.#receive(packet, payload),
        onEnd: (why, connected) => this.#down(why, connected),
      },
    );
  }

  #up(limits: ConnectionLimits): void {
    this.#limits = limits;
    const healthyMs = healthyAfterMs(this.#backOff(), this.#failures, this.#options.healthyMs ?? HEALTHY_MS);
    this.#healthy = this.#options.timers.start("mqtt healthy", healthyMs, () => this.#settle());
    if (isTold(this.#breaks + 1))
      this.#options.log.info("registry link up", { mqtt: this.#version === 5 ? "5" : "3.1.1", ...limits });
    this.#ready = true;
    this.#birth();
    if (this.#breaks < BREAKS_UNTIL_UNSTEADY) this.#listener?.onTrouble(null);
    this.#tellReady();
    const connection = this.#connection;
    if (connection !== null) this.#sides.connected(connection);
  }

  /** Where the window has room for a submission besides; what has none is sent again later. */
  #tell(topic: string, message: Uint8Array): void {
    const places = Math.max(1, Math.ceil(this.#window() / 2));
    if (this.#unacknowledged < places) this.#publish(topic, message, { qos: 1, retain: false });
  }

  #tellReady(): void {
    this.#listener?.onReady({ messageBytesMax: this.#messageBytesMax() });
  }

  #messageBytesMax(): number | null {
    const { packetBytesMax } = this.#limits;
    return packetBytesMax === null ? null : Math.max(0, packetBytesMax - PACKET_OVERHEAD_BYTES);
  }

  /** Up for long enough: what was before is forgotten. */
  #settle(): void {
    this.#failures = 0;
    this.#breaks = 0;
    this.#lastEnd = null;
    this.#listener?.onTrouble(null);
  }

  #birth(): void {
    const expiry =
      this.#version === 5 ? { properties: { messageExpiryInterval: LINK_TERMS.statusExpiryS } } : {};
    const options = { qos: 1, retain: true, ...expiry } as const;
    // The birth is sent even when the window is taken up, but never beyond what the broker allows.
    if (this.#unacknowledged < this.#limits.receiveMaximum) {
      this.#publish(statusTopic(this.#options.station), this.#status("online"), options);
    }
    this.#timer = this.#options.timers.start("mqtt status", STATUS_PERIOD_MS, () => this.#birth());
  }

  #receive(packet: IPublishPacket, payload: Uint8Array): void {
    const { station, log } = this.#options;
    const side = this.#sides.at(packet.topic);
    if (side !== undefined) {
      side.take(payload, packet.retain);
      return;
    }
    if (packet.topic !== answerTopic(station) || packet.retain || payload.length > MESSAGE_BYTES_MAX) {
      log.warn("a message that is no answer was dropped", { topic: packet.topic, bytes: payload.length });
      return;
    }
    this.#listener?.onMessage(payload);
  }

  #down(last: Reason, connected: boolean): void {
    const wasReady = this.#ready;
    this.#forget();
    this.#connection = null;
    this.#timer?.cancel();
    const delayMs = this.#nextDelayMs(last, connected);
    if (wasReady) this.#breaks++;
    const why = this.#broken(last);
    const isNews = last.code !== this.#lastEnd || isTold(this.#failures);
    this.#lastEnd = last.code;
    if (isNews) {
      const details = {
        reason: sentenceOf(last).en,
        retryAfterMs: Math.round(delayMs),
        times: this.#failures,
      };
      this.#options.log.warn("registry link down", details);
    }
    this.#nextMs = this.#options.clock.monoMs() + delayMs;
    this.#timer = this.#options.timers.start("mqtt reconnect", delayMs, () => {
      this.#nextMs = null;
      this.#connect();
    });
    if (wasReady) this.#listener?.onDown(why);
    else this.#listener?.onTrouble(why);
  }

  /** A name that somebody else uses says it all; other ends that come again and again have more than one cause. */
  #broken(last: Reason): Reason {
    if (this.#breaks < BREAKS_UNTIL_UNSTEADY || last.code === "BROKER_NAME_TAKEN") return last;
    return reason("BROKER_UNSTEADY", { times: this.#breaks, name: this.#options.clientId, last });
  }

  /** A broker that never took the CONNECT may not know the version: the other one is tried at once, but only every second time. */
  #nextDelayMs(last: Reason, connected: boolean): number {
    const refused = !connected && OF_ANOTHER_VERSION.has(last.code);
    if (refused && this.#options.protocolVersion === undefined) {
      this.#version = this.#version === 5 ? 4 : 5;
      if (this.#version === 4) return 0;
    }
    return fullJitterMs(this.#backOff(), this.#failures++, this.#options.entropy());
  }

  #backOff(): BackOff {
    return this.#options.backOff ?? BACK_OFF_DEFAULT;
  }

  #publish(topic: string, payload: Uint8Array, options: PublishOptions): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#unacknowledged++;
    const { timers, log, pubackTimeoutMs } = this.#options;
    // MQTT.js keeps an unacknowledged publish for ever; only a new connection frees its place.
    const afterMs = pubackTimeoutMs ?? PUBACK_TIMEOUT_MS;
    const watch = timers.start("mqtt puback", afterMs, () =>
      connection.abort(reason("BROKER_ACKNOWLEDGES_LATE", { afterMs })),
    );
    this.#watches.add(watch);
    connection.publish(topic, payload, options, (problem) => {
      if (!this.#watches.delete(watch)) return;
      watch.cancel();
      this.#unacknowledged--;
      if (problem !== null && topic === submissionTopic(this.#options.station))
        this.#listener?.onRefused(problem);
      else if (problem !== null && !this.#refusedTopics.has(topic)) {
        this.#refusedTopics.add(topic);
        log.warn("the broker does not take what this station says there", {
          topic,
          reason: sentenceOf(problem).en,
        });
      }
      if (!this.#wasFull || !this.#ready) return;
      this.#wasFull = false;
      this.#tellReady();
    });
  }

  #forget(): void {
    this.#ready = false;
    this.#sides.disconnected();
    this.#unacknowledged = 0;
    this.#wasFull = false;
    this.#healthy?.cancel();
    for (const watch of this.#watches) watch.cancel();
    this.#watches.clear();
  }

  /** A DISCONNECT takes the will away, so the death is said before it. */
  async #sayGoodbye(connection: MqttConnection): Promise<void> {
    await new Promise<void>((resolve) => {
      const limit = this.#options.timers.start("mqtt goodbye", CLOSE_TIMEOUT_MS, () => resolve());
      const topic = statusTopic(this.#options.station);
      connection.publish(topic, this.#status("offline"), { qos: 1, retain: true }, () => {
        limit.cancel();
        resolve();
      });
    });
  }

  #status(state: "online" | "offline"): Uint8Array {
    const { station, clock } = this.#options;
    const wallMs = clock.wallMs();
    const timeStatus = this.#options.timeStatus();
    return encodeMessage({ schema: STATUS_SCHEMA, station, state, bdSeq: this.#bdSeq, wallMs, timeStatus });
  }

  #correlation(): Buffer {
    const bytes = Buffer.alloc(CORRELATION_BYTES);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(this.#options.entropy() * 256);
    return bytes;
  }
}
