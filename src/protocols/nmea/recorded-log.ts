const HASH = 0x23;
const COMMA = 0x2c;
const LF = 0x0a;

/**
 * A log of a receiver is `#NAME,` in capitals and digits; anything else behind # at the start of a line is somebody's
 * remark, and is left out.
 */
export function withoutRemarks(recorded: Uint8Array): Uint8Array {
  const kept = new Uint8Array(recorded.length);
  let length = 0;
  for (let from = 0; from < recorded.length; ) {
    const lineEnd = recorded.indexOf(LF, from);
    const to = lineEnd < 0 ? recorded.length : lineEnd + 1;
    if (recorded[from] !== HASH || isLog(recorded, from + 1)) {
      kept.set(recorded.subarray(from, to), length);
      length += to - from;
    }
    from = to;
  }
  return kept.subarray(0, length);
}

function isLog(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (isCapitalOrDigit(bytes[at] ?? 0)) at++;
  return at > from && bytes[at] === COMMA;
}

function isCapitalOrDigit(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
}
