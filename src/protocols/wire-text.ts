import type { DecimalString } from "../core/quantities/exact.ts";

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as the journal keeps them: `hex:` and lower-case digits. */
export function hexRaw(bytes: Uint8Array): string {
  let text = "hex:";
  for (const byte of bytes) text += HEX_OF_BYTE[byte];
  return text;
}

const ASCII = new TextDecoder();

/** One char a byte; only for bytes already known to be ASCII. */
export function asciiText(bytes: Uint8Array): string {
  return ASCII.decode(bytes);
}

/** The exact decimal of `scaled` / 10^`decimals`, trailing zeros kept: (61, 2) is "0.61", (-256, 2) is "-2.56"; zero has no sign. */
export function scaledDecimal(scaled: number, decimals: number): DecimalString {
  const digits = Math.abs(scaled)
    .toString()
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return scaled < 0 ? `-${text}` : text;
}

export function isBcd(byte: number): boolean {
  return byte >> 4 <= 9 && (byte & 0x0f) <= 9;
}

/** Four decimal digits from two bytes that `isBcd` has accepted. */
export function bcdPair(high: number, low: number): number {
  return (high >> 4) * 1000 + (high & 0x0f) * 100 + (low >> 4) * 10 + (low & 0x0f);
}
