import { crc32, deflateSync } from "node:zlib";
import { encode } from "uqr";

/** Grey, one byte for a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8ClampedArray;
}

export const WHITE = 255;

/** A code as it is printed: so many pixels for each of its squares, with the quiet edge that it needs. */
export function codePicture(text: string, pixelsPerSquare: number): Picture {
  const { data, size } = encode(text, { ecc: "Q", border: 4 });
  const side = size * pixelsPerSquare;
  return pictureOf(side, side, (x, y) => {
    const isDark = data[Math.floor(y / pixelsPerSquare)]?.[Math.floor(x / pixelsPerSquare)];
    return isDark === true ? 0 : WHITE;
  });
}

export function pictureOf(width: number, height: number, greyAt: (x: number, y: number) => number): Picture {
  const grey = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) grey[y * width + x] = greyAt(x, y);
  return { width, height, grey };
}

/** White beyond its edges. */
export function greyOf({ width, height, grey }: Picture, x: number, y: number): number {
  const [column, row] = [Math.round(x), Math.round(y)];
  const isInside = column >= 0 && row >= 0 && column < width && row < height;
  return isInside ? (grey[row * width + column] ?? WHITE) : WHITE;
}

/** Held at an angle. */
export function turned(picture: Picture, degrees: number): Picture {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const side = Math.ceil(picture.width * (Math.abs(sin) + Math.abs(cos)));
  const [middle, own] = [side / 2, picture.width / 2];
  return pictureOf(side, side, (x, y) =>
    greyOf(
      picture,
      (x - middle) * cos + (y - middle) * sin + own,
      (y - middle) * cos - (x - middle) * sin + own,
    ),
  );
}

/** Out of focus by so many pixels. */
export function blurred(picture: Picture, radius: number): Picture {
  const { width, height } = picture;
  const along = (of: Picture, dx: number, dy: number): Picture =>
    pictureOf(width, height, (x, y) => {
      let sum = 0;
      for (let at = -radius; at <= radius; at += 1) sum += greyOf(of, x + at * dx, y + at * dy);
      return sum / (2 * radius + 1);
    });
  return along(along(picture, 1, 0), 0, 1);
}

/** By lamplight, with the grain of a cheap sensor: `random` gives 0 to 1. */
export function grainy(picture: Picture, strength: number, random: () => number): Picture {
  const { width, height } = picture;
  return pictureOf(width, height, (x, y) => {
    const shade = 0.55 + (0.35 * x) / width;
    return greyOf(picture, x, y) * shade + 20 + (random() - 0.5) * 2 * strength;
  });
}

/** In the middle of a larger one, as a camera sees it. */
export function framed(picture: Picture, width: number, height: number): Picture {
  const [left, top] = [Math.round((width - picture.width) / 2), Math.round((height - picture.height) / 2)];
  return pictureOf(width, height, (x, y) => greyOf(picture, x - left, y - top));
}

/** As a canvas has it. */
export function rgba({ width, height, grey }: Picture): {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
} {
  const data = new Uint8ClampedArray(width * height * 4);
  for (const [at, value] of grey.entries()) data.set([value, value, value, 255], at * 4);
  return { data, width, height };
}

/** What the browser takes for the pictures of a camera: some frames of one picture. */
export function y4m({ width, height, grey }: Picture, frames = 3): Buffer {
  const colour = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), Buffer.from(grey), colour]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame)]);
}

export function png({ width, height, grey }: Picture): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...grey.subarray(y * width, (y + 1) * width)]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, bytes: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), bytes]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(bytes.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
