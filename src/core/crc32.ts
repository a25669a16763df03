/** Over [from, to) of `bytes`, going on from the checksum of what stood before. Unsigned 32 bits. */
export type Crc32 = (bytes: Uint8Array, from?: number, to?: number, before?: number) => number;

/** The checksum of a reflected polynomial, eight bytes a step. */
export function crc32Of(polynomial: number): Crc32 {
  const tables = tablesOf(polynomial);
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  return (bytes, from = 0, to = bytes.length, before = 0) => {
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
        (t7[c & 255] as number) ^
        (t6[(c >>> 8) & 255] as number) ^
        (t5[(c >>> 16) & 255] as number) ^
        (t4[c >>> 24] as number) ^
        (t3[bytes[i + 4] as number] as number) ^
        (t2[bytes[i + 5] as number] as number) ^
        (t1[bytes[i + 6] as number] as number) ^
        (t0[bytes[i + 7] as number] as number);
      i += 8;
    }
    for (; i < to; i++) c = (t0[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8);
    return ~c >>> 0;
  };
}

function tablesOf(polynomial: number): readonly Uint32Array[] {
  const tables = Array.from({ length: 8 }, () => new Uint32Array(256));
  const first = tables[0] as Uint32Array;
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    first[i] = c;
  }
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] as Uint32Array;
    for (let i = 0; i < 256; i++) {
      const c = before[i] as number;
      (tables[k] as Uint32Array)[i] = (first[c & 255] as number) ^ (c >>> 8);
    }
  }
  return tables;
}
