import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { PHOTO_BYTES_MAX, photoForm } from "../../../src/core/photos/photo-form.ts";
import { jpeg, png, webp } from "../../support/photo-bytes.ts";

const told = (bytes: Uint8Array): string => {
  const reading = photoForm(bytes);
  if (reading.kind === "refused") return reading.reason.code;
  const { kind, width, height } = reading.form;
  return `${kind} ${width}x${height}`;
};

const SAMPLES: readonly (readonly [string, (width: number, height: number) => Uint8Array])[] = [
  ["jpeg", jpeg],
  ["jpeg, progressive", (width, height) => jpeg(width, height, 0, 0xc2)],
  ["png", png],
  ["webp, lossy", (width, height) => webp("VP8 ", width, height)],
  ["webp, lossless", (width, height) => webp("VP8L", width, height)],
  ["webp, extended", (width, height) => webp("VP8X", width, height)],
];

describe.each(SAMPLES)("a photo as %s", (name, made) => {
  const kind = name.split(",")[0];

  test("has its size, on its side or upright", () => {
    for (const [width, height] of [
      [320, 240],
      [240, 320],
      [1_600, 1_200],
      [12_000, 9_001],
      [9_001, 12_000],
    ] as const)
      expect(told(made(width, height))).toBe(`${kind} ${width}x${height}`);
  });

  test("is refused a pixel below and a pixel above", () => {
    expect(told(made(319, 240))).toBe("PHOTO_TOO_SMALL");
    expect(told(made(320, 239))).toBe("PHOTO_TOO_SMALL");
    expect(told(made(300, 300))).toBe("PHOTO_TOO_SMALL");
    expect(told(made(12_001, 300))).toBe("PHOTO_SIDE_TOO_LONG");
    expect(told(made(300, 12_001))).toBe("PHOTO_SIDE_TOO_LONG");
  });

  test("cut off anywhere is none", () => {
    const whole = made(1_600, 1_200);
    for (let length = 0; length < whole.length; length++)
      expect(["PHOTO_KIND_UNKNOWN", "PHOTO_DAMAGED"], `${length}`).toContain(told(whole.subarray(0, length)));
  });

  test("with anything else in it never throws", () => {
    const random = new SeededRandom(18, name);
    const whole = made(1_600, 1_200);
    const seen = new Set<string>();
    for (let round = 0; round < 10_000; round++) {
      const bytes = whole.slice(
        0,
        random.unit() < 0.1 ? Math.floor(random.unit() * whole.length) : undefined,
      );
      const changes = 1 + Math.floor(random.unit() * 8);
      for (let i = 0; i < changes; i++)
        bytes[Math.floor(random.unit() * Math.min(64, bytes.length))] =
          random.unit() < 0.3 ? 0xff : Math.floor(random.unit() * 256);
      seen.add(told(bytes).replace(/\d+x\d+/, "any size"));
    }
    expect(seen).toContain("PHOTO_DAMAGED");
    expect([...seen].every((one) => one.startsWith("PHOTO_") || one.endsWith("any size"))).toBe(true);
  });
});

test("what is no picture of these kinds is not taken for one", () => {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words.padEnd(400, " "));
  for (const bytes of [
    new Uint8Array(),
    new Uint8Array(1_000),
    text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>"),
    text("<!doctype html><script>alert(1)</script>"),
    text("GIF89a"),
    text("%PDF-1.7"),
    text("RIFF0000WAVE"),
  ])
    expect(told(bytes)).toBe("PHOTO_KIND_UNKNOWN");
});

test("a side of nothing is damaged, and a file beyond the limit is too large before it is looked at", () => {
  expect(told(jpeg(0, 1_200))).toBe("PHOTO_DAMAGED");
  expect(told(png(1_600, 0))).toBe("PHOTO_DAMAGED");
  const large = new Uint8Array(PHOTO_BYTES_MAX);
  large.set(jpeg(1_600, 1_200));
  expect(told(large)).toBe("jpeg 1600x1200");
  const larger = new Uint8Array(PHOTO_BYTES_MAX + 1);
  larger.set(large);
  expect(told(larger)).toBe("PHOTO_BYTES_TOO_MANY");
});
