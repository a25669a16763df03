import { describe, expect, test } from "vitest";
import { frameBytes, writeFrame } from "../../../src/core/journal/frame.ts";
import { isOneBitFromWhole } from "../../../src/core/journal/one-bit.ts";

const record = new TextEncoder().encode('{"type":"job-input","job":"a"}');

function framed(after = 0): Uint8Array {
  const bytes = new Uint8Array(frameBytes(record) + after).fill(0x55);
  writeFrame(bytes, 0, record, 41, 7);
  return bytes;
}

describe("a frame that is one bit from whole", () => {
  test("is known by any of its bits, with other bytes after it or without", () => {
    for (const after of [0, 100]) {
      for (let bit = 0; bit < 8 * frameBytes(record); bit++) {
        const bytes = framed(after);
        bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
        const before = bytes.slice();
        expect(isOneBitFromWhole(bytes, 41), `bit ${bit}`).toBe(true);
        expect(bytes).toEqual(before);
        expect(isOneBitFromWhole(bytes, 40)).toBe(false);
      }
    }
  });

  test("is not one that was cut, lacks a part, or has two bits changed", () => {
    const whole = framed();
    for (let length = 0; length < whole.length; length++)
      expect(isOneBitFromWhole(whole.slice(0, length), 41), `${length} bytes`).toBe(false);
    for (let from = 0; from < whole.length; from++)
      expect(isOneBitFromWhole(whole.slice().fill(0, from), 41), `zeros from ${from}`).toBe(false);
    const twice = whole.slice();
    twice[12] = (twice[12] ?? 0) ^ 0x11;
    expect(isOneBitFromWhole(twice, 41)).toBe(false);
  });
});
