/** CBOR for tests, by another hand than the reader: what is written is what was asked for, wrong things among it. */
export class Tagged {
  readonly tag: number;
  readonly content: Cbor;

  constructor(tag: number, content: Cbor) {
    this.tag = tag;
    this.content = content;
  }
}

/** Bytes that are CBOR already. */
export class Raw {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | Tagged
  | Raw
  | readonly Cbor[]
  | ReadonlyMap<Cbor, Cbor>
  | { readonly [key: string]: Cbor };

export function cbor(value: Cbor): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Tagged) return Buffer.concat([head(6, value.tag), cbor(value.content)]);
  if (value instanceof Raw) return value.bytes;
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const entries: readonly (readonly [Cbor, Cbor])[] =
    value instanceof Map ? [...value] : (Object.entries(value) as [string, Cbor][]);
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, inner]) => [cbor(key), cbor(inner)]),
  ]);
}

/** Under tag 24. */
export function wrapped(value: Cbor): Raw {
  return new Raw(cbor(new Tagged(24, cbor(value))));
}

function head(major: number, value: number): Uint8Array {
  const first = major << 5;
  if (value < 24) return Uint8Array.of(first | value);
  if (value < 256) return Uint8Array.of(first | 24, value);
  if (value < 65_536) return Uint8Array.of(first | 25, value >> 8, value & 255);
  const wide = new Uint8Array(5);
  wide[0] = first | 26;
  new DataView(wide.buffer).setUint32(1, value);
  return wide;
}
