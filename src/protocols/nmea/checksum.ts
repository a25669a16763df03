/** XOR of the bytes, `initial` first (UM982 command replies count their `$` in). */
export function xorSum(bytes: Uint8Array, from: number, to: number, initial = 0): number {
  let sum = initial;
  for (let at = from; at < to; at++) sum ^= bytes[at] ?? 0;
  return sum;
}

const TABLE = crcTable();

/** The CRC of Unicore and NovAtel logs: reflected 0xEDB88320, start 0, no final inversion. */
export function unicoreCrc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc >>> 0;
}

function crcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc >>> 0;
  }
  return table;
}
