/** MQTT 3.1.1 and 5 control packets as far as a broker for one station needs them, from the OASIS texts; shares no code with the client. */
export type Properties = ReadonlyMap<number, number | string | Uint8Array>;

export interface ConnectPacket {
  readonly cmd: "connect";
  readonly level: number;
  readonly clean: boolean;
  readonly keepAliveS: number;
  readonly clientId: string;
  readonly properties: Properties;
  readonly will: {
    readonly topic: string;
    readonly payload: Uint8Array;
    readonly qos: number;
    readonly retain: boolean;
  } | null;
}

export interface PublishPacket {
  readonly cmd: "publish";
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly id: number;
  readonly properties: Properties;
  readonly payload: Uint8Array;
}

export type ClientPacket =
  | ConnectPacket
  | PublishPacket
  | { readonly cmd: "subscribe"; readonly id: number; readonly topics: readonly Subscription[] }
  | { readonly cmd: "puback"; readonly id: number }
  | { readonly cmd: "pingreq" | "disconnect" | "other" };

export interface Subscription {
  readonly topic: string;
  readonly options: number;
}

export const PROPERTY = {
  messageExpiry: 0x02,
  responseTopic: 0x08,
  correlationData: 0x09,
  sessionExpiry: 0x11,
  receiveMaximum: 0x21,
  topicAliasMaximum: 0x22,
  topicAlias: 0x23,
  maximumPacketSize: 0x27,
} as const;

const BYTES: Readonly<Record<number, 1 | 2 | 4 | "text" | "binary">> = {
  1: 1,
  2: 4,
  8: "text",
  9: "binary",
  17: 4,
  33: 2,
  34: 2,
  35: 2,
  39: 4,
};

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(length: 1 | 2 | 4): number {
    this.at += length;
    return this.#bytes.readUIntBE(this.at - length, length);
  }

  binary(): Buffer {
    const length = this.number(2);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return this.binary().toString("utf8");
  }

  properties(level: number): Properties {
    const found = new Map<number, number | string | Uint8Array>();
    if (level < 5) return found;
    const { value: length, bytes } = varint(this.#bytes, this.at);
    this.at += bytes;
    const end = this.at + length;
    while (this.at < end) {
      const id = this.number(1);
      const kind = BYTES[id];
      if (kind === undefined) throw new Error(`property ${id}`);
      found.set(id, kind === "text" ? this.text() : kind === "binary" ? this.binary() : this.number(kind));
    }
    return found;
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.at);
  }
}

function varint(bytes: Buffer, at: number): { value: number; bytes: number } {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i] ?? 0;
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return { value, bytes: i + 1 };
  }
  throw new Error("a length of more than four bytes");
}

/** The first whole packet of `bytes` and how long it is, or null if there is none yet. */
export function readPacket(bytes: Buffer, level: number): { packet: ClientPacket; length: number } | null {
  if (bytes.length < 2 || ((bytes[1] ?? 0) >= 128 && bytes.length < 5)) return null;
  const size = varint(bytes, 1);
  const start = 1 + size.bytes;
  if (bytes.length < start + size.value) return null;
  const reader = new Reader(bytes.subarray(start, start + size.value));
  return { packet: packetOf(bytes[0] ?? 0, reader, level), length: start + size.value };
}

function packetOf(first: number, reader: Reader, level: number): ClientPacket {
  switch (first >> 4) {
    case 1:
      return connectPacket(reader);
    case 3: {
      const qos = (first >> 1) & 3;
      const topic = reader.text();
      const id = qos > 0 ? reader.number(2) : 0;
      const properties = reader.properties(level);
      const flags = { retain: (first & 1) === 1, dup: (first & 8) === 8 };
      return { cmd: "publish", topic, qos, id, properties, payload: reader.rest(), ...flags };
    }
    case 4:
      return { cmd: "puback", id: reader.number(2) };
    case 8: {
      const id = reader.number(2);
      reader.properties(level);
      const topics: Subscription[] = [];
      while (reader.rest().length > 0) topics.push({ topic: reader.text(), options: reader.number(1) });
      return { cmd: "subscribe", id, topics };
    }
    case 12:
      return { cmd: "pingreq" };
    case 14:
      return { cmd: "disconnect" };
    default:
      return { cmd: "other" };
  }
}

function connectPacket(reader: Reader): ConnectPacket {
  reader.text();
  const level = reader.number(1);
  const flags = reader.number(1);
  const keepAliveS = reader.number(2);
  const properties = reader.properties(level);
  const clientId = reader.text();
  let will: ConnectPacket["will"] = null;
  if (flags & 4) {
    reader.properties(level);
    const topic = reader.text();
    will = { topic, payload: reader.binary(), qos: (flags >> 3) & 3, retain: (flags & 32) !== 0 };
  }
  return { cmd: "connect", level, clean: (flags & 2) !== 0, keepAliveS, clientId, properties, will };
}

function framed(first: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; ; ) {
    const more = left > 127;
    length.push((left & 127) | (more ? 128 : 0));
    left >>= 7;
    if (!more) break;
  }
  return Buffer.concat([Uint8Array.of(first, ...length), body]);
}

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 255);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u16(bytes.length), bytes]);
}

function properties(level: number, list: readonly (readonly [number, number | Uint8Array])[]): Buffer {
  if (level < 5) return Buffer.alloc(0);
  const parts = list.map(([id, value]) => {
    if (typeof value !== "number") return Buffer.concat([Uint8Array.of(id), u16(value.length), value]);
    const wide = Buffer.alloc(BYTES[id] === 4 ? 4 : 2);
    wide.writeUIntBE(value, 0, wide.length);
    return Buffer.concat([Uint8Array.of(id), wide]);
  });
  const all = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(all.length), all]);
}

export function connack(
  level: number,
  code: number,
  list: readonly (readonly [number, number | Uint8Array])[] = [],
): Buffer {
  return framed(0x20, Uint8Array.of(0, code), properties(level, list));
}

/** Grants every topic at QoS 1. */
export function suback(level: number, id: number, topics: number, code = 1): Buffer {
  return framed(0x90, u16(id), properties(level, []), new Uint8Array(topics).fill(code));
}

/** With a reason code only in MQTT 5. */
export function puback(level: number, id: number, code: number): Buffer {
  return framed(0x40, u16(id), ...(level < 5 || code === 0 ? [] : [Uint8Array.of(code)]));
}

export function pingresp(): Buffer {
  return framed(0xd0);
}

export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly id?: number;
  readonly retain?: boolean;
  readonly properties?: readonly (readonly [number, number | Uint8Array])[];
}

/** QoS 1 with an id, else QoS 0. */
export function publish(level: number, packet: OutgoingPublish): Buffer {
  const first = 0x30 | (packet.id === undefined ? 0 : 2) | (packet.retain ? 1 : 0);
  const id = packet.id === undefined ? new Uint8Array() : u16(packet.id);
  return framed(first, text(packet.topic), id, properties(level, packet.properties ?? []), packet.payload);
}
