/** XOR of all characters, `initial` first (UM982 command replies count their `$` in). */
export function xorSum(text: string, initial = 0): number {
  let sum = initial;
  for (let at = 0; at < text.length; at++) sum ^= text.charCodeAt(at);
  return sum & 0xff;
}

const TABLE = crcTable();

/** The CRC of Unicore and NovAtel logs: reflected 0xEDB88320, start 0, no final inversion. */
export function unicoreCrc32(text: string): number {
  let crc = 0;
  for (let at = 0; at < text.length; at++)
    crc = (crc >>> 8) ^ (TABLE[(crc ^ text.charCodeAt(at)) & 0xff] ?? 0);
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
