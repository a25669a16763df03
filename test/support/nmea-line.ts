/** The tests' own checksums, written from the standard's words, apart from the codec's. */
export function sealed(body: string): string {
  let sum = 0;
  for (const char of body) sum ^= char.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
}

/** CRC-32 bit by bit, as NovAtel describes it. */
export function sealedLog(head: "$" | "#", body: string): string {
  let crc = 0;
  for (const char of body) {
    crc ^= char.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return `${head}${body}*${(crc >>> 0).toString(16).padStart(8, "0")}\r\n`;
}
