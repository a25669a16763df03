/** Strict RFC 4648 base64: one text for each byte string. Node's own decoder skips junk and loose bits, which would give one record two spellings. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Of a character that is no digit, also of the padding: stays below 0 when it is shifted and joined with others. */
const NO_DIGIT = -1;
const VALUE = new Int8Array(128).fill(NO_DIGIT);
for (let i = 0; i < ALPHABET.length; i++) VALUE[ALPHABET.charCodeAt(i)] = i;

const DIGITS = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));
const PAD = 0x3d;
const ASCII = new TextDecoder();

/** By way of bytes: a text that is put together from small pieces costs several times as much. */
export function encodeBase64(bytes: Uint8Array): string {
  const digits = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  const whole = bytes.length - (bytes.length % 3);
  let to = 0;
  for (let i = 0; i < whole; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    digits[to++] = DIGITS[word >> 18] as number;
    digits[to++] = DIGITS[(word >> 12) & 63] as number;
    digits[to++] = DIGITS[(word >> 6) & 63] as number;
    digits[to++] = DIGITS[word & 63] as number;
  }
  if (whole < bytes.length) {
    const word = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8);
    digits[to++] = DIGITS[word >> 18] as number;
    digits[to++] = DIGITS[(word >> 12) & 63] as number;
    digits[to++] = bytes.length - whole === 2 ? (DIGITS[(word >> 6) & 63] as number) : PAD;
    digits[to++] = PAD;
  }
  return ASCII.decode(digits);
}

/** Null for anything `encodeBase64` would not have written. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  // No regular expression: over a text of megabytes it runs out of stack.
  const whole = padding === 0 ? text.length : text.length - 4;
  let to = 0;
  for (let i = 0; i < whole; i += 4) {
    const word =
      (valueAt(text, i) << 18) |
      (valueAt(text, i + 1) << 12) |
      (valueAt(text, i + 2) << 6) |
      valueAt(text, i + 3);
    if (word < 0) return null;
    bytes[to++] = word >> 16;
    bytes[to++] = (word >> 8) & 255;
    bytes[to++] = word & 255;
  }
  if (padding === 0) return bytes;
  const third = padding === 2 ? 0 : valueAt(text, whole + 2);
  const word = (valueAt(text, whole) << 18) | (valueAt(text, whole + 1) << 12) | (third << 6);
  if (word < 0) return null;
  bytes[to++] = word >> 16;
  if (padding === 1) bytes[to] = (word >> 8) & 255;
  const loose = padding === 2 ? word & 0xffff : word & 0xff;
  return loose === 0 ? bytes : null;
}

/** Below 0 for what is no digit, whatever it is shifted by and joined with. */
function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < VALUE.length ? (VALUE[code] as number) : NO_DIGIT;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte] as string;
  return text;
}
