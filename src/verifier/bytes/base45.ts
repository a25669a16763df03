/** RFC 9285. Null for every spelling that its encoder would not write; no case is changed and no blank is trimmed. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function base45Of(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
  for (let at = 0, to = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map((digit) => DIGITS.indexOf(digit));
    if (digits.includes(-1)) return null;
    const [low = 0, middle = 0, high] = digits;
    const value = low + 45 * middle + 2025 * (high ?? 0);
    if (high === undefined) {
      if (value > 0xff) return null;
      bytes[to++] = value;
    } else {
      if (value > 0xffff) return null;
      bytes[to++] = value >> 8;
      bytes[to++] = value & 0xff;
    }
  }
  return bytes;
}
