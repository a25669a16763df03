/** The few things that have to be written so that a signature can be checked: heads in their shortest form, and what stands behind them. */
const UTF8 = new TextEncoder();

function head(major: number, value: number): Uint8Array {
  const first = major << 5;
  if (value < 24) return Uint8Array.of(first | value);
  if (value < 2 ** 8) return Uint8Array.of(first | 24, value);
  if (value < 2 ** 16) return Uint8Array.of(first | 25, value >> 8, value & 255);
  return Uint8Array.of(first | 26, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function byteString(value: Uint8Array): Uint8Array {
  return joined([head(2, value.length), value]);
}

export function textString(value: string): Uint8Array {
  const bytes = UTF8.encode(value);
  return joined([head(3, bytes.length), bytes]);
}

/** `items`: encoded. */
export function arrayOf(items: readonly Uint8Array[]): Uint8Array {
  return joined([head(4, items.length), ...items]);
}

/** Tag 24 around encoded CBOR. */
export function embedded(inner: Uint8Array): Uint8Array {
  return joined([head(6, 24), byteString(inner)]);
}

export function cborInteger(value: number): Uint8Array {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

/** `entries`: encoded, and in the order of their keys' bytes. */
export function mapOf(entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): Uint8Array {
  return joined([head(5, entries.length), ...entries.flat()]);
}
