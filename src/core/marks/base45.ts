/** RFC 9285: bytes as signs of a QR code's alphanumeric mode. A space is one of them; nothing is trimmed, no case is changed. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BASE = ALPHABET.length;
const VALUES = new Map([...ALPHABET].map((sign, value) => [sign, value]));

export function encodeBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const second = bytes[at + 1];
    const first = bytes[at] as number;
    text += second === undefined ? signs(first, 2) : signs(256 * first + second, 3);
  }
  return text;
}

/** Null for anything that `encodeBase45` would not have written. */
export function decodeBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = text.slice(at, at + 3);
    const value = numberOf(group);
    if (value === null || value > (group.length === 3 ? 0xffff : 0xff)) return null;
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Least significant first. */
function signs(value: number, count: number): string {
  let text = "";
  let left = value;
  for (let at = 0; at < count; at++) {
    text += ALPHABET[left % BASE];
    left = Math.floor(left / BASE);
  }
  return text;
}

function numberOf(group: string): number | null {
  let value = 0;
  for (let at = group.length - 1; at >= 0; at--) {
    const digit = VALUES.get(group[at] as string);
    if (digit === undefined) return null;
    value = value * BASE + digit;
  }
  return value;
}
