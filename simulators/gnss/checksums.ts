/** XOR over the characters, upper-case hex: NMEA 0183 between `$` and `*`. */
export function xorChecksum(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum ^= text.charCodeAt(i);
  return sum.toString(16).toUpperCase().padStart(2, "0");
}

/** Reflected polynomial EDB88320h, initial value 0, no final XOR, lower-case hex: NovAtel and Unicore long sums. */
export function crc32NovAtel(text: string): string {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc >>> 0).toString(16).padStart(8, "0");
}
