/**
 * CRC-32C of any part of a text from the checksums of its beginnings. A state here is the register without the inversion
 * at either end; states add by exclusive or, and that bytes go past one is a linear step which depends on their number.
 */
const POLYNOMIAL = 0x82f63b78;

const BYTE = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let state = i;
  for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ POLYNOMIAL : state >>> 1;
  BYTE[i] = state;
}

/** The state after one more byte. */
export function advanceCrc32c(state: number, byte: number): number {
  return (BYTE[(state ^ byte) & 255] as number) ^ (state >>> 8);
}

/** The state that began with 0, before each byte and after the last. */
export function prefixesOfCrc32c(bytes: Uint8Array): Int32Array {
  const upTo = new Int32Array(bytes.length + 1);
  let state = 0;
  for (let i = 0; i < bytes.length; i++) {
    state = advanceCrc32c(state, bytes[i] as number);
    upTo[i + 1] = state;
  }
  return upTo;
}

/** Bits of a number of bytes that one table takes, and how many tables there are: 22 bits, the longest record. */
const DIGITS = [
  { bits: 8, at: 0 },
  { bits: 7, at: 8 },
  { bits: 7, at: 15 },
] as const;
/** Of one number: what each byte of a state becomes, 4 tables of 256. */
const ENTRY = 1024;

/** A state after up to 2^22 - 1 zero bytes, in twelve look-ups. */
export class CrcShift {
  readonly #tables: readonly Int32Array[] = DIGITS.map(({ bits, at }) => shiftTable(2 ** bits, 2 ** at));

  past(state: number, bytes: number): number {
    const [low, middle, high] = this.#tables as [Int32Array, Int32Array, Int32Array];
    return looked(
      high,
      ((bytes >>> 15) & 127) * ENTRY,
      looked(middle, ((bytes >>> 8) & 127) * ENTRY, looked(low, (bytes & 255) * ENTRY, state)),
    );
  }
}

function looked(table: Int32Array, at: number, state: number): number {
  return (
    (table[at + (state & 255)] as number) ^
    (table[at + 256 + ((state >>> 8) & 255)] as number) ^
    (table[at + 512 + ((state >>> 16) & 255)] as number) ^
    (table[at + 768 + (state >>> 24)] as number)
  );
}

/** For each number below `count`: what the four bytes of a state become after that many times `step` zero bytes. */
function shiftTable(count: number, step: number): Int32Array {
  const bits = Array.from({ length: 32 }, (_, bit) => pastZeros(1 << bit, step));
  const once = new Int32Array(ENTRY);
  const table = new Int32Array(count * ENTRY);
  for (let i = 0; i < ENTRY; i++) {
    const byte = i >>> 8;
    table[i] = (i & 255) << (8 * byte);
    for (let bit = 0; bit < 8; bit++)
      if ((i >>> bit) & 1) once[i] = (once[i] as number) ^ (bits[8 * byte + bit] as number);
  }
  for (let i = ENTRY; i < table.length; i++) table[i] = looked(once, 0, table[i - ENTRY] as number);
  return table;
}

function pastZeros(state: number, bytes: number): number {
  let past = state;
  for (let i = 0; i < bytes; i++) past = advanceCrc32c(past, 0);
  return past;
}
