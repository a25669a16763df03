import { type Reason, reason } from "../trade/reasons.ts";

export const PHOTO_KINDS = ["jpeg", "png", "webp"] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];
export const PHOTO_MEDIA_TYPES: Readonly<Record<PhotoKind, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** A camera's whole picture is 3 to 5 MiB; the console's page sends less than one. */
export const PHOTO_BYTES_MAX = 6 * 2 ** 20;
/** Smaller nobody could read a plate on it. Whichever way the camera was held. */
export const PHOTO_LONG_SIDE_LEAST = 320;
export const PHOTO_SHORT_SIDE_LEAST = 240;
/** A few bytes can say that they are an enormous picture, which takes a screen's memory. */
export const PHOTO_SIDE_MAX = 12_000;

/** Width and height in pixels, as they are stored: a picture may say besides that it is to be turned. */
export interface PhotoForm {
  readonly kind: PhotoKind;
  readonly width: number;
  readonly height: number;
}

export type PhotoReading =
  | { readonly kind: "photo"; readonly form: PhotoForm }
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * What a file says of itself, from its first bytes and its structure: whether it is a photo that can be kept. What the picture shows is for
 * people. Never throws, whatever the bytes.
 */
export function photoForm(bytes: Uint8Array): PhotoReading {
  if (bytes.length > PHOTO_BYTES_MAX)
    return refused(reason("PHOTO_BYTES_TOO_MANY", { mostMiB: PHOTO_BYTES_MAX / 2 ** 20 }));
  const kind = photoKind(bytes);
  if (kind === null) return refused(reason("PHOTO_KIND_UNKNOWN", {}));
  const size = SIZES[kind](new Bytes(bytes));
  if (size === null || size.width === 0 || size.height === 0) return refused(reason("PHOTO_DAMAGED", {}));
  const { width, height } = size;
  if (Math.max(width, height) > PHOTO_SIDE_MAX)
    return refused(reason("PHOTO_SIDE_TOO_LONG", { width, height, most: PHOTO_SIDE_MAX }));
  if (Math.max(width, height) < PHOTO_LONG_SIDE_LEAST || Math.min(width, height) < PHOTO_SHORT_SIDE_LEAST)
    return refused(
      reason("PHOTO_TOO_SMALL", {
        width,
        height,
        long: PHOTO_LONG_SIDE_LEAST,
        short: PHOTO_SHORT_SIDE_LEAST,
      }),
    );
  return { kind: "photo", form: { kind, width, height } };
}

/** By its first bytes; null for what is none of them. */
export function photoKind(bytes: Uint8Array): PhotoKind | null {
  const at = new Bytes(bytes);
  if (at.has(0, [0xff, 0xd8, 0xff])) return "jpeg";
  if (at.has(0, PNG_SIGNATURE)) return "png";
  return at.has(0, ascii("RIFF")) && at.has(8, ascii("WEBP")) ? "webp" : null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function refused(why: Reason): PhotoReading {
  return { kind: "refused", reason: why };
}

/** Bytes of which any may be missing: what is beyond the end is NaN, which equals nothing and is in no range. */
class Bytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  u8(at: number): number {
    return this.#bytes[at] ?? Number.NaN;
  }

  u16be(at: number): number {
    return this.u8(at) * 0x100 + this.u8(at + 1);
  }

  u32be(at: number): number {
    return this.u16be(at) * 0x1_0000 + this.u16be(at + 2);
  }

  u16le(at: number): number {
    return this.u8(at + 1) * 0x100 + this.u8(at);
  }

  u24le(at: number): number {
    return this.u8(at + 2) * 0x1_0000 + this.u16le(at);
  }

  u32le(at: number): number {
    return this.u16le(at + 2) * 0x1_0000 + this.u16le(at);
  }

  has(at: number, wanted: readonly number[]): boolean {
    return wanted.every((byte, i) => this.u8(at + i) === byte);
  }

  /** Whether two bytes stand beside each other somewhere after `from`; looked for from the end. */
  hasPairAfter(from: number, first: number, second: number): boolean {
    for (let at = this.length - 2; at > from; at--)
      if (this.u8(at) === first && this.u8(at + 1) === second) return true;
    return false;
  }
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Null where the header is damaged, or the end that it promises is not there. */
const SIZES: Readonly<Record<PhotoKind, (bytes: Bytes) => Size | null>> = {
  jpeg: jpegSize,
  png: pngSize,
  webp: webpSize,
};

/** Frame headers, each a way of coding: all of C0 to CF but tables (C4), a reserved one (C8) and conditioning (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The frame header says the size, and stands before the first scan; what a camera puts before it can hold a picture of its own. */
function jpegSize(bytes: Bytes): Size | null {
  let size: Size | null = null;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes.u8(at) !== 0xff) return null;
    const marker = bytes.u8(at + 1);
    // Any marker may have more of these before it.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.u16be(at + 2);
    if (marker === 0xda) return bytes.hasPairAfter(at, 0xff, 0xd9) ? size : null;
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || length < 2) return null;
    if (isFrame(marker)) {
      if (size !== null || length < 8) return null;
      size = { height: bytes.u16be(at + 5), width: bytes.u16be(at + 7) };
    }
    at += 2 + length;
  }
  return null;
}

const PNG_CHUNK_FRAME = 12;

function pngSize(bytes: Bytes): Size | null {
  const first = PNG_SIGNATURE.length;
  if (bytes.u32be(first) !== 13 || !bytes.has(first + 4, ascii("IHDR"))) return null;
  const size = { width: bytes.u32be(first + 8), height: bytes.u32be(first + 12) };
  // Chunk by chunk to the one that ends the file: a file that was cut off does not have it.
  for (let at = first; at + PNG_CHUNK_FRAME <= bytes.length; at += PNG_CHUNK_FRAME + bytes.u32be(at))
    if (bytes.has(at + 4, ascii("IEND"))) return size;
  return null;
}

function webpSize(bytes: Bytes): Size | null {
  // The size of what follows these eight bytes; more may stand after it, less was cut off.
  if (bytes.length < 30 || bytes.u32le(4) + 8 > bytes.length) return null;
  if (bytes.has(12, ascii("VP8X"))) return { width: bytes.u24le(24) + 1, height: bytes.u24le(27) + 1 };
  if (bytes.has(12, ascii("VP8L"))) return losslessSize(bytes);
  return bytes.has(12, ascii("VP8 ")) ? lossySize(bytes) : null;
}

/** Fourteen bits each, one less than the figure. */
function losslessSize(bytes: Bytes): Size | null {
  if (bytes.u8(20) !== 0x2f) return null;
  const bits = bytes.u32le(21);
  return { width: (bits % 0x4000) + 1, height: (Math.floor(bits / 0x4000) % 0x4000) + 1 };
}

/** Of a key frame, which a picture is; the two highest bits of each figure are how it is to be scaled. */
function lossySize(bytes: Bytes): Size | null {
  if (bytes.u8(20) % 2 !== 0 || !bytes.has(23, [0x9d, 0x01, 0x2a])) return null;
  return { width: bytes.u16le(26) % 0x4000, height: bytes.u16le(28) % 0x4000 };
}

function ascii(text: string): readonly number[] {
  return [...text].map((sign) => sign.charCodeAt(0));
}
