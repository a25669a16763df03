import { CborRefusal } from "./cbor-refusal.ts";

/** The first bytes of each thing: its kind, and a number (its value, length, or how many there are). */
export interface Head {
  readonly major: number;
  /** The five low bits. */
  readonly info: number;
  /** Null where it has no end of its own (indefinite length), and where it is beyond 2^53. */
  readonly argument: number | null;
  readonly isWide: boolean;
  readonly isShortest: boolean;
  /** Behind it. */
  readonly end: number;
}

export const INDEFINITE = 31;
const ONE_BYTE = 24;
const EIGHT_BYTES = 27;
const WORD = 2 ** 32;
const SMALLEST = [ONE_BYTE, 2 ** 8, 2 ** 16, WORD];

export function headAt(bytes: Uint8Array, at: number): Head {
  const first = bytes[at];
  if (first === undefined) throw new CborRefusal("ends-early", at);
  const [major, info] = [first >> 5, first & 31];
  const head = { major, info, isWide: false };
  if (info < ONE_BYTE) return { ...head, argument: info, isShortest: true, end: at + 1 };
  if (info === INDEFINITE) return { ...head, argument: null, isShortest: true, end: at + 1 };
  if (info > EIGHT_BYTES) throw new CborRefusal("reserved-head", at);
  const size = 2 ** (info - ONE_BYTE);
  const end = at + 1 + size;
  if (end > bytes.length) throw new CborRefusal("ends-early", at);
  let [high, low] = [0, 0];
  for (let i = at + 1; i < end; i++) {
    if (end - i > 4) high = high * 256 + (bytes[i] as number);
    else low = low * 256 + (bytes[i] as number);
  }
  const value = high * WORD + low;
  const isShortest = value >= (SMALLEST[info - ONE_BYTE] as number);
  return Number.isSafeInteger(value)
    ? { ...head, argument: value, isShortest, end }
    : { ...head, argument: null, isWide: true, isShortest, end };
}
