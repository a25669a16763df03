/** What a photo must be: of a kind that every screen shows, large enough to see something, and no larger than is of use. */
export const PHOTO_FORM = {
  bytesMax: 6 * 1024 * 1024,
  longSideLeastPx: 320,
  sideMostPx: 12_000,
} as const;

export type PhotoKind = "jpeg" | "png" | "webp";
export const PHOTO_KINDS: Readonly<
  Record<PhotoKind, { readonly mediaType: string; readonly ending: string }>
> = {
  jpeg: { mediaType: "image/jpeg", ending: "jpg" },
  png: { mediaType: "image/png", ending: "png" },
  webp: { mediaType: "image/webp", ending: "webp" },
};

export interface PhotoHead {
  readonly kind: PhotoKind;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** By its first bytes, whatever its name says; null where it is none of these, or its head is cut off or damaged. */
export function photoHead(bytes: Uint8Array): PhotoHead | null {
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegHead(at);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngHead(at);
  if (isFourCc(bytes, 0, "RIFF") && isFourCc(bytes, 8, "WEBP")) return webpHead(bytes, at);
  return null;
}

function pngHead(at: DataView): PhotoHead | null {
  // The first chunk is IHDR, 13 bytes long.
  if (at.byteLength < 33 || at.getUint32(8) !== 13 || at.getUint32(12) !== 0x49484452) return null;
  return { kind: "png", widthPx: at.getUint32(16), heightPx: at.getUint32(20) };
}

/** SOF0 to SOF15 but for DHT, JPG and DAC, which only look like them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpegHead(at: DataView): PhotoHead | null {
  let place = 2;
  while (place + 4 <= at.byteLength) {
    if (at.getUint8(place) !== 0xff) return null;
    const marker = at.getUint8(place + 1);
    if (marker === 0xff) {
      // A fill byte.
      place += 1;
      continue;
    }
    const length = at.getUint16(place + 2);
    if (length < 2 || marker === 0xd9 || marker === 0xda) return null;
    if (isFrame(marker)) {
      if (length < 8 || place + 9 > at.byteLength) return null;
      return { kind: "jpeg", heightPx: at.getUint16(place + 5), widthPx: at.getUint16(place + 7) };
    }
    place += 2 + length;
  }
  return null;
}

function webpHead(bytes: Uint8Array, at: DataView): PhotoHead | null {
  if (at.byteLength < 30) return null;
  if (isFourCc(bytes, 12, "VP8X"))
    return { kind: "webp", widthPx: 1 + uint24(at, 24), heightPx: 1 + uint24(at, 27) };
  if (isFourCc(bytes, 12, "VP8L")) {
    if (at.getUint8(20) !== 0x2f) return null;
    const sides = at.getUint32(21, true);
    return { kind: "webp", widthPx: 1 + (sides & 0x3fff), heightPx: 1 + ((sides >>> 14) & 0x3fff) };
  }
  if (!isFourCc(bytes, 12, "VP8 ") || !startsWith(bytes.subarray(23), [0x9d, 0x01, 0x2a])) return null;
  return {
    kind: "webp",
    widthPx: at.getUint16(26, true) & 0x3fff,
    heightPx: at.getUint16(28, true) & 0x3fff,
  };
}

function uint24(at: DataView, place: number): number {
  return at.getUint16(place, true) | (at.getUint8(place + 2) << 16);
}

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, i) => bytes[i] === byte);
}

function isFourCc(bytes: Uint8Array, place: number, name: string): boolean {
  return [...name].every((letter, i) => bytes[place + i] === letter.charCodeAt(0));
}
