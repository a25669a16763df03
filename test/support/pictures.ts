import { crc32, deflateSync } from "node:zlib";

/** Pictures of one colour, as small as they can be. */
export function png(widthPx: number, heightPx: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((widthPx + 1) * heightPx, 128);
  for (let y = 0; y < heightPx; y++) rows[y * (widthPx + 1)] = 0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The head of a JPEG with its frame, and what else a camera puts before it. */
export function jpegHead(widthPx: number, heightPx: number, frame = 0xc0): Uint8Array {
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0x00, 0x0a]), Buffer.from("Exif\0\0..", "latin1")]);
  const sof = Buffer.alloc(19);
  sof.set([0xff, frame, 0x00, 0x11, 8]);
  sof.writeUInt16BE(heightPx, 5);
  sof.writeUInt16BE(widthPx, 7);
  sof[9] = 3;
  return Buffer.concat([Buffer.from([0xff, 0xd8]), exif, Buffer.from([0xff]), sof, Buffer.alloc(64)]);
}

export function webpHead(kind: "VP8 " | "VP8L" | "VP8X", widthPx: number, heightPx: number): Uint8Array {
  const bytes = Buffer.alloc(64);
  bytes.write("RIFF", 0, "latin1");
  bytes.write(`WEBP${kind}`, 8, "latin1");
  if (kind === "VP8 ") {
    bytes.set([0x9d, 0x01, 0x2a], 23);
    bytes.writeUInt16LE(widthPx, 26);
    bytes.writeUInt16LE(heightPx, 28);
  } else if (kind === "VP8L") {
    bytes[20] = 0x2f;
    bytes.writeUInt32LE(((widthPx - 1) | ((heightPx - 1) << 14)) >>> 0, 21);
  } else {
    bytes.writeUIntLE(widthPx - 1, 24, 3);
    bytes.writeUIntLE(heightPx - 1, 27, 3);
  }
  return bytes;
}
