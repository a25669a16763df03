/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), eight bytes a step. */
const TABLES: readonly Uint32Array[] = Array.from({ length: 8 }, () => new Uint32Array(256));
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];
for (let i = 0; i < 256; i++) {
  let c = i;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  T0[i] = c;
}
for (let k = 1; k < 8; k++) {
  const before = TABLES[k - 1] as Uint32Array;
  for (let i = 0; i < 256; i++) {
    const c = before[i] as number;
    (TABLES[k] as Uint32Array)[i] = (T0[c & 255] as number) ^ (c >>> 8);
  }
}

/** Over [from, to) of `bytes`, going on from the checksum of what stood before. Unsigned 32 bits. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length, before = 0): number {
  let c = ~before;
  let i = from;
  const whole = to - ((to - from) & 7);
  while (i < whole) {
    c ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    c =
      (T7[c & 255] as number) ^
      (T6[(c >>> 8) & 255] as number) ^
      (T5[(c >>> 16) & 255] as number) ^
      (T4[c >>> 24] as number) ^
      (T3[bytes[i + 4] as number] as number) ^
      (T2[bytes[i + 5] as number] as number) ^
      (T1[bytes[i + 6] as number] as number) ^
      (T0[bytes[i + 7] as number] as number);
    i += 8;
  }
  for (; i < to; i++) c = (T0[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8);
  return ~c >>> 0;
}
