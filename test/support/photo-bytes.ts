/** Headers of pictures, made by the formats' own rules: whatever stands for the picture itself is noise, by `mark`. */
const ascii = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0));
const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
const be32 = (n: number): number[] => [...be16(n >>> 16), ...be16(n & 0xffff)];
const le16 = (n: number): number[] => be16(n).reverse();
const le32 = (n: number): number[] => be32(n).reverse();
const le24 = (n: number): number[] => le32(n).slice(0, 3);
const filler = (length: number, mark: number): number[] =>
  Array.from({ length }, (_, i) => (i * 7 + mark) & 127);

/** A camera's: EXIF with a small picture of its own before the frame. */
export function jpeg(width: number, height: number, mark = 0, frame = 0xc0): Uint8Array {
  const exif = [
    ...ascii("Exif\0\0"),
    0xff,
    0xd8,
    0xff,
    0xc0,
    ...be16(17),
    8,
    ...be16(90),
    ...be16(160),
    0xff,
    0xd9,
  ];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...[0xff, 0xe1, ...be16(exif.length + 2), ...exif],
    ...[0xff, 0xff, 0xdb, ...be16(67), ...filler(65, 1)],
    ...[0xff, frame, ...be16(17), 8, ...be16(height), ...be16(width), 3, ...filler(9, 2)],
    ...[0xff, 0xc4, ...be16(31), ...filler(29, 3)],
    ...[0xff, 0xda, ...be16(12), ...filler(10, 4), ...filler(200, mark)],
    ...[0xff, 0xd9],
  ]);
}

export function png(width: number, height: number, mark = 0): Uint8Array {
  const chunk = (name: string, data: number[]): number[] => [
    ...be32(data.length),
    ...ascii(name),
    ...data,
    ...be32(0),
  ];
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", [...be32(width), ...be32(height), 8, 2, 0, 0, 0]),
    ...chunk("IDAT", filler(100, mark)),
    ...chunk("IEND", []),
  ]);
}

export function webp(kind: "VP8 " | "VP8L" | "VP8X", width: number, height: number, mark = 0): Uint8Array {
  const head = {
    "VP8 ": [0x10, 0, 0, 0x9d, 0x01, 0x2a, ...le16(width), ...le16(height)],
    VP8L: [0x2f, ...le32(width - 1 + (height - 1) * 0x4000)],
    VP8X: [0, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)],
  }[kind];
  const data = [...head, ...filler(100, mark)];
  const body = [...ascii("WEBP"), ...ascii(kind), ...le32(data.length), ...data];
  return Uint8Array.from([...ascii("RIFF"), ...le32(body.length), ...body]);
}
