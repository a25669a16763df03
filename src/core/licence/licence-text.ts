/** A licence as a file has it: binary, or as text in hexadecimal or base64url. */
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The first byte of any map or array of CBOR, or of a tag: none of them is a letter of a text. */
const FIRST_OF_CBOR = 0x80;

/** Null for text that is neither. White space around the text, and line ends within hexadecimal, are let go. */
export function licenceBytes(file: Uint8Array): Uint8Array | null {
  const [first] = file;
  if (first === undefined) return null;
  if (first >= FIRST_OF_CBOR) return file;
  const text = new TextDecoder().decode(file).replace(/\s/g, "");
  if (/^(?:[0-9a-fA-F]{2})+$/.test(text)) return fromHex(text);
  return fromBase64Url(text.replace(/=+$/, ""));
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_none, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** Without padding; null for another character, a length that cannot be, or bits that are left over. */
export function fromBase64Url(text: string): Uint8Array | null {
  if (text.length === 0 || text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let [word, bits, to] = [0, 0, 0];
  for (const letter of text) {
    const digit = BASE64URL.indexOf(letter);
    if (digit < 0) return null;
    word = ((word << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = (word >> bits) & 255;
  }
  return (word & ((1 << bits) - 1)) === 0 ? bytes : null;
}
