import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPhoto } from "../../../src/core/photos/photo-check.ts";
import { PHOTO_FORM, photoHead } from "../../../src/core/photos/photo-form.ts";
import { jpegHead, png, webpHead } from "../../support/pictures.ts";

/** Goal: what is kept as a photo is one that every screen shows; whatever else is sent as one is refused in a sentence, and breaks nothing. */
const GOOD: readonly (readonly [string, Uint8Array])[] = [
  ["PNG", png(640, 480)],
  ["JPEG, baseline", jpegHead(640, 480)],
  ["JPEG, progressive", jpegHead(640, 480, 0xc2)],
  ["WebP, lossy", webpHead("VP8 ", 640, 480)],
  ["WebP, lossless", webpHead("VP8L", 640, 480)],
  ["WebP, extended", webpHead("VP8X", 640, 480)],
];

describe("the head of a photo", () => {
  test.each(GOOD)("%s", (_name, bytes) => {
    expect(photoHead(bytes)).toMatchObject({ widthPx: 640, heightPx: 480 });
    expect(checkPhoto(bytes)).toMatchObject({ kind: "photo" });
  });

  test.each(GOOD)("%s, cut off anywhere before its size, is none", (_name, bytes) => {
    for (let length = 0; length < 24; length++) expect(photoHead(bytes.slice(0, length))).toBeNull();
  });

  test("a view into a larger buffer is read from its own beginning", () => {
    const within = new Uint8Array(2_000).fill(7);
    const bytes = jpegHead(800, 600);
    within.set(bytes, 100);
    expect(photoHead(within.subarray(100, 100 + bytes.length))).toMatchObject({ widthPx: 800 });
  });

  test("spoilt bytes never throw, and never give a size that is no number", () => {
    const heads = GOOD.map(([, bytes]) => bytes);
    const spoilt = fc.record({
      of: fc.constantFrom(...heads),
      at: fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
      length: fc.nat(120),
    });
    fc.assert(
      fc.property(spoilt, ({ of, at, length }) => {
        const bytes = Uint8Array.from(of.slice(0, length));
        for (const [place, value] of at) if (place < bytes.length) bytes[place] = value;
        const head = photoHead(bytes);
        if (head === null) return;
        expect(head.widthPx).toBeGreaterThanOrEqual(0);
        expect(head.heightPx).toBeLessThanOrEqual(2 ** 32);
      }),
      { numRuns: 10_000, seed: 11 },
    );
  });
});

test.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(), "PHOTO_NONE"],
  ["a text", new TextEncoder().encode("<svg onload=alert(1)>"), "PHOTO_NONE"],
  ["a script behind the head of a GIF", new TextEncoder().encode("GIF89a/*"), "PHOTO_NONE"],
  ["a PDF", new TextEncoder().encode("%PDF-1.7"), "PHOTO_NONE"],
  ["a JPEG without a frame", Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]), "PHOTO_NONE"],
  ["a thumbnail", png(160, 120), "PHOTO_TOO_SMALL"],
  ["a line", jpegHead(640, 0), "PHOTO_TOO_SMALL"],
  ["a picture larger than a wall", jpegHead(12_001, 600), "PHOTO_TOO_WIDE"],
  [
    "a byte too many",
    Uint8Array.from([...jpegHead(640, 480), ...new Uint8Array(PHOTO_FORM.bytesMax)]),
    "PHOTO_TOO_LARGE",
  ],
])("%s is refused", (_name, bytes, code) => {
  expect(checkPhoto(bytes)).toMatchObject({ kind: "refused", reason: { code } });
});
