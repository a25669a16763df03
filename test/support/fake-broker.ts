import { createServer, type Server, type Socket } from "node:net";
import {
  type ClientPacket,
  type ConnectPacket,
  connack,
  PROPERTY,
  type PublishPacket,
  pingresp,
  puback,
  readPacket,
  suback,
} from "./mqtt-bytes.ts";

export interface FakeBrokerOptions {
  /** MQTT levels that it takes; 4 is 3.1.1. */
  readonly levels?: readonly (4 | 5)[];
  readonly receiveMaximum?: number;
  /** What it answers to a topic that it denies: a reason code of SUBACK, or the end of the connection. */
  readonly denies?: { readonly topic: string; readonly by: number | "ending" };
  readonly maximumPacketSize?: number;
  /** Reason code of the PUBACK, or null for none. */
  readonly onPublish?: (packet: PublishPacket, broker: FakeBroker) => number | null;
  /** Milliseconds before a PUBACK, so that publishes pile up. */
  readonly pubackAfterMs?: number;
}

/** A broker that does what a test tells it, routes nothing, and counts publishes without PUBACK. */
export class FakeBroker {
  readonly connects: ConnectPacket[] = [];
  /** Every packet of every connection, in order. */
  readonly packets: ClientPacket[] = [];
  /** Most publishes that were unacknowledged at one time. */
  unacknowledgedPeak = 0;
  readonly #options: FakeBrokerOptions;
  readonly #server: Server;
  #socket: Socket | null = null;
  #level = 4;
  #unacknowledged = 0;

  private constructor(options: FakeBrokerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(options: FakeBrokerOptions = {}): Promise<FakeBroker> {
    const broker = new FakeBroker(options);
    await new Promise<void>((resolve) => broker.#server.listen(0, "127.0.0.1", () => resolve()));
    return broker;
  }

  get url(): string {
    const address = this.#server.address();
    return `mqtt://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  get level(): number {
    return this.#level;
  }

  publishes(topic: string): PublishPacket[] {
    return this.packets.filter((p): p is PublishPacket => p.cmd === "publish" && p.topic === topic);
  }

  send(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#socket = socket;
    this.#unacknowledged = 0;
    let bytes: Buffer = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let next = readPacket(bytes, this.#level); next !== null; next = readPacket(bytes, this.#level)) {
        bytes = bytes.subarray(next.length);
        this.packets.push(next.packet);
        this.#answer(socket, next.packet);
      }
    });
  }

  #answer(socket: Socket, packet: ClientPacket): void {
    switch (packet.cmd) {
      case "connect":
        this.#onConnect(socket, packet);
        break;
      case "subscribe":
        this.#onSubscribe(socket, packet);
        break;
      case "publish":
        this.#onPublish(socket, packet);
        break;
      case "pingreq":
        socket.write(pingresp());
        break;
      default:
        break;
    }
  }

  #onSubscribe(socket: Socket, { id, topics }: Extract<ClientPacket, { cmd: "subscribe" }>): void {
    const { denies } = this.#options;
    if (denies === undefined || topics.every(({ topic }) => topic !== denies.topic))
      socket.write(suback(this.#level, id, topics.length));
    else if (denies.by === "ending") socket.destroy();
    else socket.write(suback(this.#level, id, topics.length, denies.by));
  }

  #onConnect(socket: Socket, packet: ConnectPacket): void {
    this.connects.push(packet);
    const { levels, receiveMaximum, maximumPacketSize } = this.#options;
    if (levels !== undefined && !levels.includes(packet.level as 4 | 5)) {
      socket.end(connack(4, 1));
      return;
    }
    this.#level = packet.level;
    const properties: [number, number][] = [];
    if (receiveMaximum !== undefined) properties.push([PROPERTY.receiveMaximum, receiveMaximum]);
    if (maximumPacketSize !== undefined) properties.push([PROPERTY.maximumPacketSize, maximumPacketSize]);
    socket.write(connack(packet.level, 0, properties));
  }

  #onPublish(socket: Socket, packet: PublishPacket): void {
    if (packet.qos === 0) return;
    this.#unacknowledged++;
    this.unacknowledgedPeak = Math.max(this.unacknowledgedPeak, this.#unacknowledged);
    const code = this.#options.onPublish?.(packet, this) ?? (this.#options.onPublish ? null : 0);
    if (code === null) return;
    const level = this.#level;
    const acknowledge = () => {
      if (socket.destroyed) return;
      this.#unacknowledged--;
      socket.write(puback(level, packet.id, code));
    };
    if (this.#options.pubackAfterMs === undefined) acknowledge();
    else setTimeout(acknowledge, this.#options.pubackAfterMs);
  }
}
