const HASH = 0x23;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/**
 * A log of a receiver is `#NAME,` in capitals and digits; anything else behind # at the start of a line is somebody's
 * remark, and is left out.
 */
export function withoutRemarks(recorded: Uint8Array): Uint8Array {
  let kept: Uint8Array | null = null;
  let length = 0;
  let copied = 0;
  for (let at = recorded.indexOf(HASH); at >= 0; at = recorded.indexOf(HASH, at + 1)) {
    if (at < copied || !beginsLine(recorded, at) || isLog(recorded, at + 1)) continue;
    kept ??= new Uint8Array(recorded.length);
    kept.set(recorded.subarray(copied, at), length);
    length += at - copied;
    copied = endOfLine(recorded, at);
  }
  if (kept === null) return recorded;
  kept.set(recorded.subarray(copied), length);
  return kept.subarray(0, length + recorded.length - copied);
}

function beginsLine(bytes: Uint8Array, at: number): boolean {
  return at === 0 || bytes[at - 1] === LF || bytes[at - 1] === CR;
}

function endOfLine(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF) return at + 1;
    if (bytes[at] === CR && bytes[at + 1] !== LF) return at + 1;
  }
  return bytes.length;
}

function isLog(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (isCapitalOrDigit(bytes[at] ?? 0)) at++;
  return at > from && bytes[at] === COMMA;
}

function isCapitalOrDigit(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
}
